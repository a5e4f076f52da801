"""Life of a question (试题的一生): which step may follow which, and who may take it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word

PRACTICE_SHARE = 10
"""One question in so many is for practice; exam papers never draw it."""
CLAIM_LASTS = timedelta(days=3)
"""So long a reviewer keeps what they claimed; then another may take it over."""
LONG_WAIT = timedelta(days=7)
LONGEST_REST = timedelta(days=3 * 366)


class QuestionState(Word):
    """What may be done with a question (试题状态): exams draw only what is published."""

    DRAFT = "draft", "待审"
    PUBLISHED = "published", "已发布"
    SUSPENDED = "suspended", "已停用"
    RETIRED = "retired", "已退役"


class ReviewState(Word):
    """Where the newest revision stands (审核状态)."""

    SETTLED = "settled", "无待审修订"
    WAITING = "waiting", "待审"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"


class Stage(Word):
    """Where a question stands in its life (试题阶段), as people see it."""

    DRAFT = "draft", "待审"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "已发布"
    RESTING = "resting", "休用"
    SUSPENDED = "suspended", "已停用"
    RETIRED = "retired", "已退役"

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return _TONES[self]


_TONES = {
    Stage.DRAFT: "warning",
    Stage.IN_REVIEW: "info",
    Stage.RETURNED: "danger",
    Stage.PUBLISHED: "success",
    Stage.RESTING: "info",
    Stage.SUSPENDED: "danger",
    Stage.RETIRED: "neutral",
}
_UNPUBLISHED = {
    ReviewState.IN_REVIEW: Stage.IN_REVIEW,
    ReviewState.RETURNED: Stage.RETURNED,
}


class StepKind(Word):
    """What happened to a question (试题履历)."""

    PROPOSED = "proposed", "提交修订"
    CLAIMED = "claimed", "开始审核"
    RELEASED = "released", "放回待审"
    COMMENTED = "commented", "意见"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "审核通过"
    SUSPENDED = "suspended", "停用"
    RESUMED = "resumed", "恢复使用"
    RESTED = "rested", "休用"
    WOKEN = "woken", "结束休用"
    RETIRED = "retired", "退役"
    MOVED = "moved", "改变用途"


class Pool(Word):
    """What a question may be used for (用途): practice and exam never mix."""

    EXAM = "exam", "考试"
    PRACTICE = "practice", "练习"

    @property
    def other(self) -> "Pool":
        """Return the pool that is not this one."""
        return Pool.PRACTICE if self is Pool.EXAM else Pool.EXAM


class PoolHeldError(DomainError):
    """Something still needs the question where it is (不得改变用途)."""


class PoolChangedError(DomainError):
    """A question was taken away while a paper was drawn (组卷期间题池变化)."""


class QuestionFaultError(DomainError):
    """The wording is not well formed (试题内容有误)."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("".join(faults))


class NothingChangedError(DomainError):
    """The wording equals an earlier revision (内容未变)."""


class WrongStageError(DomainError):
    """The question does not stand where this step begins (状态不符)."""


class SamePersonError(DomainError):
    """Who wrote a revision may not approve it (命题与审题须为两人)."""


class ClaimedError(DomainError):
    """Another reviewer has it, or the asker has not claimed it (未认领)."""


class OvertakenError(DomainError):
    """A newer revision came while this one was read (已有新的修订)."""


class ReasonMissingError(DomainError):
    """A step that must say why does not (须写明原因)."""


class RestError(DomainError):
    """A rest must end on a day to come (休用日期有误)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Hold all that decides which step may come next."""

    state: QuestionState
    review: ReviewState
    latest: int
    """The number of the newest revision."""
    published: int | None = None
    """The number of the revision in use; it stays in use while a newer one is reviewed."""
    claimed_by: UUID | None = None
    claimed_at: datetime | None = None
    resting_until: date | None = None
    """The first day on which it may be drawn again."""
    authors: frozenset[UUID] = frozenset()
    """Whoever wrote a revision that nobody has approved yet."""


def stage(
    state: QuestionState, review: ReviewState, resting_until: date | None, *, on: date
) -> Stage:
    """Return where a question stands on a day; a rest ends by itself."""
    if state is QuestionState.DRAFT:
        return _UNPUBLISHED.get(review, Stage.DRAFT)
    if state is QuestionState.PUBLISHED and resting_until is not None and on < resting_until:
        return Stage.RESTING
    return Stage(state.value)


def propose(life: Life, *, by: UUID | None) -> Life:
    """Add a revision: it waits for review; whoever was reading an older one is overtaken."""
    _ensure_not_retired(life)
    return replace(
        life,
        review=ReviewState.WAITING,
        latest=life.latest + 1,
        claimed_by=None,
        claimed_at=None,
        authors=life.authors if by is None else life.authors | {by},
    )


def claim(life: Life, *, by: UUID | None, at: datetime) -> Life:
    """Begin a review; one reviewer at a time, and never the author."""
    if life.review not in (ReviewState.WAITING, ReviewState.IN_REVIEW):
        raise WrongStageError(_no_review(life))
    ensure_two_people(authors=life.authors, reviewer_id=by)
    if life.claimed_by not in (None, by) and not is_stale(life.claimed_at, at=at):
        raise ClaimedError("另一位审题员正在审核本修订，请选择其他待审试题")
    return replace(life, review=ReviewState.IN_REVIEW, claimed_by=by, claimed_at=at)


