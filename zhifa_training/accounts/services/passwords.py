"""Hashing and checking passwords (密码散列): Argon2id, a few at a time, alike for everybody."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zhifa_training.accounts.rules.passwords import LONGEST, initial_password, normalised
from zhifa_training.core.errors import UnavailableError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
LONGEST_WAIT_SECONDS = 15
_places = BoundedSemaphore(max(1, os.cpu_count() or 1))


@contextmanager
def _place() -> Iterator[None]:
    """Hold one of the few places for hashing, so that a rush leaves the other requests alive."""
    if not _places.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise UnavailableError("同时登录的人数较多，请稍候几秒再试")
    try:
        yield
    finally:
        _places.release()


def hashed(password: str) -> str:
    """Return what the database keeps of a password."""
    with _place():
        return HASHER.hash(normalised(password))


@cache
def decoy() -> str:
    """Return the hash that stands in for an unknown account, so that it costs the same time."""
    return HASHER.hash(initial_password())


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether ``password`` belongs to ``stored``; None costs the same and is never right."""
    with _place():
        try:
            HASHER.verify(stored or decoy(), normalised(password[: 2 * LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def needs_new_hash(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)
