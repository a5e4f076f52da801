"""A marker marks what people wrote, by keyboard, and never learns who wrote it (阅卷)."""

from decimal import Decimal

import pytest

from tests.journeys.candidates import ExamPage, Hall
from tests.journeys.devices import violations
from tests.written import short_answer
from zhifa_training.accounts.access import Role
from zhifa_training.exams.models.attempts import AttemptScore

WORDS = "违法事实确凿并有法定依据；对公民处二百元以下罚款"


@pytest.fixture
def hall(make, db):
    return Hall(make, db, questions=[short_answer("written-001")])


@pytest.fixture
def marker(hall):
    hall.db.session.rollback()
    return hall.make.account(hall.unit, Role.MARKER)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_written_answer_is_marked_and_scores_the_paper(new_device, hall, marker, size):
    account = hall.candidate()
    name = account.name
    room = ExamPage(new_device(account=account), hall.sitting).enter()
    room.page.locator("#q1 textarea").fill(WORDS)
    room.page.locator("#q1 textarea").blur()
    room.wait_saved()
    room.hand_in()
    assert "正在判分" in room.device.open(f"/results/mine/{hall.attempt().id}").inner_text("main")

    page = new_device(size, account=marker).open("/marking/")
    assert violations(page) == [], "list"
    page.get_by_role("link", name="2026 年轮训结业考试").click()
    page.wait_for_selector(".written-answer")
    assert WORDS in page.inner_text(".written-answer")
    assert name not in page.content()
    assert violations(page) == [], "answer"
    fields = page.locator("input[name^=points-]")
    page.keyboard.press("Tab")
    fields.first.focus()
    for place in range(fields.count()):
        assert fields.nth(place).evaluate("field => field === document.activeElement")
        page.keyboard.type("1")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/marking/")
    assert "已全部评分" in page.inner_text(".flashes")

    hall.db.session.rollback()
    score = hall.db.session.query(AttemptScore).one()
    assert score.score == Decimal("0.80"), "two of the guide's five points, of a question worth two"
    told = room.device.open(f"/results/mine/{hall.attempt().id}")
    assert f"{score.score}" in told.inner_text("main")
