"""The whole exam without a mouse (键盘)."""

from tests.journeys.candidates import ExamPage


def test_the_exam_by_keyboard_alone(new_device, hall):
    device = new_device(account=hall.candidate())
    page = device.open(f"/room/sittings/{hall.sitting.id}")
    page.wait_for_selector("[data-promise]:not([disabled])")
    page.locator("[data-promise]").press("Enter")
    page.locator("[data-enter]").press("Enter")
    room = ExamPage(device, hall.sitting).wait()
    keys = page.keyboard

    keys.press("a")
    assert room.chosen(1) == [0]
    keys.press("ArrowRight")
    assert page.locator("#q2").is_visible()
    keys.press("2")
    assert room.chosen(2) == [1]
    keys.press("m")
    assert page.locator('#answer-card [aria-label="第 2 题，已答，已标记"]').count() == 1
    keys.press("Enter")
    assert page.locator("#q3").is_visible()
    keys.press("ArrowLeft")
    assert page.locator("#q2").is_visible()
    keys.press("b")
    assert room.chosen(2) == [], "the same key again clears"
    before = page.get_attribute("html", "data-font")
    keys.press("f")
    assert page.get_attribute("html", "data-font") != before
    room.wait_saved()

    page.locator(".hand-in-open").press("Enter")
    page.wait_for_selector("[data-confirm-hand-in]:not([disabled])")
    keys.press("Tab")
    while page.evaluate("!document.activeElement.matches('[data-confirm-hand-in]')"):
        keys.press("Tab")
    keys.press("Enter")
    assert page.locator("#hand-in").is_visible()
    keys.press("Space")
    page.wait_for_url("**/receipt")
    assert "1 题，共 10 题" in page.inner_text(".receipt")


def test_keys_typed_into_a_field_choose_nothing_and_keys_can_be_switched_off(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    room.page.click(".key-help summary")
    room.page.get_by_label("启用快捷键").uncheck()
    room.page.keyboard.press("Escape")
    room.page.keyboard.press("a")
    assert room.chosen(1) == []
    room.page.reload()
    room.wait()
    room.page.keyboard.press("a")
    assert room.chosen(1) == [], "the choice is kept"
