"""What the database refuses, said as the rule it stands for (约束转述)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from zhifa_training.core.db import db
from zhifa_training.core.errors import DomainError
from zhifa_training.units.rules import (
    DuplicateBadgeError,
    DuplicateIdNumberError,
    PostingOverlapError,
    UnitCodeTakenError,
)

REFUSALS: tuple[tuple[tuple[str, ...], type[DomainError], str], ...] = (
    (
        ("uq_officer_badge_number", "officer.badge_number"),
        DuplicateBadgeError,
        "该执法证号已登记在另一名执法人员名下，请核对执法证号",
    ),
    (
        ("uq_officer_id_number_index", "officer.id_number_index"),
        DuplicateIdNumberError,
        "该身份证号已登记在另一名执法人员名下，请核对身份证号，或先查找原有人员",
    ),
    (
        ("uq_posting_open", "posting.officer_id", "任职时间重叠"),
        PostingOverlapError,
        "任职时间与该人员已有的任职重叠，请先核对任职经历中的起止日期",
    ),
    (
        ("uq_unit_code", "unit.code"),
        UnitCodeTakenError,
        "该机构编码已被另一机构使用，请核对编码",
    ),
)


@contextmanager
def explained() -> Iterator[None]:
    """Send what the block changed to the database; turn its refusal into the rule's own error."""
    try:
        yield
        db.session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error


def _refusal(error: IntegrityError) -> DomainError:
    said = str(error.orig)
    for marks, kind, text in REFUSALS:
        if any(mark in said for mark in marks):
            return kind(text)
    return DomainError("数据与已有记录冲突，请刷新页面后重试")
