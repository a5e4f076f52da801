"""Correcting a key after people were marked by it (答案更正): who is affected, and who may decide.

``score_again`` is the one way in which answers earn marks here: a preview and the scoring run that
follows an approval both call it, so that what was approved is what happens.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from question_bank.marking import MarkItem, PartialCredit, mark_paper, worth_of_marker
from question_bank.questions import QuestionType
from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word

MOST_KEYS = 4


class Verdict(Word):
    """What became of a proposed correction (更正结论)."""

    APPROVED = "approved", "已批准"
    DECLINED = "declined", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class Ruling(Word):
    """What a correction says of a question (更正方式)."""

    VOID = "void", "作废，全体考生得满分"
    REPLACED = "replaced", "更换答案"
    SEVERAL = "several", "几个答案均可"


class NotCorrectableError(DomainError):
    """The question cannot be corrected so (不能这样更正)."""


class SamePersonError(DomainError):
    """Who proposed a correction does not approve it (提出与批准须为两人)."""


class DecidedError(DomainError):
    """The correction has been decided (更正已有结论)."""


class StaleError(DomainError):
    """The keys changed since the consequences were shown (预览已过时)."""


@dataclass(frozen=True, slots=True)
class Sat:
    """What one person answered, and how it is marked so far (一份已判答卷)."""

    attempt_id: UUID
    candidate_id: UUID
    name: str
    badge_number: str
    unit: str
    paper_id: UUID
    answers: Mapping[str, AbstractSet[str]]
    given: Mapping[str, Decimal]
    score: Decimal
    is_passed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Whose score changes, from what to what (一人的分数变化)."""

    attempt_id: UUID
    name: str
    badge_number: str
    unit: str
    old_score: Decimal
    new_score: Decimal
    was_passed: bool
    is_passed: bool

    @property
    def outcome(self) -> str:
        """Return what becomes of passing."""
        if self.was_passed == self.is_passed:
            return "仍合格" if self.is_passed else "仍不合格"
        return "改为合格" if self.is_passed else "改为不合格"


@dataclass(frozen=True, slots=True)
class UnitRates:
    """How many of a unit passed, before and after (单位合格率变化)."""

    unit: str
    scored: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a correction does (更正影响); every number is the length of a list."""

    scored: int
    changes: Sequence[Change]
    units: Sequence[UnitRates]

    @property
    def raised(self) -> list[Change]:
        """Return those who pass only now."""
        return [one for one in self.changes if one.is_passed and not one.was_passed]

    @property
    def lowered(self) -> list[Change]:
        """Return those who no longer pass."""
        return [one for one in self.changes if one.was_passed and not one.is_passed]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a paper earned by some keys (一次判分)."""

    total: Decimal
    full: Decimal
    is_passed: bool
    per_item: Mapping[str, Decimal]


def score_again(
    items: Sequence[MarkItem],
    answers: Mapping[str, AbstractSet[str]],
    given: Mapping[str, Decimal],
    *,
    partial: PartialCredit,
    pass_score: Decimal,
) -> Scored:
    """Mark a whole paper by these keys; the pass mark is a number of points and stays."""
    result = mark_paper(items, answers, partial, given)
    if result.awaiting:
        raise ValueError("还有作答待阅卷员评分，不能重新判分")
    return Scored(result.total, result.full, result.total >= pass_score, result.per_item)


def consequences(
    sat: Iterable[Sat],
    items: Mapping[UUID, Sequence[MarkItem]],
    *,
    partial: PartialCredit,
    pass_score: Decimal,
) -> Consequences:
    """Work out what marking by these keys, by paper, changes for those marked already."""
    return compared(
        (
            one,
            score_again(
                items[one.paper_id], one.answers, one.given, partial=partial, pass_score=pass_score
            ),
        )
        for one in sat
    )


