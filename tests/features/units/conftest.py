"""A province of two cities, an officer in each, and whoever looks at them."""

from types import SimpleNamespace

import pytest

from tests.features.units.people import entry, unit_entry
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.units.rules import Level
from zhifa_training.units.services.officers import record_officer
from zhifa_training.units.services.tree import open_unit

ACTOR = system(roots=())


@pytest.fixture
def scene(db, make):
    province = open_unit(unit_entry("41", "省总队", Level.PROVINCE), parent=None, actor=ACTOR)
    here, there = (
        open_unit(unit_entry(code, name, Level.CITY), parent=province, actor=ACTOR)
        for code, name in (("4101", "甲市支队"), ("4102", "乙市支队"))
    )
    return SimpleNamespace(
        province=province,
        here=here,
        there=there,
        officer=record_officer(entry(here.id, 1, name="单小花"), actor=ACTOR),
        stranger=record_officer(entry(there.id, 2, name="李四"), actor=ACTOR),
        administrator=make.account(here, Role.UNIT_ADMINISTRATOR),
        above=make.account(province, Role.UNIT_ADMINISTRATOR),
        viewer=make.account(here, Role.UNIT_VIEWER),
        author=make.account(here, Role.AUTHOR),
    )
