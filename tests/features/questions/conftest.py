import pytest

from zhifa_training.accounts.access import Role


@pytest.fixture
def city(make):
    return make.unit("某市支队")


@pytest.fixture
def author(make, city):
    return make.account(city, Role.AUTHOR, name="命题人")


@pytest.fixture
def reviewer(make, city):
    return make.account(city, Role.REVIEWER, name="审题人")


@pytest.fixture
def officer_account(make, city):
    return make.account(city, officer=make.officer(city))


@pytest.fixture
def law(make):
    return make.law("行政处罚法")


@pytest.fixture
def revision(make, law):
    return make.question(law)


@pytest.fixture
def typed(revision):
    """What the edit form sends to change the stem and nothing else."""
    return {
        "stem": "改过的题干（　）。",
        "options": "甲\n乙\n丙\n丁",
        "key": "A",
        "explanation": revision.explanation,
        "evidence": revision.evidence,
        "law_version": str(revision.law_version_id),
        "article": "42",
        "paragraph": "",
        "topic": "common_law",
        "fields": ["general"],
        "difficulty": "2",
        "why": "表述更清楚",
    }
