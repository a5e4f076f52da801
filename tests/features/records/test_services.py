"""The ledger: one fact once, whoever repeats it; corrections add, nothing is rewritten."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from zhifa_training.accounts.actor import system
from zhifa_training.audit.models import AuditEntry
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.records.models import Fact, RecordVoid, TrainingRecord
from zhifa_training.records.services import Entry, ReasonMissingError, credit_all, void


def count(db, model):
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_the_same_fact_twice_is_entered_once(db, enter):
    assert enter() is True
    assert enter() is False
    assert enter(fact=Fact.ROTATION_EXAM_PASSED) is True
    assert count(db, TrainingRecord) == 2


def test_many_at_once_skips_what_is_there(db, enter, officer, city):
    enter("attempt:1")
    record = db.session.scalars(select(TrainingRecord)).one()
    entries = [
        Entry(
            officer_id=officer.id,
            unit_id=city.id,
            fact=Fact.ROTATION_EXAM_SAT,
            occurred_on=record.occurred_on,
            source=f"attempt:{number}",
            title="考试",
            evidence={},
        )
        for number in (1, 2, 3)
    ]
    credit_all(entries)
    credit_all(entries)
    assert count(db, TrainingRecord) == 3


@pytest.mark.race
def test_two_workers_credit_one_fact_once(app, db, enter):
    gate = Barrier(4)

    def work(_):
        with app.app_context():
            gate.wait()
            return enter()

    with ThreadPoolExecutor(4) as pool:
        entered = list(pool.map(work, range(4)))
    db.session.commit()  # see what the others stored
    assert sorted(entered) == [False, False, False, True]
    assert count(db, TrainingRecord) == 1


def test_voiding_is_audited_once_and_needs_a_reason(db, enter, city):
    enter()
    record_id = db.session.scalars(select(TrainingRecord.id)).one()
    someone = system(roots=[city.id])
    with pytest.raises(ReasonMissingError):
        void(record_id, reason="  ", actor=someone)
    void(record_id, reason="重复", actor=someone)
    void(record_id, reason="重复", actor=someone)
    assert count(db, RecordVoid) == 1
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("record.void") == 1


def test_nobody_voids_outside_their_units(db, enter, make):
    enter()
    record_id = db.session.scalars(select(TrainingRecord.id)).one()
    with pytest.raises(NotVisibleError):
        void(record_id, reason="重复", actor=system(roots=[make.unit("邻市支队").id]))


def test_the_database_refuses_to_rewrite_a_record(db, enter):
    enter()
    with pytest.raises(sa.exc.DatabaseError), db.engine.begin() as connection:
        connection.execute(sa.update(TrainingRecord).values(title="改"))
