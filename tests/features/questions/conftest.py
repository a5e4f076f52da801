import pytest

from tests.features.questions.typing import common, rows_of
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
    rows = rows_of(*((option["text"], option["id"] in revision.key) for option in revision.options))
    return (
        common(revision.law_version_id) | rows | {"stem": "改过的题干（　）。", "why": "表述更清楚"}
    )


@pytest.fixture
def proposed(browser, author, revision, typed):
    """A published question whose second revision waits for review."""
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    return revision.question_id


@pytest.fixture
def claimed(browser, reviewer, proposed):
    """The same with the reviewer reading it, signed in."""
    browser.sign_in(reviewer).post("reviews.claim", question_id=proposed)
    return proposed
