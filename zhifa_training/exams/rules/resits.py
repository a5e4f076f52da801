"""Resits (补考): who is due again, why somebody was away, how an exam ended for each officer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word

MOST_RESITS = 3
FIRST_ROUND = 0


class ResitError(DomainError):
    """The resit cannot be held so (不能安排补考)."""


class AbsenceError(DomainError):
    """The reason for an absence cannot be recorded (不能登记缺考原因)."""


class AbsenceReason(Word):
    """Why a candidate did not come (缺考原因)."""

    DUTY = "duty", "执行公务"
    SICK = "sick", "因病"
    LEAVE = "leave", "经批准请假"
    TRAINING = "training", "参加其他培训"
    FORCE_MAJEURE = "force_majeure", "停电、断网等不可抗力"
    NONE = "none", "无正当理由"

    @property
    def is_excused(self) -> bool:
        """Tell whether the reason is a good one (正当理由)."""
        return self is not AbsenceReason.NONE


class Turn(Word):
    """How one round of an exam turned out for one officer (单轮结果)."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    AWAITING = "awaiting", "成绩未公布"
    EXCUSED = "excused", "缺考（有正当理由）"
    UNEXCUSED = "unexcused", "缺考（无正当理由）"
    UNEXPLAINED = "unexplained", "缺考（未登记原因）"


class Outcome(Word):
    """How an exam ended for an officer over all its rounds (考试结果); each officer has one."""

    FIRST_TRY = "first_try", "首考合格"
    AFTER_RESIT = "after_resit", "补考合格"
    AWAITING = "awaiting", "待考或待出分"
    FAILED = "failed", "不合格"
    ABSENT = "absent", "缺考"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one candidate of one round."""

    round: int
    is_entry_over: bool
    has_entered: bool
    is_scored: bool
    """Every attempt is scored, and the result is out."""
    is_passed: bool
    reason: AbsenceReason | None


def turn(facts: Facts) -> Turn:
    """Return how a round turned out, as far as it is out."""
    if facts.has_entered:
        known = Turn.PASSED if facts.is_passed else Turn.FAILED
        return known if facts.is_scored else Turn.AWAITING
    if not facts.is_entry_over:
        return Turn.AWAITING
    if facts.reason is None:
        return Turn.UNEXPLAINED
    return Turn.EXCUSED if facts.reason.is_excused else Turn.UNEXCUSED


def is_due(turns: Iterable[Turn], *, takes_unexcused: bool) -> bool:
    """Tell whether an officer is due for the next round, by all the rounds before it."""
    return why_not(turns, takes_unexcused=takes_unexcused) is None


def why_not(turns: Iterable[Turn], *, takes_unexcused: bool) -> Turn | None:
    """Return the turn that keeps an officer from a resit, or None.

    A pass in any round ends it; what is not out must come out first. Who stayed away without a
    good reason once is admitted only where the exam says so.
    """
    held = set(turns)
    barred = () if takes_unexcused else (Turn.UNEXCUSED,)
    steps = (Turn.PASSED, Turn.AWAITING, Turn.UNEXPLAINED, *barred)
    return next((step for step in steps if step in held), None)


def outcome(facts: Sequence[Facts]) -> Outcome:
    """Return how an exam ended for the officer whose rounds these are.

    Sat and failed is ``FAILED`` though a later round was missed: who sat once was examined.
    """
    turns = [(each.round, turn(each)) for each in facts]
    passed_in = [number for number, each in turns if each is Turn.PASSED]
    if passed_in:
        return Outcome.FIRST_TRY if min(passed_in) == FIRST_ROUND else Outcome.AFTER_RESIT
    held = {each for _, each in turns}
    if Turn.AWAITING in held:
        return Outcome.AWAITING
    return Outcome.FAILED if Turn.FAILED in held else Outcome.ABSENT


def tally(outcomes: Iterable[Outcome]) -> dict[Outcome, int]:
    """Return how many officers each outcome has, in the outcomes' order."""
    counted = Counter(outcomes)
    return {each: counted[each] for each in Outcome}


def round_label(number: int) -> str:
    """Return the round in words: 首考, 第 1 次补考."""
    return "首考" if number == FIRST_ROUND else f"第 {number} 次补考"


def ensure_round(number: int, *, limit: int, rounds_held: int, ended_at: datetime | None) -> None:
    """Refuse a resit that the exam does not provide, skips a round, or comes after the end."""
    if number == FIRST_ROUND:
        return
    if limit == 0:
        raise ResitError("本考试的规则没有补考，请把场次性质改为“首考”")
    if ended_at is not None:
        raise ResitError("本考试的补考已宣布结束，试题可能已向考生公开；需要再考的请另建考试")
    if number > limit:
        raise ResitError(f"本考试的规则是最多补考 {limit} 次，请选择前 {limit} 次")
    if number > rounds_held:
        earlier = round_label(number - 1)
        raise ResitError(f"还没有安排{earlier}，不能先安排{round_label(number)}")


def ensure_absent(*, is_withdrawn: bool, has_entered: bool, is_entry_over: bool) -> None:
    """Refuse a reason for somebody who came, may still come, or is not due."""
    if is_withdrawn:
        raise AbsenceError("该人员已撤出名单，不需要登记缺考原因")
    if has_entered:
        raise AbsenceError("该考生已经进场，没有缺考")
    if not is_entry_over:
        raise AbsenceError("入场时间还没有结束，该考生仍可进场；请在入场截止后登记")
