"""The invigilator's console and a candidate's page, side by side (监考)."""

import re

import pytest

from tests.journeys.candidates import ExamPage
from tests.journeys.devices import violations
from zhifa_training.accounts.access import Role


@pytest.fixture
def account(hall):
    return hall.candidate()


@pytest.fixture
def console(new_device, hall):
    """A trainer at the console: they may do all that is done there."""
    hall.db.session.rollback()
    return new_device(account=hall.make.account(hall.unit, Role.TRAINER))


@pytest.fixture
def room(new_device, hall, account):
    return ExamPage(new_device(account=account), hall.sitting).enter()


def ask_for_news(room):
    """Come back to the page, which then asks at once and not in half a minute."""
    room.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def act(page, heading, **typed):
    card = page.locator("section, article, .card", has=page.get_by_role("heading", name=heading))
    for label, text in typed.items():
        card.last.get_by_label({"reason": "原因", "words": "消息内容"}[label]).fill(text)
    card.last.get_by_role("button").first.click()


def test_a_candidate_is_spoken_to_paused_and_brought_back(room, console, hall):
    room.choose(1, 0)
    room.wait_saved()
    page = console.open(f"/sittings/{hall.sitting.id}/console")
    page.locator("td", has_text="1/10").wait_for()
    assert violations(page) == [], "console"
    page.get_by_role("link", name=re.compile("处理")).click()
    assert violations(page) == [], "seat"

    act(page, "发消息", words="请出示执法证")
    ask_for_news(room)
    room.wait_for_text(".exam-banners", "请出示执法证")
    room.page.get_by_role("button", name="知道了").click()

    act(page, "暂停", reason="消防警报")
    ask_for_news(room)
    room.page.wait_for_selector("#paused[open]")
    assert violations(room.page) == [], "paused"
    before = room.page.inner_text(".clock-time")
    room.page.wait_for_timeout(1_500)
    assert room.page.inner_text(".clock-time") == before
    room.page.keyboard.press("Escape")
    assert room.page.locator("#paused").is_visible()

    act(page, "恢复", reason="警报解除")
    ask_for_news(room)
    room.page.wait_for_selector("#paused:not([open])", state="attached")
    room.choose(2, 0)
    room.wait_saved()
    assert len(hall.current()) == 2
    assert hall.late() == []

    page.get_by_role("link", name="返回监考台").click()
    page.locator("td", has_text="2/10").wait_for()


def test_an_answer_on_its_way_into_a_pause_is_kept_and_saved_afterwards(room, console, hall):
    page = console.open(f"/sittings/{hall.sitting.id}/console")
    page.get_by_role("link", name=re.compile("处理")).click()
    act(page, "暂停", reason="停电")
    room.choose(1, 0)
    room.page.wait_for_selector("#paused[open]")
    assert "未保存(1)" in room.state
    assert hall.events() == []
    act(page, "恢复", reason="来电")
    ask_for_news(room)
    room.wait_saved()
    assert len(hall.events()) == 1
    assert hall.late() == []


def test_a_paper_taken_by_the_invigilator_ends_on_the_candidates_page(room, console, hall):
    room.choose(1, 0)
    room.wait_saved()
    page = console.open(f"/sittings/{hall.sitting.id}/console")
    page.get_by_role("link", name=re.compile("处理")).click()
    act(page, "收卷", reason="离开考场")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("收卷|确定|继续")).click()
    page.wait_for_selector(".flashes")
    ask_for_news(room)
    room.wait_for_text("#room-end", "答卷已收")
    room.wait_for_text("#room-end", "共收到 1/10 题作答")


def leave(room, seconds):
    """Let the page believe that another window was in front for so long."""
    room.page.evaluate(
        """(seconds) => {
          const now = performance.now();
          Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
          document.dispatchEvent(new Event("visibilitychange"));
          const real = performance.now.bind(performance);
          performance.now = () => real() + seconds * 1000;
          delete document.hidden;
          document.dispatchEvent(new Event("visibilitychange"));
          performance.now = real;
        }""",
        seconds,
    )


def test_leaving_the_page_is_counted_told_and_ends_the_exam_only_where_it_says_so(
    room, console, hall
):
    leave(room, 3)
    leave(room, 12)
    room.wait_for_text(".exam-banners", "您已离开考试页面 1 次（共 12 秒）")
    assert not room.page.locator("#left").is_visible()
    page = console.open(f"/sittings/{hall.sitting.id}/console")
    page.locator("td", has_text="离开考试页面 1 次（共 12 秒）").wait_for()

    hall.db.session.rollback()
    hall.exam.leave_policy, hall.exam.leave_limit = "collect", 2
    hall.db.session.commit()
    room.page.reload()
    room.wait()
    leave(room, 20)
    room.page.wait_for_selector("#left[open]")
    assert "满 2 次且累计满 60 秒" in room.page.inner_text("#left")
    assert violations(room.page) == [], "left"
    room.page.get_by_role("button", name="知道了，继续作答").click()
    leave(room, 40)
    room.wait_for_text("#room-end", "答卷已收")
    assert hall.attempt().stop == "forced"
