"""Setting a rehearsal up and closing it (布置与收起演练): marked records that no figure counts.

Answers and attempts are never deleted, so a rehearsal leaves its records: under a unit of its own
with nothing above it, of people without a posting, on copies of questions that no paper draws, in
an exam that is never released and so never filed in the training ledger.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from question_bank.marking import PartialCredit
from question_bank.questions import QuestionType
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import Account, RoleAssignment, SignInSession
from zhifa_training.accounts.services.sessions import digest as token_digest
from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import database_now, db, transactional
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.papers import Blueprint, BlueprintCell, Exam, Paper, PaperItem
from zhifa_training.exams.models.rehearsals import QUESTION_PREFIX, UNIT_PREFIX
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.rehearsal import BELL, RehearsalRefusedError, Size
from zhifa_training.exams.rules.words import ExamKind, ReleasePolicy, ReviewMode
from zhifa_training.exams.services.publishing import delivered, digest, marked_by
from zhifa_training.questions.conditions import may_be_drawn
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import ReviewState
from zhifa_training.units.models import Officer, Unit, UnitClosure
from zhifa_training.units.rules import (
    Education,
    Establishment,
    Level,
    OfficerStatus,
    Parentage,
    Sex,
)

TITLE = "演练（压力测试，不计入任何统计）"
CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE)
NO_PASSWORD = "!"  # noqa: S105  (a hash that no password has)
BORN_ON = date(1990, 1, 1)
LEAD_SECONDS = 2.0
LEAD_SECONDS_EACH = 0.001
"""How long it takes to get the examinees ready, at most."""
SPARE_MINUTES = 30
SIGNED_IN = timedelta(hours=10)
COPIED = (
    "type", "stem", "options", "key", "body", "explanation", "evidence", "law_version_id",
    "article", "paragraph", "topic", "fields", "difficulty", "content_digest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hall:
    """A rehearsal ready to be sat (演练考场)."""

    unit_id: UUID
    sitting_id: UUID
    opens_at: datetime
    items: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Id, type and options of every question."""
    tokens: tuple[str, ...]
    """Of the sign-in sessions, one for each examinee."""


@transactional
def set_up(size: Size, *, actor: Actor) -> Hall:
    """Store unit, people, exam and sitting of a rehearsal; it opens shortly."""
    unit_id = _unit()
    revisions = _copies(size)
    exam_id, content = _exam(unit_id, revisions, size)
    officers, tokens = _people(unit_id, size)
    sitting_id, opens_at = _sitting(exam_id, unit_id, officers, size)
    note(
        "exam.rehearse",
        object_kind="exam",
        object_id=exam_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        examinees=size.examinees,
        seconds=size.seconds,
        questions=size.questions,
    )
    items = tuple(
        (item["id"], item["type"], tuple(option["id"] for option in item["options"]))
        for item in content
    )
    return Hall(unit_id, sitting_id, opens_at, items, tuple(tokens))


@transactional
def close_all() -> None:
    """Close whatever rehearsals have left open, this one's and any that was broken off."""
    now, today = DatabaseNow(), clock.today()
    units = sa.select(Unit.id).where(Unit.code.startswith(UNIT_PREFIX), Unit.closed_on.is_(None))
    exams = sa.select(Exam.id).where(Exam.unit_id.in_(units))
    roles = sa.select(RoleAssignment.account_id).where(RoleAssignment.unit_id.in_(units))
    steps: Sequence[tuple[Any, sa.ColumnElement[bool], Mapping[str, Any]]] = (
        (SignInSession, SignInSession.account_id.in_(roles), {"ended_at": now}),
        (Account, Account.id.in_(roles), {"disabled_at": now}),
        (Sitting, Sitting.exam_id.in_(exams), {"cancelled_at": now}),
        (Exam, Exam.unit_id.in_(units), {"cancelled_at": now}),
        (RoleAssignment, RoleAssignment.unit_id.in_(units), {"revoked_at": now}),
        (Unit, Unit.id.in_(units), {"closed_on": today}),
    )
    for model, which, values in steps:
        closing = sa.update(model).where(which).values(values)
        db.session.execute(closing, execution_options={"synchronize_session": False})


