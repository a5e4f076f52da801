"""Two real connections against one rule, on either database.

Each test names the mutant that turns it red; ``test_mutants`` runs the ones that cost little.
"""

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text

from tests.features.imports.workbooks import officer, xlsx
from tests.features.units.people import entry
from zhifa_training.core.db import db as database
from zhifa_training.core.errors import DomainError
from zhifa_training.core.imports import services as imports
from zhifa_training.core.imports.kinds import find_kind
from zhifa_training.core.imports.models import BatchState, ImportBatch
from zhifa_training.units.entries import PostingDetails
from zhifa_training.units.models import Officer, Posting, Unit, UnitParent
from zhifa_training.units.rules import Level
from zhifa_training.units.services import tree
from zhifa_training.units.services.officers import record_officer
from zhifa_training.units.services.postings import post_officer

pytestmark = pytest.mark.race
ROUNDS = 5
MOVES = 200


def together(app, *acts):
    """Run the acts at once, each on its own connection; return what each raised, or None."""
    barrier, raised = Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        with app.app_context():
            try:
                barrier.wait()
                act()
            except DomainError as refusal:
                raised[index] = refusal
            finally:
                database.session.remove()

    database.session.remove()
    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def one_won(raised):
    return sum(refusal is None for refusal in raised) == 1


def test_one_badge_goes_to_one_officer(app, db, cities, actor):
    """Mutant: without uq_officer_badge_number both are stored."""
    unit_id = cities[0].id
    for round_ in range(ROUNDS):
        badge = f"RACE{round_}"
        acts = [
            lambda serial=serial, badge=badge: record_officer(
                entry(unit_id, serial, badge_number=badge), actor=actor
            )
            for serial in (10 * round_ + 1, 10 * round_ + 2)
        ]
        assert one_won(together(app, *acts))
        assert len(db.session.scalars(select(Officer).filter_by(badge_number=badge)).all()) == 1


def test_one_id_number_belongs_to_one_officer(app, db, cities, actor):
    """Mutant: without uq_officer_id_number_index both are stored."""
    unit_id = cities[0].id
    for round_ in range(ROUNDS):
        acts = [
            lambda badge=badge, serial=round_ + 50: record_officer(
                entry(unit_id, serial, badge_number=badge), actor=actor
            )
            for badge in (f"A{round_}", f"Z{round_}")
        ]
        assert one_won(together(app, *acts))


def test_an_officer_is_posted_to_one_place(app, db, cities, actor):
    """Mutant: without the officer's lock and uq_posting_open both postings are stored."""
    ids = [unit.id for unit in cities]
    officer_id = record_officer(entry(ids[0]), actor=actor).id
    for round_ in range(ROUNDS):
        day = date(2024, 1, 1 + round_)

        def transfer(unit_id, day=day):
            post_officer(
                database.session.get_one(Officer, officer_id),
                PostingDetails(unit_id=unit_id, post="一线", starts_on=day),
                actor=actor,
            )

        assert one_won(together(app, *(lambda u=u: transfer(u) for u in ids)))
    postings = db.session.scalars(select(Posting).order_by(Posting.starts_on)).all()
    assert len(postings) == 1 + ROUNDS
    assert [p.ends_on for p in postings[:-1]] == [p.starts_on for p in postings[1:]]


def swap(app, db, cities, actor):
    ids = [unit.id for unit in cities]

    def move(unit_id, parent_id):
        unit, parent = (database.session.get_one(Unit, key) for key in (unit_id, parent_id))
        tree.move_unit(unit, parent=parent, on=date(2024, 1, 1), actor=actor)

    return together(app, lambda: move(ids[0], ids[1]), lambda: move(ids[1], ids[0]))


def is_cyclic(db, cities):
    database.session.remove()
    statement = select(UnitParent.unit_id, UnitParent.parent_id).filter_by(
        kind="reporting", ends_on=None
    )
    above = dict(database.session.execute(statement).all())
    database.session.remove()
    return all(above.get(unit_id) in above for unit_id in above)


def test_two_units_are_not_put_beneath_each_other(app, db, make, province, actor):
    """Mutant: without lock_tree on PostgreSQL both moves pass the check and close a circle."""
    parent_id = province.id
    for _ in range(MOVES):
        parent = database.session.get_one(Unit, parent_id)
        pair = [make.unit(name, parent=parent, level=Level.CITY) for name in ("甲", "乙")]
        assert one_won(swap(app, db, pair, actor))
        assert not is_cyclic(db, pair)


def test_one_batch_is_imported_once(app, db, stage, cities, actor):
    """Mutant: without the batch's lock, and the state looked at under it, both import it."""
    for round_ in range(ROUNDS):
        batch_id = stage(
            "officers", xlsx([officer(serial + 10 * round_) for serial in range(3)])
        ).id

        def confirm(batch_id=batch_id):
            imports.commit_batch(
                find_kind("officers"),
                database.session.get_one(ImportBatch, batch_id),
                is_whole_only=False,
                actor=actor,
            )

        assert one_won(together(app, confirm, confirm))
        assert len(db.session.scalars(select(Officer)).all()) == 3 * (round_ + 1)


def test_one_file_in_two_batches_is_imported_once(app, db, stage, cities, actor):
    """Mutant: without uq_import_batch_committed a file of updates is imported twice."""
    content = xlsx([officer(1)])
    ids = [stage("officers", content).id for _ in range(2)]
    assert len(set(ids)) == 2

    def confirm(batch_id):
        imports.commit_batch(
            find_kind("officers"),
            database.session.get_one(ImportBatch, batch_id),
            is_whole_only=False,
            actor=actor,
        )

    assert one_won(together(app, *(lambda i=i: confirm(i) for i in ids)))
    states = sorted(batch.state for batch in db.session.scalars(select(ImportBatch)))
    assert states == [BatchState.COMMITTED, BatchState.STAGED]


def test_mutant_without_the_badge_index(app, db, cities, actor):
    """The index is what refuses: once it is dropped, both officers are stored."""
    unit_id = cities[0].id
    db.session.remove()
    drop_unique(db, "officer", "badge_number")
    acts = [
        lambda serial=serial: record_officer(
            entry(unit_id, serial, badge_number="MUTANT"), actor=actor
        )
        for serial in (1, 2)
    ]
    try:
        assert together(app, *acts) == [None, None]
    finally:
        restore_unique(db, "officer", "badge_number")


def drop_unique(db, table, column):
    """Take a unique constraint away; SQLite keeps it in the table, so the text is rewritten."""
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT uq_{table}_{column}"))
            return
        pytest.skip("SQLite keeps the constraint inside the table")


def restore_unique(db, table, column):
    database.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM certificate_field"))
        for name in ("certificate", "posting", table):
            connection.execute(text(f"DELETE FROM {name}"))
        connection.execute(
            text(f"ALTER TABLE {table} ADD CONSTRAINT uq_{table}_{column} UNIQUE ({column})")
        )


def test_mutant_without_the_tree_lock(app, db, cities, actor, monkeypatch):
    """The lock is what refuses: without it some round of moves closes a circle (PostgreSQL)."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite the one write lock of the database stands in its place")
    monkeypatch.setattr(tree, "lock_tree", lambda: None)
    passed, meet = tree.ensure_no_cycle, Barrier(2)

    def look_together(**facts):
        passed(**facts)
        meet.wait(timeout=10)

    monkeypatch.setattr(tree, "ensure_no_cycle", look_together)
    swap(app, db, cities, actor)
    assert is_cyclic(db, cities)
