"""Public keys: UUID version 7, made here, alike on every database (RFC 9562 section 5.7)."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Return a random key that sorts by the millisecond it was made in."""
    milliseconds = time.time_ns() // 1_000_000
    entropy = secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (entropy >> 62) << 64
    return UUID(int=value | 0b10 << 62 | entropy & (1 << 62) - 1)
