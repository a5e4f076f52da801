"""Absences and the end of resits (登记缺考、结束补考)."""

from uuid import UUID

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.resits import Absence
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.queries.resits import get_absent
from zhifa_training.exams.rules.resits import AbsenceReason, ResitError, ensure_absent
from zhifa_training.units.scope import Actor


@transactional
def record_absence(
    candidate_id: UUID, *, reason: AbsenceReason, remark: str, actor: Actor
) -> Candidate:
    """Record why a candidate did not come; recorded again, the later reason stands."""
    found = get_absent(candidate_id, actor=actor)
    candidate = found.candidate
    lock(candidate)
    ensure_absent(
        is_withdrawn=candidate.withdrawn_at is not None,
        has_entered=found.has_entered,
        is_entry_over=found.is_entry_over,
    )
    absence = db.session.get(Absence, candidate.id)
    before = absence.reason.value if absence else ""
    if absence is None:
        absence = Absence(candidate_id=candidate.id)
        db.session.add(absence)
    absence.reason, absence.note = reason, remark
    absence.recorded_at, absence.recorded_by = clock.now(), actor.account_id
    note(
        "candidate.absence",
        object_kind="sitting",
        object_id=candidate.sitting_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=candidate.sitting.title,
        officer_id=str(candidate.officer_id),
        before=before,
        reason=reason.value,
        note=remark,
    )
    return candidate


@transactional
def end_resits(exam: Exam, *, actor: Actor) -> None:
    """Declare that no resit comes any more; from now on the questions may be shown."""
    lock(exam)
    if exam.resit_limit == 0:
        raise ResitError("本考试的规则没有补考，不需要宣布结束")
    if exam.resits_ended_at is not None:
        raise ResitError("本考试的补考已经宣布结束")
    exam.resits_ended_at = clock.now()
    note(
        "exam.end_resits",
        object_kind="exam",
        object_id=exam.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=exam.title,
    )
