"""Beginning an attempt, and going on with it on another device (开考与换机)."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from question_bank.assembly import layout
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import SignInSession
from zhifa_training.audit.services import note
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, is_postgresql, transactional
from zhifa_training.core.errors import DomainError, NotVisibleError
from zhifa_training.core.hot import HotStatement, HotTransaction, hot_together
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.expressions import Apart, JsonRows, SecondsAfter, moment
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.attempts import Entry, EntryState, deadline, entry_state
from zhifa_training.exams.rules.delivery import DeliveredPaper, papers, papers_by_sitting
from zhifa_training.exams.rules.forms import Offer, choose_form
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services.closing import close_expired
from zhifa_training.questions.models import QuestionRevision

SESSION_MARGIN_MINUTES = 10
"""How much longer than the attempt the sign-in session lives, at least."""
REFUSALS = {
    EntryState.CANCELLED: "本场考试已取消，请联系考务管理员。",
    EntryState.EARLY: "考试尚未开始，开考前 30 分钟可进入候考室。",
    EntryState.WAITING: "考试尚未开始，请在候考室等候。",
    EntryState.TOO_LATE: "已过入场截止时间，不能再进入本场考试。",
    EntryState.OVER: "本场考试已结束。",
    EntryState.USED_UP: "您的考试次数已用完，不能再次进入。",
}


class EntryRefusedError(DomainError):
    """The candidate cannot begin an attempt now (不能入场)."""


def device_digest(device: str) -> str:
    """Return what the database keeps of a device's cookie."""
    return sha256(device.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the database says of a sitting and this candidate, in the order it is selected."""

    now: datetime
    opens_at: datetime
    closes_at: datetime
    late_entry_minutes: int | None
    cancellations: int
    attempts_made: int
    attempt_limit: int
    duration_minutes: int
    extra_minutes: int
    grace_seconds: int
    candidate_id: UUID
    paper_id: UUID
    form: str
    overlap: int
    shuffles_items: bool
    shuffles_options: bool
    content: Any
    live_id: UUID | None
    is_live_over: bool
    attempt_id: UUID = field(default_factory=new_id)
    """What the attempt will be called if it begins; lots are drawn by it."""

    @classmethod
    def read(cls, row: list[Any]) -> "_Facts":
        """Return facts from JSON, which spells moments and ids differently on each database."""
        now, opens_at, closes_at, *rest = row
        facts = cls(moment(now), moment(opens_at), moment(closes_at), *rest)
        live_id = UUID(facts.live_id) if facts.live_id else None  # type: ignore[arg-type]
        return replace(
            facts,
            candidate_id=UUID(facts.candidate_id),  # type: ignore[arg-type]
            paper_id=UUID(facts.paper_id),  # type: ignore[arg-type]
            live_id=live_id,
        )

    @property
    def entry(self) -> Entry:
        """Return what decides about entry."""
        return Entry(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            late_entry_minutes=self.late_entry_minutes,
            is_cancelled=self.cancellations > 0,
            attempts_made=self.attempts_made,
            attempt_limit=self.attempt_limit,
        )

    def deadline(self) -> datetime:
        """Return when an attempt begun now ends."""
        return deadline(
            started_at=self.now,
            duration_minutes=self.duration_minutes,
            extra_minutes=self.extra_minutes,
            closes_at=self.closes_at,
        )


def start(sitting_id: UUID, *, actor: Actor, device: str) -> UUID:
    """Begin the candidate's attempt at a sitting, or return the one they are in already.

    An attempt whose time is over is closed first where another may begin.
    """
    attempt_id, is_over = _start(sitting_id, actor=actor, device=device)
    if is_over:
        close_expired(attempt_id)
        attempt_id, _ = _start(sitting_id, actor=actor, device=device)
    return attempt_id


def _start(sitting_id: UUID, *, actor: Actor, device: str) -> tuple[UUID, bool]:
    with hot_together() as together:
        return _start_in(together, sitting_id, actor=actor, device=device)


def _start_in(
    together: HotTransaction, sitting_id: UUID, *, actor: Actor, device: str
) -> tuple[UUID, bool]:
    known = _known_papers(sitting_id)
    rows = _outlast_and_read(together, sitting_id, actor, is_known=bool(known))
    if not rows:
        raise NotVisibleError("没有找到这场考试，或您不在考生名单中")
    forms = [_Facts.read(row) for row in rows]
    papers_by_sitting.keep(sitting_id, tuple(facts.paper_id for facts in forms))
    facts = _with_form(forms)
    if facts.live_id is not None:
        return facts.live_id, facts.is_live_over and facts.attempts_made < facts.attempt_limit
    state = entry_state(facts.entry, facts.now)
    if state is not EntryState.OPEN:
        raise EntryRefusedError(REFUSALS[state])
    row = _row(sitting_id, facts, actor=actor, device=device)
    row["layout"] = _laid_out(facts, known.get(facts.paper_id) or _read_paper(together, facts))
    values = {f"its_{name}": value for name, value in row.items()}
    begun = together.all(_inserting(is_postgresql()), values)
    return begun[0].id if begun else _live(together, sitting_id, actor), False


def _known_papers(sitting_id: UUID) -> dict[UUID, DeliveredPaper]:
    """Return the papers of a sitting, if this worker remembers every one of them."""
    known = {
        paper_id: papers.find(paper_id) for paper_id in papers_by_sitting.find(sitting_id) or ()
    }
    found = {paper_id: paper for paper_id, paper in known.items() if paper is not None}
    return found if len(found) == len(known) else {}


def _with_form(offered: Sequence[_Facts]) -> _Facts:
    """Return the facts with the form this candidate is given; there is one row for each form."""
    attempt_id = offered[0].attempt_id
    offers = {Offer(facts.form, facts.overlap): facts for facts in offered}
    return replace(offers[choose_form(list(offers), attempt_id)], attempt_id=attempt_id)


def _outlast_and_read(
    together: HotTransaction, sitting_id: UUID, actor: Actor, *, is_known: bool
) -> Any:
    """Let the sign-in session outlast the attempt, and read the facts, in one statement."""
    values = {
        _SITTING.key: sitting_id,
        _OFFICER.key: actor.officer_id,
        _SESSION.key: actor.session_id,
    }
    rows = together.all(_outlasting(is_known), values)
    return rows[0].facts if rows else None


_SITTING, _OFFICER, _SESSION = (
    sa.bindparam("the_sitting", type_=sa.Uuid()),
    sa.bindparam("the_officer", type_=sa.Uuid()),
    sa.bindparam("the_session", type_=sa.Uuid()),
)


@cache
def _outlasting(is_known: bool) -> HotStatement:
    """Build the statement once: that takes three times as long as running it."""
    minutes = Sitting.duration_minutes + Candidate.extra_minutes + SESSION_MARGIN_MINUTES
    longest = _called(sa.select(minutes * 60)).scalar_subquery()
    until = SecondsAfter(DatabaseNow(), longest)
    table: Any = SignInSession.__table__
    session = table.c
    return HotStatement(
        sa.update(table)
        .where(session.id == _SESSION)
        .values(idle_until=sa.case((until > session.idle_until, until), else_=session.idle_until))
        .returning(Apart(_facts(is_known)).label("facts"))
    )


def _called(chosen: sa.Select[Any]) -> sa.Select[Any]:
    return chosen.where(
        Sitting.id == _SITTING,
        Candidate.sitting_id == Sitting.id,
        Candidate.officer_id == _OFFICER,
        Candidate.withdrawn_at.is_(None),
    )


def _facts(is_known: bool) -> sa.ScalarSelect[Any]:
    mine = (Attempt.sitting_id == _SITTING) & (Attempt.officer_id == _OFFICER)
    live = mine & (Attempt.state == AttemptState.LIVE)
    last_at = SecondsAfter(Attempt.deadline_at, Attempt.grace_seconds)
    is_over = Attempt.paused_at.is_(None) & (DatabaseNow() > last_at)
    columns = (
        DatabaseNow(),
        Sitting.opens_at,
        Sitting.closes_at,
        Sitting.late_entry_minutes,
        _count(Sitting.cancelled_at) + _count(Exam.cancelled_at),
        sa.select(sa.func.count()).where(mine).scalar_subquery(),
        Sitting.attempt_limit,
        Sitting.duration_minutes,
        Candidate.extra_minutes,
        Sitting.grace_seconds,
        Candidate.id,
        Paper.id,
        Paper.form,
        sa.case((Exam.form_count == 1, 0), else_=_overlap()),
        Exam.shuffles_items,
        Exam.shuffles_options,
        sa.null() if is_known else Paper.content,
        sa.select(Attempt.id).where(live).scalar_subquery(),
        sa.select(is_over).where(live).scalar_subquery(),
    )
    return (
        _called(sa.select(JsonRows(*columns)))
        .join_from(Sitting, Exam, Sitting.exam_id == Exam.id)
        .join(Paper, Paper.exam_id == Exam.id)
        .scalar_subquery()
    )


def _overlap() -> sa.ScalarSelect[int]:
    """Count the questions of a paper that this candidate met in their latest exams."""
    ranked = (
        sa.select(
            Paper.exam_id,
            sa.func.row_number()
            .over(order_by=sa.func.max(Attempt.started_at).desc())
            .label("place"),
        )
        .join(Paper, Paper.id == Attempt.paper_id)
        .where(Attempt.officer_id == _OFFICER)
        .group_by(Paper.exam_id)
        .subquery()
    )
    met, sat, other = aliased(PaperItem), aliased(Attempt), aliased(Paper)
    before, here = aliased(QuestionRevision), aliased(QuestionRevision)
    questions = (
        sa.select(before.question_id)
        .join(met, met.revision_id == before.id)
        .join(other, other.id == met.paper_id)
        .join(sat, sat.paper_id == other.id)
        .join(ranked, ranked.c.exam_id == other.exam_id)
        .where(sat.officer_id == _OFFICER, ranked.c.place <= Exam.avoids_last)
        .correlate(Exam)
    )
    return (
        sa.select(sa.func.count())
        .select_from(PaperItem)
        .join(here, here.id == PaperItem.revision_id)
        .where(PaperItem.paper_id == Paper.id, here.question_id.in_(questions))
        .correlate(Paper, Exam)
        .scalar_subquery()
    )


def _count(moment: Any) -> sa.Case[int]:
    return sa.case((moment.is_(None), 0), else_=1)


def _row(sitting_id: UUID, facts: _Facts, *, actor: Actor, device: str) -> dict[str, Any]:
    """Return the attempt that begins, but for the order of its questions."""
    return {
        "id": facts.attempt_id,
        "sitting_id": sitting_id,
        "candidate_id": facts.candidate_id,
        "officer_id": actor.officer_id,
        "paper_id": facts.paper_id,
        "number": facts.attempts_made + 1,
        "number_limit": facts.attempt_limit,
        "state": AttemptState.LIVE,
        "started_at": facts.now,
        "deadline_at": facts.deadline(),
        "grace_seconds": facts.grace_seconds,
        "lease_epoch": 1,
        "lease_device": device_digest(device),
        "awaits_marker": False,
        "paused_seconds": 0,
    }


BEGUN = (
    "id", "sitting_id", "candidate_id", "officer_id", "paper_id", "number", "number_limit", "state",
    "started_at", "deadline_at", "grace_seconds", "lease_epoch", "lease_device", "awaits_marker",
    "paused_seconds", "layout",
)  # fmt: skip


@cache
def _inserting(is_on_postgresql: bool) -> HotStatement:
    insert = postgresql.insert if is_on_postgresql else sqlite.insert
    table: Any = Attempt.__table__
    binds = {name: sa.bindparam(f"its_{name}", type_=table.c[name].type) for name in BEGUN}
    return HotStatement(insert(table).values(binds).on_conflict_do_nothing().returning(table.c.id))


def _read_paper(together: HotTransaction, facts: _Facts) -> DeliveredPaper:
    """Return the paper read with the facts, or by itself where it was believed to be known."""
    content = facts.content
    if content is None:
        content = together.all(_CONTENT, {_PAPER.key: facts.paper_id})[0].content
    read = json.loads(content) if isinstance(content, str) else content
    return papers.keep(facts.paper_id, DeliveredPaper.of(read))


_PAPER = sa.bindparam("the_paper", type_=sa.Uuid())
_CONTENT = HotStatement(sa.select(Paper.content).where(Paper.id == _PAPER))


def _laid_out(facts: _Facts, paper: DeliveredPaper) -> list[Any]:
    return layout(
        paper.groups,
        secrets.token_hex(16),
        shuffle_items=bool(facts.shuffles_items),
        shuffle_options=bool(facts.shuffles_options),
    )


def _living() -> HotStatement:
    return HotStatement(
        sa.select(Attempt.id).where(
            Attempt.sitting_id == _SITTING,
            Attempt.officer_id == _OFFICER,
            Attempt.state == AttemptState.LIVE,
        )
    )


_LIVE = _living()


def _live(together: HotTransaction, sitting_id: UUID, actor: Actor) -> UUID:
    """Find the attempt that another request of this candidate began at the same moment."""
    found = together.all(_LIVE, {_SITTING.key: sitting_id, _OFFICER.key: actor.officer_id})
    if not found:
        raise EntryRefusedError(REFUSALS[EntryState.USED_UP])
    attempt_id: UUID = found[0].id
    return attempt_id


@transactional
def take_over(attempt_id: UUID, *, actor: Actor, device: str) -> None:
    """Move the lease of the candidate's live attempt to this device; the former one loses it."""
    taking = (
        sa.update(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.officer_id == actor.officer_id,
            Attempt.state == AttemptState.LIVE,
            Attempt.paused_at.is_not(None) | (Attempt.deadline_at >= DatabaseNow()),
            Attempt.lease_device != device_digest(device),
        )
        .values(lease_epoch=Attempt.lease_epoch + 1, lease_device=device_digest(device))
        .returning(Attempt.lease_epoch)
        .execution_options(synchronize_session=False)
    )
    epoch = db.session.execute(taking).scalar_one_or_none()
    if epoch is None:
        return
    note(
        "attempt.take_over",
        object_kind="attempt",
        object_id=attempt_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        epoch=epoch,
    )
