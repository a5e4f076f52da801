"""Questions kept (题库): what a revision may be, and who may publish it."""

import hashlib
from uuid import UUID

from zhifa_training.core.errors import DomainError

PRACTICE_SHARE = 10
"""One question in so many is for practice; exam papers never draw it."""


class QuestionFaultError(DomainError):
    """The wording is not well formed (试题内容有误)."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("".join(faults))


class NothingChangedError(DomainError):
    """The wording equals an earlier revision (内容未变)."""


class NotADraftError(DomainError):
    """Only a draft can be published (不是待审试题)."""


class SamePersonError(DomainError):
    """Who wrote a revision may not approve it (命题与审题须为两人)."""


class ReasonMissingError(DomainError):
    """A suspension must say why (须写明停用原因)."""


def is_for_practice(code: str) -> bool:
    """Tell whether a question goes to the practice pool: by its code alone, so always alike."""
    lot = int.from_bytes(hashlib.sha256(f"pool\0{code}".encode()).digest()[:8])
    return lot % PRACTICE_SHARE == 0


def ensure_two_people(*, author_id: UUID | None, reviewer_id: UUID | None) -> None:
    """Refuse a reviewer who wrote the revision."""
    if author_id is not None and author_id == reviewer_id:
        raise SamePersonError("本修订由您提出，须由另一位审题员审核发布")


def ensure_reason(reason: str) -> str:
    """Return the reason, tidied; refuse an empty one."""
    if not reason.strip():
        raise ReasonMissingError("请写明停用原因，不能为空")
    return reason.strip()
