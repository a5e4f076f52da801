"""Marking by people: question by question, blind, once, and the paper is scored after the last."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services.sweeping import sweep


@pytest.fixture
def written(make, city, officer):
    return make.written_answer(city, officer)


@pytest.fixture
def marker(make, city):
    return make.account(city, Role.MARKER)


@pytest.fixture
def marking(browser, marker):
    return browser.sign_in(marker)


def points(*given):
    return {f"points-{place}": value for place, value in enumerate(given)}


def at(written):
    attempt, item_id = written
    return {"attempt_id": attempt.id, "item_id": item_id}


def test_the_list_counts_what_waits(marking, written):
    page = marking.get("marking.index")
    row = page.select_one("tbody tr")
    assert "轮训结业考试" in row.text
    assert row.select("td")[-1].text.strip() == "1"


def test_the_way_leads_to_the_answer_and_back_when_all_is_marked(marking, written):
    attempt, item_id = written
    sitting = {"sitting_id": attempt.sitting_id}
    response = marking.get("marking.begin", expect=302, **sitting)
    assert response.location.endswith(f"/marking/{attempt.id}/{item_id}")
    marking.post("marking.answer", points("2", "3"), **at(written))
    assert marking.get("marking.begin", expect=302, **sitting).location.endswith("/marking/")


def test_the_page_shows_answer_and_guide_but_not_whose_it_is(marking, written, officer):
    page = marking.get("marking.answer", **at(written))
    assert "违法事实确凿，有法定依据" in page.select_one(".written-answer").text
    assert [label.text.strip()[:6] for label in page.select("label.label")][:2] == [
        "违法事实确凿",
        "有法定依据（",
    ]
    main = page.select_one("main").text
    for hidden in (officer.name, officer.badge_number, written[0].receipt):
        assert hidden not in main


def test_the_last_mark_scores_the_paper(marking, written, marker, db):
    marking.post("marking.answer", points("2", "1.5"), **at(written))
    mark = db.session.query(ItemMark).one()
    assert (mark.score, mark.awarded, mark.marked_by) == (
        Decimal("7.00"),
        [["2", "1.5"]],
        marker.id,
    )
    score = db.session.query(AttemptScore).one()
    assert (score.score, score.is_passed) == (Decimal("7.00"), True)
    assert db.session.get(Attempt, written[0].id).state is AttemptState.SCORED


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("3", "0"), "要点 1：应给 0 至 2 分，现为 3"),
        (("1", "-1"), "要点 2：应给 0 至 3 分，现为 -1"),
        (("0.25", "0"), "要点 1：评分以 0.5 分为单位，现为 0.25"),
        (("两分", "0"), "请填写数字，最多两位小数"),
        (("1",), "请给分，没有答到的要点给 0 分"),
    ],
)
def test_what_does_not_fit_the_guide_is_refused_and_kept(marking, written, db, given, sentence):
    page = marking.post("marking.answer", points(*given), expect=200, **at(written))
    assert sentence in page.text
    assert page.select_one("#points-0")["value"] == given[0]
    assert db.session.query(ItemMark).count() == 0


def test_an_answer_is_marked_once(marking, written, db):
    marking.post("marking.answer", points("2", "3"), **at(written))
    marking.post("marking.answer", points("0", "0"), expect=404, **at(written))
    assert db.session.query(ItemMark).one().score == Decimal(10)


def test_who_sits_the_exam_does_not_mark_it(browser, make, city, written, officer):
    own = make.account(city, Role.MARKER, officer=officer)
    browser.sign_in(own)
    assert "没有待阅的答卷" in browser.get("marking.index").text
    browser.get("marking.answer", expect=404, **at(written))
    browser.get("marking.begin", expect=404, sitting_id=written[0].sitting_id)


def test_another_unit_s_marker_finds_nothing(browser, make, written):
    browser.sign_in(make.account(make.unit("外市支队"), Role.MARKER))
    browser.get("marking.answer", expect=404, **at(written))
    browser.get("marking.begin", expect=404, sitting_id=written[0].sitting_id)


def test_the_sweep_leaves_it_to_the_marker(written, db):
    swept = sweep()
    assert (swept.scored, swept.failed) == (0, 0)
    assert db.session.get(Attempt, written[0].id).state is AttemptState.CLOSED


def test_the_sweep_scores_what_a_killed_server_left_marked(written, marker, db):
    attempt, item_id = written
    mark = ItemMark(
        attempt_id=attempt.id,
        item_id=item_id,
        score=Decimal(4),
        awarded=[["2", "0"]],
        marked_by=marker.id,
        marked_at=datetime.now(UTC),
    )
    db.session.add(mark)
    db.session.get(Attempt, attempt.id).awaits_marker = False
    db.session.commit()
    assert sweep().scored == 1
    db.session.expire_all()
    assert db.session.query(AttemptScore).one().score == Decimal("4.00")
