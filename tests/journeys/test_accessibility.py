"""axe finds nothing on any state of the exam room, wide and narrow, light and dark (无障碍)."""

import pytest

from tests.journeys.candidates import ExamPage
from tests.journeys.devices import violations


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_state_of_the_exam_room(new_device, hall, size, theme):
    device = new_device(size, account=hall.candidate(), theme=theme)
    page = device.open("/exams/mine")
    assert violations(page) == [], "mine"
    device.open(f"/room/sittings/{hall.sitting.id}")
    page.wait_for_selector("[data-check=clock]:not([data-tone=neutral])")
    assert violations(page) == [], "waiting"

    room = ExamPage(device, hall.sitting).enter()
    assert violations(page) == [], "blank"
    room.choose(1, 0)
    room.choose(6, 0)
    page.keyboard.press("m")
    room.wait_saved()
    assert violations(page) == [], "answered"
    if size == "phone":
        page.click("[data-open-card]")
        assert violations(page) == [], "card"
        page.click(".card-close")
    room.open_hand_in()
    assert violations(page) == [], "dialog"
    page.click("[data-look-again]")
    device.cut_network()
    room.choose(2, 0)
    room.wait_for_text(".save-state", "未保存(1)")
    assert violations(page) == [], "offline"
    device.restore_network()
    room.wait_saved()
    room.hand_in()
    assert violations(page) == [], "receipt"
