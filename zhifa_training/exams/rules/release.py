"""When results and keys may be seen (公布与回看): pure, the moment is handed in."""

from datetime import datetime

from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word
from zhifa_training.exams.rules.words import ReleasePolicy, ReviewMode


class ReleasedError(DomainError):
    """The results are out already (成绩已公布)."""


class NotReadyError(DomainError):
    """The results cannot be released yet (尚不能公布)."""


class Showing(Word):
    """What an officer is shown of their own attempt (成绩展示)."""

    ANSWERING = "answering", "作答尚未结束"
    MARKING = "marking", "已交卷，正在判分"
    AWAITING = "awaiting", "已交卷，成绩待公布"
    SCORE_FOR_NOW = "score_for_now", "已公布分数，全部场次和补考结束后可回看试卷"
    SCORE = "score", "已公布分数"
    WRONG_ITEMS = "wrong_items", "已公布分数和错题"
    WHOLE_PAPER = "whole_paper", "已公布分数和全卷"

    @property
    def has_score(self) -> bool:
        """Tell whether the score may be shown."""
        return self not in (Showing.ANSWERING, Showing.MARKING, Showing.AWAITING)

    @property
    def has_keys(self) -> bool:
        """Tell whether keys and explanations may be shown."""
        return self in (Showing.WRONG_ITEMS, Showing.WHOLE_PAPER)


def is_released(policy: ReleasePolicy, released_at: datetime | None) -> bool:
    """Tell whether a scored attempt's result may be shown."""
    return policy is ReleasePolicy.AT_ONCE or released_at is not None


def showing(
    *,
    is_closed: bool,
    is_scored: bool,
    is_out: bool,
    is_over: bool,
    review_mode: ReviewMode,
) -> Showing:
    """Return what to show; ``is_over``: no window of the exam is open or to come (EX-2)."""
    reviews = {
        ReviewMode.SCORE: Showing.SCORE,
        ReviewMode.WRONG_ITEMS: Showing.WRONG_ITEMS,
        ReviewMode.WHOLE_PAPER: Showing.WHOLE_PAPER,
    }
    review = reviews[review_mode]
    steps = (
        (not is_closed, Showing.ANSWERING),
        (not is_out, Showing.AWAITING),
        (not is_scored, Showing.MARKING),
        (is_over, review),
        (review is Showing.SCORE, Showing.SCORE),
    )
    return next((found for holds, found in steps if holds), Showing.SCORE_FOR_NOW)


def ensure_releasable(
    *,
    policy: ReleasePolicy,
    released_at: datetime | None,
    is_window_over: bool,
    unscored: int,
) -> None:
    """Refuse to release twice, too early, or with attempts not yet scored."""
    if policy is ReleasePolicy.AT_ONCE:
        raise NotReadyError("本考试交卷后即时公布成绩，无需统一公布")
    if released_at is not None:
        raise ReleasedError("本场成绩已经公布，不必重复操作")
    if not is_window_over:
        raise NotReadyError("本场考试尚未结束，请在全部考生收卷后再公布")
    if unscored:
        raise NotReadyError(f"还有 {unscored} 份答卷未判分，请稍后再公布")
