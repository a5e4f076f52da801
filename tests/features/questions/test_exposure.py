"""使用与曝光: counted from attempts, over one year, and a hint when it is too much."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.features.questions.test_index import stems
from zhifa_training.core import clock
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.questions import exposure
from zhifa_training.questions.exposure import Exposure, is_over_exposed


@pytest.fixture
def met(make, city, law, revision, monkeypatch):
    """One question that three officers met in two sittings, one that nobody met, one in a draft."""
    monkeypatch.setattr(exposure, "FEWEST_SEEN", 2)
    other = make.question(law)
    exam = make.exam(city, [revision])
    officers = [make.officer(city) for _ in range(3)]
    first, second = make.sitting(exam, *officers), make.sitting(exam, officers[0])
    for officer in officers:
        make.attempt(first, officer)
    make.attempt(second, officers[0])
    return other


def facts(page):
    pairs = page.select(".definition-pair")
    return {pair.select_one("dt").text: pair.select_one("dd").text.strip() for pair in pairs}


def test_the_page_counts_papers_sittings_officers_and_the_share(browser, author, revision, met):
    page = browser.sign_in(author).get("questions.show", question_id=revision.question_id)
    found = facts(page)
    assert found["用过的试卷"] == "1 份"
    assert found["考过的场次"] == "2 场"
    assert found["见过的人员"] == "3 人"
    assert found["最近使用"] == str(clock.today())
    assert found["近一年曝光"] == "4 / 4 份答卷，100.0%"
    assert "曝光过高，建议休用" in page.text
    suggested = clock.today() + timedelta(days=365)
    assert page.select_one("input[name=rest-until]")["value"] == suggested.isoformat()


def test_what_nobody_met_is_said_plainly(browser, author, met):
    page = browser.sign_in(author).get("questions.show", question_id=met.question_id)
    assert facts(page)["见过的人员"] == "0 人"
    assert facts(page)["最近使用"] == "—"
    assert "曝光过高" not in page.text


def test_the_list_is_narrowed_by_exposure(browser, author, revision, met):
    browser.sign_in(author)
    assert stems(browser.get("questions.index", met="over")) == [revision.stem]
    assert stems(browser.get("questions.index", met="used")) == [revision.stem]
    assert stems(browser.get("questions.index", met="never")) == [met.stem]
    assert len(stems(browser.get("questions.index", met="nonsense"))) == 2


def test_what_was_met_long_ago_no_longer_counts(browser, db, author, revision, met):
    long_ago = clock.now() - timedelta(days=400)
    db.session.query(Attempt).update({"started_at": long_ago})
    db.session.commit()
    browser.sign_in(author)
    assert stems(browser.get("questions.index", met="over")) == []
    assert stems(browser.get("questions.index", met="used")) == [revision.stem]
    page = browser.get("questions.show", question_id=revision.question_id)
    assert facts(page)["近一年曝光"] == "—"


@pytest.mark.parametrize(
    ("seen", "of", "expected"),
    [(0, 0, False), (49, 49, False), (50, 50, True), (60, 200, False), (61, 200, True)],
)
def test_a_share_counts_above_a_few_attempts(seen, of, expected):
    assert is_over_exposed(seen, of) is expected


def test_a_share_is_exact_to_a_tenth():
    assert Exposure(seen=1, of=3).percent == Decimal("33.3")
    assert Exposure().percent is None
    assert Exposure(seen=900, of=1000).rests_until is None
