"""Blueprints and papers (组卷与试卷): totals, coverage, what may be published; no database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from question_bank.assembly import Cell, Shortage
from question_bank.questions import QuestionType
from question_bank.syllabus import Topic
from zhifa_training.core.errors import DomainError

MOST_CELLS = 40
MOST_QUESTIONS = 300
MOST_NAMED = 10
DEFAULT_MINUTES = 90
DEFAULT_PASS_SCORE = Decimal(60)
"""Product defaults (I), not a national rule: 100 points in 90 minutes, 60 to pass."""


class BlueprintFaultError(DomainError):
    """The blueprint cannot be used as it stands (组卷方案有误)."""


class PoolShortError(DomainError):
    """The pool cannot fill every cell (题库不足)."""

    def __init__(
        self, shortages: Sequence[Shortage], why: str = "", stale: Sequence[str] = ()
    ) -> None:
        self.shortages = tuple(shortages)
        listed = "；".join(shortage.text for shortage in shortages)
        led, remedy = (f"{why}：", "补充试题、减少卷数") if why else ("", "补充试题")
        text = f"不能发布：{led}{listed}。请{remedy}或调整组卷方案"
        if stale:
            text += f"。另有 {len(stale)} 题因法规修订尚未处理，没有计入：{named(stale)}"
        super().__init__(text)


class StalePaperError(DomainError):
    """The paper follows rules that no longer hold on the day (试卷所依条文已变)."""

    def __init__(self, stale: Sequence[str], on: date) -> None:
        self.stale = tuple(stale)
        super().__init__(
            f"{on:%Y-%m-%d} 开考时，试卷中有 {len(stale)} 题所依条文已修订或失效：{named(stale)}。"
            "试卷已冻结，不能改题；请处理完修订后另建考试组卷，或把开考时间改到施行日之前"
        )


class PublishedError(DomainError):
    """A published exam no longer changes (考试已发布)."""


class NotPublishedError(DomainError):
    """The exam has no paper yet (考试尚未发布)."""


def named(codes: Sequence[str]) -> str:
    """Return the first codes of a list, and how many there are in all where it is long."""
    listed = "、".join(codes[:MOST_NAMED])
    return f"{listed} 等" if len(codes) > MOST_NAMED else listed


def suggested_cells() -> list[Cell]:
    """Return the shipped suggestion (I): 判断 30×1, 单选 40×1, 多选 15×2, on all five topics."""
    one, two = Decimal(1), Decimal(2)
    plan = (
        (QuestionType.TRUE_FALSE, one, {Topic.CONSTITUTION: 3, Topic.COMMON_LAW: 15}),
        (QuestionType.TRUE_FALSE, one, {Topic.CONDUCT: 4, Topic.ETHICS: 4, Topic.CIVILITY: 4}),
        (QuestionType.SINGLE, one, {Topic.CONSTITUTION: 4, Topic.COMMON_LAW: 30}),
        (QuestionType.SINGLE, one, {Topic.CONDUCT: 4, Topic.ETHICS: 2}),
        (QuestionType.MULTIPLE, two, {Topic.COMMON_LAW: 10, Topic.CONDUCT: 2, Topic.CIVILITY: 3}),
    )
    return [
        Cell(type=kind, count=count, worth=worth, topic=topic)
        for kind, worth, counts in plan
        for topic, count in counts.items()
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions are sure to be on each topic (五类内容覆盖), indicator 5.1d."""

    by_topic: dict[Topic, int]
    any_topic: int

    @property
    def missing(self) -> list[Topic]:
        """Return the topics that no cell asks for."""
        return [topic for topic, count in self.by_topic.items() if not count]


def coverage(cells: Sequence[Cell]) -> Coverage:
    """Return how the five topics are covered."""
    counts: Counter[Topic | None] = Counter()
    for cell in cells:
        counts[cell.topic] += cell.count
    return Coverage({topic: counts[topic] for topic in Topic}, counts[None])


def total(cells: Sequence[Cell]) -> Decimal:
    """Return the full score."""
    return sum((cell.count * cell.worth for cell in cells), Decimal(0))


def count_questions(cells: Sequence[Cell]) -> int:
    """Return how many questions the paper has."""
    return sum(cell.count for cell in cells)


def ensure_usable(cells: Sequence[Cell]) -> None:
    """Refuse a blueprint that makes no paper, or too long a one."""
    if not cells:
        raise BlueprintFaultError("组卷方案还没有组卷单元，请至少添加一行")
    if len(cells) > MOST_CELLS:
        raise BlueprintFaultError(f"组卷单元不超过 {MOST_CELLS} 行，请合并后再保存")
    if count_questions(cells) > MOST_QUESTIONS:
        raise BlueprintFaultError(f"一份试卷不超过 {MOST_QUESTIONS} 题，请减少题数")


def ensure_pass_score_reachable(*, pass_score: Decimal, full_score: Decimal) -> None:
    """Refuse a pass score nobody could reach."""
    if pass_score > full_score:
        raise BlueprintFaultError(
            f"及格分 {pass_score:f} 高于满分 {full_score:f}，请先修改及格分或组卷方案"
        )


def ensure_not_published(published_at: datetime | None) -> None:
    """Refuse to change an exam whose paper is frozen."""
    if published_at is not None:
        raise PublishedError("考试已发布，试卷和规则不再改动；如需调整请另建一场考试")


def ensure_published(published_at: datetime | None) -> None:
    """Refuse what needs a paper."""
    if published_at is None:
        raise NotPublishedError("考试尚未发布，请先发布试卷再安排场次")