def release(life: Life, *, by: UUID | None) -> Life:
    """Give a claimed review back to the queue."""
    _ensure_mine(life, by)
    return replace(life, review=ReviewState.WAITING, claimed_by=None, claimed_at=None)


def send_back(life: Life, *, by: UUID | None, number: int) -> Life:
    """Return the revision to its author (退回修改); what is in use stays in use."""
    _ensure_decidable(life, by, number)
    return replace(life, review=ReviewState.RETURNED, claimed_by=None, claimed_at=None)


def approve(life: Life, *, by: UUID | None, number: int) -> Life:
    """Put the revision into use; approval also ends a suspension, for the fault is mended."""
    _ensure_decidable(life, by, number)
    ensure_two_people(authors=life.authors, reviewer_id=by)
    return replace(
        life,
        state=QuestionState.PUBLISHED,
        review=ReviewState.SETTLED,
        published=number,
        claimed_by=None,
        claimed_at=None,
        authors=frozenset(),
    )


def adopt(life: Life) -> Life:
    """Put a shipped revision into use, which was reviewed where it was written."""
    return replace(life, review=ReviewState.SETTLED, published=life.latest)


def suspend(life: Life) -> Life:
    """Take a question out of use (停用) until somebody resumes or mends it."""
    _ensure_not_retired(life)
    if life.published is None:
        raise WrongStageError("试题尚未发布，没有可停用的内容；如不再需要，请退回修改或者退役")
    return replace(life, state=QuestionState.SUSPENDED)


def resume(life: Life) -> Life:
    """Put a suspended question back into use, in the revision last approved."""
    if life.state is not QuestionState.SUSPENDED:
        raise WrongStageError(f"试题{life.state.label}，只有停用的试题可以恢复使用")
    if life.published is None:
        raise WrongStageError("试题从未发布，须先审核通过一次修订")
    return replace(life, state=QuestionState.PUBLISHED)


def rest(life: Life, *, until: date, on: date) -> Life:
    """Keep a question from new papers until a day (休用)."""
    if life.state is not QuestionState.PUBLISHED:
        raise WrongStageError(f"试题{life.state.label}，只有已发布的试题可以休用")
    if not on < until <= on + LONGEST_REST:
        raise RestError("恢复日期须在明天至三年之内")
    return replace(life, resting_until=until)


def wake(life: Life, *, on: date) -> Life:
    """End a rest before its day."""
    if stage(life.state, life.review, life.resting_until, on=on) is not Stage.RESTING:
        raise WrongStageError("试题没有在休用，无须结束")
    return replace(life, resting_until=None)


def retire(life: Life) -> Life:
    """End the life of a question (退役); nothing brings it back."""
    _ensure_not_retired(life)
    return replace(
        life,
        state=QuestionState.RETIRED,
        review=ReviewState.SETTLED,
        claimed_by=None,
        claimed_at=None,
        authors=frozenset(),
    )


def is_stale(claimed_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether a claim is so old that another reviewer may take over."""
    return claimed_at is None or at - claimed_at > CLAIM_LASTS


def ensure_two_people(*, authors: Iterable[UUID], reviewer_id: UUID | None) -> None:
    """Refuse a reviewer who wrote any revision not yet approved."""
    if reviewer_id is not None and reviewer_id in authors:
        raise SamePersonError("待审的修订中有您提出的内容，须由另一位审题员审核")


def ensure_reason(reason: str) -> str:
    """Return the reason, tidied; refuse an empty one."""
    if not reason.strip():
        raise ReasonMissingError("请写明原因，不能为空")
    return reason.strip()


def is_for_practice(code: str) -> bool:
    """Tell whether a question goes to the practice pool: by its code alone, so always alike."""
    lot = int.from_bytes(hashlib.sha256(f"pool\0{code}".encode()).digest()[:8])
    return lot % PRACTICE_SHARE == 0


def _ensure_not_retired(life: Life) -> None:
    if life.state is QuestionState.RETIRED:
        raise WrongStageError("试题已退役，不能再修改或者恢复；如需使用，请新建试题")


def _ensure_mine(life: Life, by: UUID | None) -> None:
    if life.review is not ReviewState.IN_REVIEW:
        raise WrongStageError(_no_review(life))
    if life.claimed_by != by:
        raise ClaimedError("本修订由另一位审题员认领，请先开始审核再作决定")


def _ensure_decidable(life: Life, by: UUID | None, number: int) -> None:
    if number != life.latest:
        raise OvertakenError(f"审核期间命题员又提交了第 {life.latest} 次修订，请重新审核")
    _ensure_mine(life, by)


def _no_review(life: Life) -> str:
    if life.review is ReviewState.RETURNED:
        return "修订已退回命题员修改，须等待新的修订"
    if life.review is ReviewState.WAITING:
        return "修订正在待审，请先开始审核"
    return f"试题{life.state.label}，没有待审的修订"