def compared(pairs: Iterable[tuple[Sat, Scored]]) -> Consequences:
    """Compare what each was given with a later run; several attempts of one person count once."""
    changes = []
    rates: dict[str, dict[UUID, tuple[bool, bool]]] = defaultdict(dict)
    count = 0
    for one, again in pairs:
        count += 1
        if (again.total, again.is_passed) != (one.score, one.is_passed):
            changes.append(_change(one, again))
        was, becomes = rates[one.unit].get(one.candidate_id, (False, False))
        passes = (was or one.is_passed, becomes or again.is_passed)
        rates[one.unit][one.candidate_id] = passes
    units = [
        UnitRates(
            unit,
            len(people),
            sum(before for before, _ in people.values()),
            sum(after for _, after in people.values()),
        )
        for unit, people in sorted(rates.items())
    ]
    return Consequences(count, changes, units)


def _change(one: Sat, again: Scored) -> Change:
    return Change(
        attempt_id=one.attempt_id,
        name=one.name,
        badge_number=one.badge_number,
        unit=one.unit,
        old_score=one.score,
        new_score=again.total,
        was_passed=one.is_passed,
        is_passed=again.is_passed,
    )


def ruling_of(accepts: Sequence[object]) -> Ruling:
    """Return what a correction says, by how many keys it accepts."""
    if not accepts:
        return Ruling.VOID
    return Ruling.REPLACED if len(accepts) == 1 else Ruling.SEVERAL


def may_rekey(type: QuestionType) -> bool:
    """Tell whether other keys can be given: where options are chosen, and only there."""
    return type.is_choice and type is not QuestionType.DOCUMENT_ERROR


def ensure_correctable(
    item: MarkItem, accepts: Sequence[AbstractSet[str]], offered: AbstractSet[str]
) -> None:
    """Refuse what is no key of this question, and what changes nothing."""
    if worth_of_marker(item):
        raise NotCorrectableError("本题含由阅卷员评分的作答，不能在此更正，请由阅卷员按要点评分")
    if accepts and not may_rekey(item.type):
        raise NotCorrectableError(f"{item.type.label}不能改答案，只能整题作废")
    if len(accepts) > MOST_KEYS:
        raise NotCorrectableError(f"一道题最多认可 {MOST_KEYS} 个答案，确有更多时请整题作废")
    for place, key in enumerate(accepts, 1):
        _ensure_key(item.type, place, key, offered)
    if len(set(map(frozenset, accepts))) < len(accepts):
        raise NotCorrectableError("有两个答案相同，请删去一个")
    if _is_same(item, accepts):
        raise NotCorrectableError("与现行答案相同，没有需要更正的内容")


def _ensure_key(
    type: QuestionType, place: int, key: AbstractSet[str], offered: AbstractSet[str]
) -> None:
    if not key or not key <= offered:
        raise NotCorrectableError(f"第 {place} 个答案：请从本题的选项中选择")
    if not type.takes_several and len(key) > 1:
        raise NotCorrectableError(
            f"第 {place} 个答案：{type.label}只有一个正确选项；几个选项都对时请分别作为几个答案"
        )


def _is_same(item: MarkItem, accepts: Sequence[AbstractSet[str]]) -> bool:
    if not accepts or item.is_void:
        return item.is_void and not accepts
    return set(map(frozenset, accepts)) == {item.key, *item.others}


def ensure_may_decide(*, proposed_by: UUID, decided_by: UUID | None, verdict: Verdict) -> None:
    """Insist that another person approves or declines, and the proposer alone withdraws."""
    is_proposer = decided_by == proposed_by
    if is_proposer and verdict is not Verdict.WITHDRAWN:
        raise SamePersonError("这项更正是您提出的，须由另一位有公布成绩权限的人员审批")
    if not is_proposer and verdict is Verdict.WITHDRAWN:
        raise SamePersonError("只有提出人可以撤回这项更正")


def ensure_approved(verdict: Verdict | None) -> None:
    """Refuse to give notice of what does not hold."""
    if verdict is not Verdict.APPROVED:
        raise DecidedError("这项更正没有批准生效，不能打印更正通知")


def ensure_undecided(verdict: Verdict | None) -> None:
    """Refuse to decide twice."""
    if verdict is not None:
        raise DecidedError(f"这项更正{verdict.label}，不能再作决定")


def ensure_current(*, seen: int, now: int) -> None:
    """Refuse an approval of consequences that were worked out by other keys."""
    if seen != now:
        raise StaleError("查看影响之后，本考试又有答案更正生效，影响已重新计算，请核对后再批准")
