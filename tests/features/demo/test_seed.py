"""The same seed and day make the same province; another seed makes another."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.features.demo.conftest import DAY, OFFICERS
from zhifa_training.core.db import Base
from zhifa_training.demo import loading
from zhifa_training.units.models import Officer

SECRET = {
    "officer": {"id_number_sealed"},
    "account": {"password_hash", "password_set_at"},
    "audit_entry": {"number", "address"},
}
"""What differs by design: secrets, and where the log says a command ran."""


def contents(db):
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.c if column.name not in SECRET.get(table.name, ())]
        found[table.name] = sorted(map(repr, db.session.execute(select(*columns)).all()))
    return found


def test_a_seed_always_makes_the_same_province_and_another_seed_another(db, kept_database):
    people = select(Officer.badge_number, Officer.name, Officer.birth_on)
    loading.load(officers=OFFICERS, seed=1, on=DAY)
    first, officers = contents(db), db.session.execute(people).all()
    assert sum(map(len, first.values())) > 10_000
    kept_database.reset()
    loading.load(officers=OFFICERS, seed=1, on=DAY)
    second = contents(db)
    assert {name for name in first if first[name] != second[name]} == set()
    with pytest.raises(loading.DatabaseInUseError, match="已有机构数据"):
        loading.load(officers=OFFICERS, seed=1, on=DAY)
    kept_database.reset()
    loading.load(officers=OFFICERS, seed=2, on=date(2027, 3, 1))
    assert db.session.execute(people).all() != officers
