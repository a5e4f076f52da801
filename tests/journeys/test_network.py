"""The network goes and comes back (断网)."""

from datetime import timedelta

import pytest

from tests.journeys.candidates import PASSWORD, ExamPage


@pytest.fixture
def account(hall):
    return hall.candidate()


@pytest.fixture
def room(new_device, hall, account):
    return ExamPage(new_device(account=account), hall.sitting).enter()


def test_answers_given_offline_are_shown_unsaved_and_saved_once_afterwards(room, hall):
    room.choose(1, 0)
    room.wait_saved()
    room.device.cut_network()
    for number in (2, 3, 4):
        room.choose(number, 0)
    room.wait_for_text(".save-state", "未保存(3)")
    room.wait_for_text(".exam-banners", "答案在本机，恢复后自动上传")
    assert len(hall.events()) == 1
    room.device.restore_network()
    room.wait_saved()
    assert len(hall.events()) == 4
    assert len({event.client_event_id for event in hall.events()}) == 4
    assert len(hall.current()) == 4
    assert hall.late() == []


def test_an_answer_whose_confirmation_was_lost_is_stored_once(room, hall):
    """The server stores it, the response never arrives, the page sends it again."""
    lost = []

    def lose_once(route):
        if not lost:
            lost.append(route.fetch())
            route.abort()
            return
        route.continue_()

    room.page.route("**/answers", lose_once)
    room.choose(1, 0)
    room.wait_saved()
    assert lost[0].json()["state"] == "saved"
    assert len(hall.events()) == 1


def test_after_a_minute_the_page_asks_to_raise_a_hand(room):
    room.page.clock.install()
    room.device.cut_network()
    room.choose(1, 0)
    room.page.clock.run_for(65_000)
    room.wait_for_text(".exam-banners", "请举手")
    assert room.page.get_attribute(".save-state", "data-state") == "alarm"
    room.device.restore_network()
    room.page.clock.run_for(20_000)
    room.page.clock.resume()
    room.wait_saved()


def test_a_hand_in_offline_is_sealed_here_and_delivered_on_return(room, hall):
    room.choose(1, 0)
    room.wait_saved()
    room.device.cut_network()
    room.choose(2, 0)
    room.open_hand_in()
    room.page.click("[data-confirm-hand-in]:not([disabled])")
    room.wait_for_text("#room-end", "已在本机封卷，正在上传")
    assert not room.page.locator(".question").first.is_visible()
    room.device.restore_network()
    room.page.wait_for_url("**/receipt")
    assert "2 题，共 10 题" in room.page.inner_text(".receipt")
    assert len(hall.events()) == 2


def test_leaving_with_unsaved_answers_warns_and_without_does_not(room):
    warned = []

    def stay(dialog):
        warned.append(dialog.type)
        dialog.dismiss()

    room.page.on("dialog", stay)
    room.device.cut_network()
    room.choose(1, 0)
    room.wait_for_text(".save-state", "未保存(1)")
    room.page.close(run_before_unload=True)
    room.page.wait_for_timeout(500)
    assert warned == ["beforeunload"]
    room.device.restore_network()
    room.wait_saved()
    room.page.reload()
    room.wait()
    assert warned == ["beforeunload"]


def test_a_session_that_ended_is_renewed_in_place_and_nothing_is_lost(room, hall, account):
    hall.end_sessions()
    room.choose(1, 0)
    room.page.locator("#sign-in-again").wait_for()
    assert room.page.get_attribute(".save-state", "data-state") == "unsaved"
    room.page.fill("#again-login", account.login)
    room.page.fill("#again-password", "wrong")
    room.page.click("#sign-in-again [type=submit]")
    room.page.locator("#sign-in-again [data-error]").wait_for()
    room.page.fill("#again-password", PASSWORD)
    room.page.click("#sign-in-again [type=submit]")
    room.wait_saved()
    assert room.chosen(1) == [0]
    room.choose(2, 0)
    room.wait_saved()
    assert len(hall.events()) == 2


def test_signed_out_in_another_tab_the_officer_signs_in_there_and_comes_back(room, hall, account):
    other = room.device.context.new_page()
    other.goto(room.device.address + "/exams/mine")
    other.click(".user-menu summary")
    other.get_by_role("button", name="退出").click()
    other.wait_for_url("**/sign-in")
    room.choose(1, 0)
    room.page.locator("#sign-in-again").wait_for()
    assert hall.events() == []
    other.fill("[name=login]", account.login)
    other.fill("[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    other.wait_for_url(lambda url: "sign-in" not in url)
    room.page.evaluate("window.dispatchEvent(new Event('focus'))")
    room.wait_saved()
    assert not room.page.locator("#sign-in-again").is_visible()
    assert len(hall.events()) == 1


def test_signing_in_again_may_wait_while_answering_goes_on(room, hall, account):
    hall.end_sessions()
    room.choose(1, 0)
    room.page.click("#sign-in-again [data-later]")
    room.choose(2, 0)
    room.wait_for_text(".save-state", "未保存(2)")
    room.page.get_by_role("button", name="重新登录").click()
    room.page.fill("#again-login", account.login)
    room.page.fill("#again-password", PASSWORD)
    room.page.click("#sign-in-again [type=submit]")
    room.wait_saved()
    assert len(hall.events()) == 2


def test_answers_after_the_close_are_kept_unscored_and_the_page_says_what_was_received(room, hall):
    room.choose(1, 0)
    room.wait_saved()
    room.device.cut_network()
    room.choose(2, 0)
    room.wait_for_text(".save-state", "未保存(1)")
    hall.shift_deadline(timedelta(minutes=70))
    room.device.restore_network()
    room.wait_for_text("#room-end", "收到 1/10 题作答")
    room.wait_for_text("#room-end", "1 条作答在收卷后到达，已留存但不计分")
    assert len(hall.events()) == 1
    assert len(hall.late()) == 1
