"""Score sheets (成绩单): a released result as it is printed, read anew each time."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from zhifa_training.core import clock
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.queries.results import Result, get_my_result, get_result
from zhifa_training.units.scope import Actor


class NoScoreSheetError(DomainError):
    """There is no released score to print."""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """What a score sheet says, in the words it is printed in (成绩单)."""

    name: str
    unit: str
    exam: str
    sitting: str
    closed_at: str
    receipt: str
    score: str
    full_score: str
    pass_score: str
    outcome: str
    printed_at: str

    @property
    def facts(self) -> dict[str, str]:
        """Return the sheet as its template takes it."""
        return asdict(self)


def get_score_sheet(attempt_id: UUID, *, actor: Actor) -> ScoreSheet:
    """Return a candidate's score sheet to staff, once their results are out."""
    result = get_result(attempt_id, actor=actor)
    if not result.is_out:
        raise NoScoreSheetError("成绩还没有公布，不能打印成绩单。请先在“成绩”的场次页公布成绩")
    return _sheet(result)


def get_my_score_sheet(attempt_id: UUID, *, actor: Actor) -> ScoreSheet:
    """Return the asker's own score sheet, once their result is out."""
    return _sheet(get_my_result(attempt_id, actor=actor))


def _sheet(result: Result) -> ScoreSheet:
    if result.score is None:
        raise NoScoreSheetError(f"{result.showing.label}，暂无成绩单。请在成绩公布后再打印")
    return ScoreSheet(
        name=result.name,
        unit=result.unit,
        exam=result.exam,
        sitting=f"{result.sitting}　{result.form_label}".strip(),
        closed_at=_moment(result.closed_at),
        receipt=result.receipt or "",
        score=str(result.score),
        full_score=str(result.full_score),
        pass_score=str(result.pass_score),
        outcome="合格" if result.is_passed else "不合格",
        printed_at=_moment(clock.now()),
    )


def _moment(moment: datetime | None) -> str:
    return clock.in_beijing(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