def _insert(model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    db.session.connection().execute(sa.insert(model), list(rows))


def _unit() -> UUID:
    unit_id, today = new_id(), clock.today()
    code = f"{UNIT_PREFIX}{unit_id.hex[:20]}"
    row = {"id": unit_id, "code": code, "name": TITLE, "short_name": "演练"}
    _insert(Unit, [row | {"level": Level.SQUAD, "opened_on": today}])
    pair = {"ancestor_id": unit_id, "descendant_id": unit_id, "depth": 0, "starts_on": today}
    _insert(UnitClosure, [pair | {"kind": kind} for kind in Parentage])
    return unit_id


def _copies(size: Size) -> list[QuestionRevision]:
    """Return copies of published questions, kept from one rehearsal to the next."""
    drawn = (
        sa.select(QuestionRevision, StoredQuestion.code)
        .join(StoredQuestion, StoredQuestion.id == QuestionRevision.question_id)
        .where(may_be_drawn(on=clock.today()), QuestionRevision.type.in_(CHOICES))
        .order_by(sa.func.length(StoredQuestion.code), StoredQuestion.code)
        .limit(size.questions)
    )
    originals = db.session.execute(drawn).all()
    if len(originals) < size.questions:
        raise RehearsalRefusedError(
            f"题库中可用的选择题、判断题只有 {len(originals)} 道，不足 --questions "
            f"{size.questions} 道：请先执行 flask --app app bank load 载入题库，或减少题数"
        )
    return [_copy(revision, code) for revision, code in originals]


def _copy(original: QuestionRevision, code: str) -> QuestionRevision:
    copied_code = QUESTION_PREFIX + sha256(f"{code}/{original.id}".encode()).hexdigest()[:32]
    found = db.session.scalars(
        sa.select(QuestionRevision)
        .join(StoredQuestion, StoredQuestion.id == QuestionRevision.question_id)
        .where(StoredQuestion.code == copied_code)
    ).one_or_none()
    if found is not None:
        return found
    states = {"state": QuestionState.RETIRED, "review": ReviewState.SETTLED, "pool": Pool.EXAM}
    question = StoredQuestion(code=copied_code, published_number=1, **states)
    values = {name: getattr(original, name) for name in COPIED}
    copy = QuestionRevision(question=question, number=1, why="演练用副本，不进入试卷", **values)
    db.session.add(copy)
    db.session.flush()
    return copy


def _exam(
    unit_id: UUID, revisions: Sequence[QuestionRevision], size: Size
) -> tuple[UUID, list[dict[str, Any]]]:
    blueprint_id, exam_id, paper_id = (new_id() for _ in range(3))
    worth, full = Decimal(1), Decimal(len(revisions))
    content = [delivered(revision, worth) for revision in revisions]
    _insert(Blueprint, [{"id": blueprint_id, "unit_id": unit_id, "title": TITLE}])
    cell = {"type": QuestionType.SINGLE, "count": len(revisions), "worth": worth, "position": 1}
    _insert(BlueprintCell, [cell | {"blueprint_id": blueprint_id}])
    exam = {
        "id": exam_id,
        "unit_id": unit_id,
        "blueprint_id": blueprint_id,
        "title": TITLE,
        "kind": ExamKind.OTHER,
        "duration_minutes": _minutes(size),
        "pass_score": full * 6 / 10,
        "partial_credit": PartialCredit.HALF,
        "shuffles_items": True,
        "shuffles_options": True,
        "release_policy": ReleasePolicy.TOGETHER,
        "review_mode": ReviewMode.SCORE,
        "published_at": clock.now(),
    }
    _insert(Exam, [exam])
    paper = {"id": paper_id, "exam_id": exam_id, "content": content, "full_score": full}
    _insert(Paper, [paper | {"content_digest": digest(content), "expected_score": full * 7 / 10}])
    rows = [
        {"position": position, "revision_id": revision.id, "key": marked_by(revision)}
        for position, revision in enumerate(revisions, 1)
    ]
    _insert(PaperItem, [row | {"paper_id": paper_id, "worth": worth} for row in rows])
    return exam_id, content


def _minutes(size: Size) -> int:
    return min(480, int(size.seconds // 60) + SPARE_MINUTES)


def _people(unit_id: UUID, size: Size) -> tuple[list[UUID], list[str]]:
    officers = [_officer(number) for number in range(1, size.examinees + 1)]
    accounts = [_account(officer) for officer in officers]
    role = {"role": Role.OFFICER, "unit_id": unit_id, "starts_on": clock.today()}
    tokens = [secrets.token_urlsafe(32) for _ in accounts]
    pairs = zip(accounts, tokens, strict=True)
    _insert(Officer, officers)
    _insert(Account, accounts)
    _insert(RoleAssignment, [role | {"account_id": account["id"]} for account in accounts])
    _insert(SignInSession, [_session(account["id"], token) for account, token in pairs])
    return [officer["id"] for officer in officers], tokens


def _account(officer: Mapping[str, Any]) -> dict[str, Any]:
    account_id = new_id()
    return {
        "id": account_id,
        "login": f"yanlian-{account_id.hex}",
        "name": officer["name"],
        "officer_id": officer["id"],
        "password_hash": NO_PASSWORD,
        "must_change_password": False,
    }


def _session(account_id: UUID, token: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "token_digest": token_digest(token),
        "account_id": account_id,
        "started_at": now,
        "idle_until": now + SIGNED_IN,
        "expires_at": now + SIGNED_IN,
        "address": "",
        "browser": "演练",
    }


def _officer(number: int) -> dict[str, Any]:
    officer_id, name = new_id(), f"演练考生{number:05d}"
    return {
        "id": officer_id,
        "badge_number": f"YL{officer_id.hex[:30]}",
        "name": name,
        "name_spelling": f"yanlian {name[-5:]}",
        "sex": Sex.MALE,
        "birth_on": BORN_ON,
        "education": Education.BACHELOR,
        "establishment": Establishment.PUBLIC_INSTITUTION,
        "status": OfficerStatus.LEFT,
        "id_number_sealed": "",
        "id_number_index": sha256(officer_id.bytes).hexdigest(),
        "id_number_masked": "",
    }


def _sitting(
    exam_id: UUID, unit_id: UUID, officers: Sequence[UUID], size: Size
) -> tuple[UUID, datetime]:
    sitting_id = new_id()
    lead = LEAD_SECONDS + LEAD_SECONDS_EACH * size.examinees + BELL * size.seconds
    opens_at = database_now() + timedelta(seconds=lead)
    minutes = _minutes(size)
    sitting = {"id": sitting_id, "exam_id": exam_id, "unit_id": unit_id, "title": TITLE}
    times = {"opens_at": opens_at, "closes_at": opens_at + timedelta(minutes=minutes)}
    _insert(Sitting, [sitting | times | {"duration_minutes": minutes}])
    called = [{"officer_id": officer, "unit_id": unit_id} for officer in officers]
    _insert(Candidate, [one | {"sitting_id": sitting_id} for one in called])
    return sitting_id, opens_at
