"""Away for long, past the deadline, or with the tab gone (离线): what was answered is not lost."""

from datetime import timedelta

import pytest

from tests.journeys.candidates import ExamPage

FORGETTING = """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row) {
    return this.name === "events" ? this.count() : put.call(this, row);
  };
"""
"""The mutant: the browser says that it keeps the answers, and keeps none."""


@pytest.fixture
def room(new_device, hall):
    return ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()


def answered_offline(room, *numbers):
    """Answer one question, then others without a network; return the way back to the page."""
    room.choose(1, 0)
    room.wait_saved()
    room.device.cut_network()
    for number in numbers:
        room.choose(number, 0)
    room.wait_for_text(".save-state", f"未保存({len(numbers)})")
    return room.path


def reopened(room, path):
    """Lose the tab without a word to the page, and open its address again with the network back."""
    device = room.device
    device.page.close()
    device.restore_network()
    device.page = device.context.new_page()
    device.open(path)
    return ExamPage(device, room.sitting)


def ensure_each_stored_once(hall, number):
    events = hall.events()
    assert len(events) == len({event.client_event_id for event in events}) == number


@pytest.mark.parametrize(("seconds", "tone"), [(30, "offline"), (300, "alarm")])
def test_however_long_the_network_is_away_everything_arrives_once(room, hall, seconds, tone):
    room.page.clock.install()
    room.choose(1, 0)
    room.page.clock.run_for(2_000)
    room.wait_saved()
    room.device.cut_network()
    for number in (2, 3, 4):
        room.choose(number, 0)
    room.page.clock.run_for(seconds * 1_000)
    room.wait_for_text(".save-state", "未保存(3)")
    assert room.page.get_attribute(".save-state", "data-state") == tone
    assert len(hall.events()) == 1
    room.device.restore_network()
    room.page.clock.run_for(20_000)
    room.page.clock.resume()
    room.wait_saved()
    ensure_each_stored_once(hall, 4)


def test_a_network_that_comes_and_goes_stores_everything_once(room, hall):
    for number in range(1, 9):
        if number % 2:
            room.device.cut_network()
        room.choose(number, 0)
        room.device.restore_network()
    room.wait_saved()
    ensure_each_stored_once(hall, 8)


def test_a_lost_tab_comes_back_with_what_was_unsent(room, hall):
    back = reopened(room, answered_offline(room, 2, 3)).wait()
    assert [back.chosen(number) for number in (1, 2, 3)] == [[0], [0], [0]]
    back.wait_saved()
    ensure_each_stored_once(hall, 3)


def test_a_tab_reopened_past_the_deadline_delivers_and_says_what_does_not_count(room, hall):
    path = answered_offline(room, 2, 3)
    hall.shift_deadline(timedelta(minutes=70))
    back = reopened(room, path)
    back.page.wait_for_url("**/receipt")
    back.wait_for_text("main", "2 条在收卷后到达，已留存但不计分")
    ensure_each_stored_once(hall, 1)
    assert len(hall.late()) == 2


def test_a_hand_in_sealed_offline_is_delivered_by_the_tab_that_comes_back(room, hall):
    path = answered_offline(room, 2)
    room.open_hand_in()
    room.page.click("[data-confirm-hand-in]:not([disabled])")
    room.wait_for_text("#room-end", "已在本机封卷，正在上传")
    back = reopened(room, path)
    back.page.wait_for_url("**/receipt")
    assert "2 题，共 10 题" in back.page.inner_text(".receipt")
    ensure_each_stored_once(hall, 2)


def test_a_browser_that_keeps_nothing_loses_what_was_unsent(new_device, hall):
    device = new_device(account=hall.candidate(), script=FORGETTING)
    room = ExamPage(device, hall.sitting).enter()
    back = reopened(room, answered_offline(room, 2)).wait()
    assert back.chosen(2) == []
    ensure_each_stored_once(hall, 1)
