from datetime import date

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.records.models import Fact
from zhifa_training.records.services import credit


@pytest.fixture
def city(make):
    return make.unit("某市支队")


@pytest.fixture
def officer(make, city):
    return make.officer(city, "李四")


@pytest.fixture
def account(make, city, officer):
    return make.account(city, officer=officer)


@pytest.fixture
def trainer(make, city):
    return make.account(city, Role.TRAINER)


@pytest.fixture
def enter(officer, city):
    officer_id, unit_id = officer.id, city.id  # a thread of a race loads nothing of ours

    def enter(source="attempt:1", fact=Fact.ROTATION_EXAM_SAT, title="轮训结业考试", **changes):
        values = {
            "officer_id": officer_id,
            "unit_id": unit_id,
            "fact": fact,
            "occurred_on": date(2026, 5, 6),
            "source": source,
            "title": title,
            "evidence": {"score": "80.00"},
        }
        return credit(**values | changes)

    return enter
