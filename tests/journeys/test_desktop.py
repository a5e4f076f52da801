"""An officer sits a whole exam on a desktop machine (全程)."""

from datetime import timedelta

from tests.journeys.candidates import PASSWORD, SAVED, ExamPage
from tests.journeys.devices import violations


def test_the_whole_exam(new_device, hall):
    sitting = hall.later_sitting()
    account = hall.candidate(sitting)
    device = new_device()
    page = device.open("/exams/mine")
    page.fill("[name=login]", account.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/exams/mine")
    page.get_by_role("link", name="进入考场").first.click()
    assert page.locator("[data-enter]").is_disabled()
    page.click("[data-promise]")
    assert page.locator("[data-enter]").is_disabled(), "not before the bell"
    page.click("[data-enter]:not([disabled])")
    room = ExamPage(device, sitting).wait()

    for number in range(1, 11):
        room.choose(number, 0)
    assert page.inner_text(".exam-answered strong") == "10"
    room.wait_saved()
    assert SAVED.match(room.state)
    assert len(hall.events()) == 10

    room.open_hand_in()
    assert page.inner_text("[data-count=answered]") == "10"
    assert page.locator("[data-confirm-hand-in]").is_disabled()
    page.click("[data-confirm-hand-in]:not([disabled])")
    page.wait_for_url("**/receipt")
    assert hall.attempt().receipt in page.inner_text(".receipt")
    assert "10 题，共 10 题" in page.inner_text(".receipt")
    page.get_by_role("link", name="查看成绩").click()
    page.wait_for_url("**/results/mine/**")
    assert violations(page) == []


def test_a_single_choice_clicked_again_is_cleared(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    number = next(n for n in range(1, 11) if room.page.locator(f"#q{n} [data-kind=single]").count())
    room.choose(number, 2)
    assert room.chosen(number) == [2]
    room.page.locator(f"#q{number} .option").nth(2).click()
    assert room.chosen(number) == []
    room.wait_saved()
    assert [event.value for event in hall.events()][-1] == ""


def test_a_second_tab_says_the_exam_is_open_elsewhere(new_device, hall):
    device = new_device(account=hall.candidate())
    room = ExamPage(device, hall.sitting).enter()
    room.choose(1, 0)
    room.wait_saved()
    second = device.context.new_page()
    second.goto(room.page.url)
    second.locator("#room-end", has_text="已在另一个标签页打开").wait_for()
    assert not second.locator(".question").first.is_visible()
    second.get_by_role("button", name="改在本页作答").click()
    second.wait_for_selector("body[data-ready]")
    room.wait_for_text("#room-end", "已改在另一个标签页作答")
    assert second.locator("#q1 .option input").nth(0).is_checked()


def test_the_hand_in_dialog_lists_what_is_unanswered_and_enter_does_not_confirm(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    room.choose(2, 0)
    room.open_hand_in()
    assert room.page.inner_text("[data-count=blank]") == "9"
    room.page.locator("[data-confirm-hand-in]:not([disabled])").focus()
    room.page.keyboard.press("Enter")
    room.page.wait_for_timeout(300)
    assert room.page.locator("#hand-in").is_visible()
    room.page.locator(".hand-in-blank .card-cell", has_text="7").click()
    assert room.page.locator("#q7").is_visible()
    room.wait_saved()


def test_without_javascript_the_page_says_so_and_takes_no_answer(chromium, new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    state = room.device.context.storage_state()
    bare = chromium.new_context(java_script_enabled=False, storage_state=state)
    page = bare.new_page()
    page.goto(room.page.url)
    assert "须启用 JavaScript" in page.inner_text(".exam-main")
    assert page.locator("#q1 .option input").first.is_disabled()
    bare.close()


def test_the_hand_in_waits_for_the_shortest_time(new_device, hall, db):
    hall.exam.minimum_minutes = 30
    db.session.commit()
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    opener = room.page.locator(".hand-in-open")
    assert opener.is_disabled()
    assert "后可交卷（进场满 30 分钟）" in room.page.inner_text(".hand-in-early")
    assert violations(room.page) == []
    hall.shift_deadline(timedelta(minutes=30) - timedelta(seconds=4))
    room.page.reload()
    room.wait()
    room.page.wait_for_selector(".hand-in-open:not([disabled])")
    assert not room.page.locator(".hand-in-early").is_visible()
    room.hand_in()
