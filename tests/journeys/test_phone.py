"""The same exam on a phone (手机)."""

import pytest

from tests.journeys.candidates import ExamPage


@pytest.fixture
def room(new_device, hall):
    return ExamPage(new_device("phone", account=hall.candidate()), hall.sitting).enter()


def test_one_question_at_a_time_and_the_card_is_a_sheet(room, hall):
    page = room.page
    assert page.locator(".question:visible").count() == 1
    assert not page.locator("#answer-card").is_visible()
    page.locator(".option:visible").first.click()
    page.locator(".exam-dock [data-step='1']").click()
    assert page.locator("#q2").is_visible()
    assert page.inner_text("[data-open-card]") == "答题卡 1/10"

    page.click("[data-open-card]")
    assert page.locator("#answer-card").is_visible()
    page.get_by_label("只看未答").check()
    assert page.locator("#answer-card .card-cells .card-cell:visible").count() == 9
    page.locator('#answer-card .card-cell[aria-label^="第 9 题"]').click()
    assert not page.locator("#answer-card").is_visible()
    assert page.locator("#q9").is_visible()
    room.wait_saved()
    room.hand_in()
    assert "1 题，共 10 题" in page.inner_text(".receipt")
    assert len(hall.events()) == 1


def test_the_sheet_closes_by_its_button_and_by_a_touch_beside_it(room):
    page = room.page
    page.click("[data-open-card]")
    page.click(".card-close")
    assert not page.locator("#answer-card").is_visible()
    page.click("[data-open-card]")
    page.mouse.click(195, 60)
    assert not page.locator("#answer-card").is_visible()


def test_cells_and_buttons_are_large_enough_for_a_finger(room):
    page = room.page
    page.click("[data-open-card]")
    box = page.locator(".card-groups .card-cell").first.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    page.click(".card-close")
    for button in page.locator(".exam-dock .button").all():
        assert button.bounding_box()["height"] >= 44


@pytest.mark.parametrize("path", ["/exams/mine", "waiting", "paper"])
def test_nothing_sticks_out_at_360_pixels(new_device, hall, path):
    device = new_device("small", account=hall.candidate())
    room = ExamPage(device, hall.sitting)
    if path == "paper":
        room.enter()
    else:
        device.open(f"/room/sittings/{hall.sitting.id}" if path == "waiting" else path)
    width = device.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
