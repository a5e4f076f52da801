"""What may stand in an address: for each URL parameter, how to make an object it can name.

A new parameter needs one line in ``SAMPLES``: its name (or ``endpoint:name`` where one view means
something else by it), a function that makes the object and returns its id, and whom it belongs to.
The rights tests then ask for it from inside and outside its unit without another word.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import select

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import RoleAssignment, SignInSession
from zhifa_training.accounts.services.sessions import open_session
from zhifa_training.core import clock
from zhifa_training.core.imports.models import BatchState, ImportBatch
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.practice.models import PracticeRun, WrongEntry
from zhifa_training.practice.rules.modes import Mode
from zhifa_training.questions.models import Pool, StoredMedium, StoredQuestion
from zhifa_training.questions.services.media import path_of


class Belongs(Enum):
    """Whose an object is, and so who finds it."""

    UNIT = "found inside the unit's own subtree, 404 outside"
    PERSON = "found by its owner only"
    ALL = "found by everyone who may call the view"


@dataclass(frozen=True)
class Place:
    """Where a sample is made: a unit, and an officer who serves there with an account."""

    make: Any
    unit: Any
    officer: Any
    account: Any


@dataclass(frozen=True)
class Sample:
    build: Callable[[Place], Any]
    belongs: Belongs


class NoSampleError(Exception):
    """A URL parameter that nobody described yet."""


def find(endpoint: str, parameter: str) -> Sample:
    """Return the sample for a parameter of a view."""
    sample = SAMPLES.get(f"{endpoint}:{parameter}") or SAMPLES.get(parameter)
    if sample is None:
        raise NoSampleError(
            f"URL parameter <{parameter}> of {endpoint} has no sample: "
            f"add a line to SAMPLES in tests/contracts/samples.py"
        )
    return sample


def _exam(place):
    return place.make.exam(place.unit)


def _sitting(place):
    return place.make.sitting(_exam(place), place.officer)


def _attempt(place):
    return place.make.attempt(_sitting(place), place.officer).id


def _candidate(place):
    sitting = _sitting(place)
    session = place.make.session
    return session.scalars(select(Candidate.id).where(Candidate.sitting_id == sitting.id)).one()


def _assignment(place):
    account = place.make.account(place.unit, Role.TRAINER)
    session = place.make.session
    held = select(RoleAssignment.id).where(RoleAssignment.account_id == account.id)
    return session.scalars(held).one()


def _session(place):
    open_session(account=place.account, address="10.0.0.9", browser="sample")
    held = select(SignInSession.id).where(SignInSession.account_id == place.account.id)
    return place.make.session.scalars(held.order_by(SignInSession.id.desc())).first()


def _question(place):
    law = place.make.law(f"样例法{uuid.uuid4().hex[:8]}")
    return place.make.question(law).question_id


def _medium(place):
    """Return a picture of a paper that the officer is answering now."""
    content = uuid.uuid4().bytes
    digest = hashlib.sha256(content).hexdigest()
    file = path_of(digest)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    session = place.make.session
    session.add(StoredMedium(digest=digest, type="image/png", size=len(content)))
    session.commit()
    revision = place.make.question(place.make.law(f"样例法{digest[:8]}"), media=[digest])
    sitting = place.make.sitting(place.make.exam(place.unit, [revision]), place.officer)
    place.make.attempt(sitting, place.officer)
    return digest


def _exclusion(place):
    return place.make.exclusion(place.officer, since=date(2026, 1, 1)).id


def _batch(place, kind="officers"):
    batch = ImportBatch(
        kind=kind,
        file_name="名单.xlsx",
        content_digest=uuid.uuid4().hex * 2,
        unit_id=place.unit.id,
        state=BatchState.STAGED,
        uploaded_by=place.account.id,
    )
    session = place.make.session
    session.add(batch)
    session.commit()
    return batch.id


_KEYED: dict[Any, tuple[Any, Any]] = {}


def _keyed(place):
    """Return an exam and a question of its paper."""
    if place.unit.id not in _KEYED:
        exam = _exam(place)
        _KEYED[place.unit.id] = (exam.id, exam.paper.items[0].revision_id)
    return _KEYED[place.unit.id]


def _correction(place):
    return place.make.correction(_exam(place)).id


def _blueprint(place):
    return _exam(place).blueprint_id


_WRITTEN: dict[Any, tuple[Any, Any]] = {}


def _written(place):
    """Return an attempt with an answer that waits for its marker, and the item it answers."""
    if place.officer.id not in _WRITTEN:
        attempt, item = place.make.written_answer(place.unit, place.officer)
        _WRITTEN[place.officer.id] = (attempt.id, item)
    return _WRITTEN[place.officer.id]


def _law_draft(place):
    name = f"样例法{uuid.uuid4().hex[:8]}"
    return place.make.law_draft(name, {1: "为了示例，制定本规定。"}, date(2024, 3, 1)).id


def _law_version(place):
    name = f"样例法{uuid.uuid4().hex[:8]}"
    return place.make.enact(name, {1: "为了示例，制定本规定。"}, date(2024, 3, 1))


def _practice_run(place):
    run = PracticeRun(officer_id=place.officer.id, mode=Mode.SEQUENCE, queue=[str(uuid.uuid4())])
    session = place.make.session
    session.add(run)
    session.commit()
    # a run of its own for each that asks: only one may be open
    run.ended_at = clock.now()
    session.commit()
    return run.id


def _wrong_entry(place):
    revision = place.make.question(place.make.law(f"样例法{uuid.uuid4().hex[:8]}"))
    session = place.make.session
    session.add(
        WrongEntry(
            officer_id=place.officer.id,
            question_id=revision.question_id,
            revision_id=revision.id,
            last_value="",
            last_wrong_at=clock.now(),
            wrong_count=1,
            streak=0,
            due_on=clock.today(),
        )
    )
    session.commit()
    return revision.question_id


def _practised(place):
    question_id = _question(place)
    place.make.session.get(StoredQuestion, question_id).pool = Pool.PRACTICE
    place.make.session.commit()
    return question_id


SAMPLES: dict[str, Sample] = {
    "practice_run_id": Sample(_practice_run, Belongs.PERSON),
    "practice.drop:question_id": Sample(_wrong_entry, Belongs.PERSON),
    "practice.restore:question_id": Sample(_wrong_entry, Belongs.PERSON),
    "practice.favourite:question_id": Sample(_practised, Belongs.ALL),
    "account_id": Sample(lambda at: at.make.account(at.unit, Role.TRAINER).id, Belongs.UNIT),
    "assignment_id": Sample(_assignment, Belongs.UNIT),
    "session_id": Sample(_session, Belongs.PERSON),
    "unit_id": Sample(lambda at: at.unit.id, Belongs.UNIT),
    "officer_id": Sample(lambda at: at.officer.id, Belongs.UNIT),
    "exclusion_id": Sample(_exclusion, Belongs.UNIT),
    "law_id": Sample(lambda at: _law_version(at).law_id, Belongs.ALL),
    "version_id": Sample(lambda at: _law_version(at).id, Belongs.ALL),
    "draft_id": Sample(_law_draft, Belongs.ALL),
    "question_id": Sample(_question, Belongs.ALL),
    "blueprint_id": Sample(_blueprint, Belongs.UNIT),
    "corrections.new:exam_id": Sample(lambda at: _keyed(at)[0], Belongs.UNIT),
    "corrections.new:revision_id": Sample(lambda at: _keyed(at)[1], Belongs.UNIT),
    "correction_id": Sample(_correction, Belongs.UNIT),
    "exam_id": Sample(lambda at: _exam(at).id, Belongs.UNIT),
    "sitting_id": Sample(lambda at: _sitting(at).id, Belongs.UNIT),
    "candidate_id": Sample(_candidate, Belongs.UNIT),
    "attempt_id": Sample(_attempt, Belongs.PERSON),
    "results.attempt:attempt_id": Sample(_attempt, Belongs.UNIT),
    "results.score_sheet:attempt_id": Sample(_attempt, Belongs.UNIT),
    **{
        f"invigilation.{name}:attempt_id": Sample(_attempt, Belongs.UNIT)
        for name in ("seat", "pause", "resume", "force", "terminate", "message", "extend", "pin")
    },
    "marking.answer:attempt_id": Sample(lambda at: _written(at)[0], Belongs.UNIT),
    "marking.answer:item_id": Sample(lambda at: _written(at)[1], Belongs.UNIT),
    "room.waiting:sitting_id": Sample(lambda at: _sitting(at).id, Belongs.PERSON),
    "room.start:sitting_id": Sample(lambda at: _sitting(at).id, Belongs.PERSON),
    "batch_id": Sample(_batch, Belongs.UNIT),
    "question_batch_id": Sample(lambda at: _batch(at, "questions"), Belongs.UNIT),
    "kind_name": Sample(lambda _: "officers", Belongs.ALL),
    "code": Sample(lambda _: "4.2c", Belongs.ALL),
    "layout": Sample(lambda _: "plain", Belongs.ALL),
    "type_name": Sample(lambda _: "matching", Belongs.ALL),
    "digest": Sample(_medium, Belongs.PERSON),
    "filename": Sample(lambda _: "css/tokens.css", Belongs.ALL),
}

BODIES: dict[str, dict[str, Any]] = {
    "room.save": {
        "epoch": 1,
        "events": [{"id": str(uuid.uuid4()), "item": str(uuid.uuid4()), "value": [], "seq": 1}],
    },
    "room.hand_in": {"epoch": 1},
    "room.incidents": {"events": [{"id": str(uuid.uuid4()), "kind": "away", "amount": 6}]},
}
"""Well-formed bodies of the views that look at the body before anything else."""

LOGGED_READS = {"imports.errors": {"audit_entry"}}
"""Reads of personal data that enter themselves in the log, and the only table they touch."""
