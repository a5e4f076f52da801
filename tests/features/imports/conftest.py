import pytest

from tests.features.units.people import unit_entry
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.core.imports import services
from zhifa_training.core.imports.kinds import find_kind
from zhifa_training.units.rules import Level
from zhifa_training.units.services.tree import open_unit


@pytest.fixture
def actor():
    return system(roots=())


@pytest.fixture
def province(db, actor):
    return open_unit(unit_entry("41", "省总队", Level.PROVINCE), parent=None, actor=actor)


@pytest.fixture
def cities(province, actor):
    return [
        open_unit(unit_entry(code, name, Level.CITY), parent=province, actor=actor)
        for code, name in (("4101", "甲市支队"), ("4102", "乙市支队"))
    ]


@pytest.fixture
def administrator(make, province):
    return make.account(province, Role.UNIT_ADMINISTRATOR)


@pytest.fixture
def stage(province, actor):
    root_id = province.id

    def staged(kind, content, unit=None, file_name="名单.xlsx"):
        return services.stage_batch(
            find_kind(kind),
            content=content,
            file_name=file_name,
            unit_id=unit.id if unit else root_id,
            actor=actor,
        )

    return staged


@pytest.fixture
def load(stage, actor):
    """Stage and import what is sound."""

    def loaded(kind, content, unit=None, *, is_whole_only=False):
        batch = stage(kind, content, unit)
        services.commit_batch(find_kind(kind), batch, is_whole_only=is_whole_only, actor=actor)
        return batch

    return loaded
