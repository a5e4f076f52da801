"""How many wrong passwords are too many (登录限速): pure decisions on counted failures.

Failures from one address close that address, or one account at that address, for a while. Failures
from everywhere never close an account: they only leave fewer tries to addresses it has never signed
in from. So nobody can lock an officer out of an exam from another machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

BUCKET = timedelta(minutes=5)
BUCKETS = 3
"""Failures count for two to three buckets: ten to fifteen minutes."""
PAIR_LIMIT = 5
STRANGER_LIMIT = 2
"""Tries left to an unknown address while the account is under attack."""
ACCOUNT_LIMIT = 20
ADDRESS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Keys:
    """The three counters one try touches."""

    account: str
    address: str
    pair: str

    @classmethod
    def of(cls, login: str, address: str) -> "Keys":
        """Return the counters of one login name tried from one address."""
        return cls(f"account:{login}", f"address:{address}", f"pair:{login}|{address}")

    def in_order(self) -> tuple[str, str, str]:
        """Return the keys in the one order in which everybody locks them."""
        return (self.account, self.address, self.pair)


def bucket(at: datetime) -> datetime:
    """Return the start of the bucket that ``at`` falls into."""
    seconds = int(BUCKET.total_seconds())
    return at - timedelta(seconds=int(at.timestamp()) % seconds, microseconds=at.microsecond)


def oldest_bucket(at: datetime) -> datetime:
    """Return the start of the oldest bucket that still counts."""
    return bucket(at) - (BUCKETS - 1) * BUCKET


def is_closed(tries: Mapping[str, int], keys: Keys, *, is_known: bool) -> bool:
    """Tell whether a try must wait; ``tries`` counts it and every earlier failure.

    ``is_known`` says that this account has signed in from this address before.
    """
    if is_known:
        return tries.get(keys.pair, 0) > PAIR_LIMIT
    is_attacked = tries.get(keys.account, 0) > ACCOUNT_LIMIT
    limit = STRANGER_LIMIT if is_attacked else PAIR_LIMIT
    return tries.get(keys.pair, 0) > limit or tries.get(keys.address, 0) > ADDRESS_LIMIT
