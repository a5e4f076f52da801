"""Who is called to a sitting (应考名单): in post and enforcing on the opening day, not excluded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from zhifa_training.core.words import Word
from zhifa_training.exams.rules.resits import Turn
from zhifa_training.units.rules import ExclusionReason, OfficerStatus


class LeftOut(Word):
    """Why an officer of the subtree is not called (未列入原因)."""

    NOT_IN_POST = "not_in_post", "不在岗"
    NOT_ENFORCING = "not_enforcing", "非执法岗位"
    AUXILIARY = "auxiliary", "辅助人员"
    EXCLUDED = "excluded", "不计入应训人员"
    CALLED = "called", "已在名单"
    WITHDRAWN = "withdrawn", "已撤出名单"
    CALLED_ELSEWHERE = "called_elsewhere", "已列入本轮其他场次"
    NOT_DUE = "not_due", "不需要或不能补考"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An officer posted in the subtree on the opening day, and what decides about calling them."""

    officer_id: UUID
    badge_number: str
    name: str
    unit_id: UUID
    unit: str
    status: OfficerStatus
    is_enforcing: bool
    is_auxiliary: bool
    exclusion: ExclusionReason | None
    is_called: bool
    is_withdrawn: bool
    is_called_elsewhere: bool = False
    """Has a place in another sitting of the same round of resits."""
    kept_by: Turn | None = None
    """How an earlier round turned out that keeps this officer from a resit."""

    @property
    def left_out(self) -> LeftOut | None:
        """Return why this officer is not called, or None where they are."""
        steps = (
            (self.is_withdrawn, LeftOut.WITHDRAWN),
            (self.is_called, LeftOut.CALLED),
            (self.status is not OfficerStatus.IN_POST, LeftOut.NOT_IN_POST),
            (not self.is_enforcing, LeftOut.NOT_ENFORCING),
            (self.is_auxiliary, LeftOut.AUXILIARY),
            (self.exclusion is not None, LeftOut.EXCLUDED),
            (self.is_called_elsewhere, LeftOut.CALLED_ELSEWHERE),
            (self.kept_by is not None, LeftOut.NOT_DUE),
        )
        return next((reason for holds, reason in steps if holds), None)

    @property
    def reason(self) -> str:
        """Return the reason in words, the exclusion's own where there is one."""
        left_out = self.left_out
        if left_out is LeftOut.EXCLUDED and self.exclusion:
            return f"{left_out.label}（{self.exclusion.label}）"
        if left_out is LeftOut.NOT_IN_POST:
            return f"{left_out.label}（{self.status.label}）"
        if left_out is LeftOut.NOT_DUE and self.kept_by:
            return self.kept_by.label
        return left_out.label if left_out else ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The officers to be called, those called before, and those left out (名单预览)."""

    called: tuple[Member, ...]
    called_before: tuple[Member, ...]
    left_out: tuple[Member, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many are left out for each reason, in the order of the reasons."""
        tally = Counter(member.left_out for member in self.left_out)
        return {reason.label: tally[reason] for reason in LeftOut if tally[reason]}


def roster(members: Iterable[Member]) -> Roster:
    """Return who is to be called and who is not."""
    everyone = list(members)
    return Roster(
        called=tuple(member for member in everyone if member.left_out is None),
        called_before=tuple(m for m in everyone if m.left_out is LeftOut.CALLED),
        left_out=tuple(m for m in everyone if m.left_out not in (None, LeftOut.CALLED)),
    )
