"""What an answer in practice came to (练习判分): marked as in an exam, without a marker."""

from collections.abc import Collection, Sequence

from zhifa_training.core.errors import DomainError
from zhifa_training.exams.rules.tryout import Verdict


class NothingAnsweredError(DomainError):
    """Nothing was chosen or written (没有作答)."""


def ensure_answered(tokens: Collection[str]) -> None:
    """Refuse an empty answer."""
    if not tokens:
        raise NothingAnsweredError("还没有作答：请选择或者填写答案，再点“提交答案”")


def outcome(verdicts: Sequence[Verdict]) -> bool | None:
    """Tell whether all that a rule can mark is right; None where only a person could tell."""
    if not all(one.is_right for one in verdicts if not one.guide):
        return False
    return None if any(one.guide for one in verdicts) else True
