"""Public keys: UUID version 7, made here, alike on every database (RFC 9562 section 5.7)."""

import secrets
import threading
import time
from uuid import UUID

_RANDOM_BITS = 74
_BELIEVED_MILLISECONDS = 60_000
"""A clock set back by more was wrong before: keys go on from the new time."""
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a random key that sorts after those this process has made (RFC 9562 section 6.2)."""
    global _last  # noqa: PLW0603 - one line of keys for the process
    fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        if _last - fresh < _BELIEVED_MILLISECONDS << _RANDOM_BITS:
            fresh = max(fresh, _last + 1 + secrets.randbits(32))
        _last = fresh
    milliseconds, entropy = fresh >> _RANDOM_BITS, fresh & (1 << _RANDOM_BITS) - 1
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (entropy >> 62) << 64
    return UUID(int=value | 0b10 << 62 | entropy & (1 << 62) - 1)
