"""Every type of question in a browser (各题型): typed, placed, paired, by keyboard, offline."""

import pytest

from tests.journeys.candidates import ExamPage, Hall
from tests.journeys.devices import violations
from tests.unit.every_type import every_type
from zhifa_training.exams.models.attempts import AttemptScore

ORDER = ("fill_in", "ordering", "matching", "document_error", "indefinite", "case", "short_answer")


@pytest.fixture
def hall(make, db, tmp_path):
    questions = every_type(tmp_path)
    hall = Hall(make, db, [questions[kind] for kind in ORDER])
    hall.exam.shuffles_items = False
    db.session.commit()
    return hall


@pytest.fixture
def room(new_device, hall):
    return ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()


def blanks(room, number):
    return room.page.locator(f"#q{number} input.blank")


def select(room, number, label, text):
    room.page.locator(f"#q{number}").get_by_label(label).select_option(label=text)


def answer_all(room):
    page = room.page
    room.go(1)
    blanks(room, 1).nth(0).fill("２００元")
    blanks(room, 1).nth(1).fill("三千元")
    room.go(2)
    for place, step in enumerate(["出示证件", "告知权利", "填写决定书", "当场交付"], 1):
        select(room, 2, f"“{step}”的次序", f"第 {place} 步")
    room.go(3)
    select(room, 3, "与“公民”对应", "二百元")
    select(room, 3, "与“法人”对应", "三千元")
    room.go(4)
    page.locator("#q4 .option").filter(has_text="决定罚款五百元").click()
    room.go(5)
    page.locator("#q5 .option").filter(has_text="罚款").click()
    room.go(6)
    page.locator("#q6 .option").filter(has_text="二百元").click()
    page.locator("#q6 input.blank").fill("执法证件")
    page.locator("#q6 textarea").fill("事实确凿，有法定依据")
    room.go(7)
    page.locator("#q7 textarea").fill("第一，违法事实确凿；\n第二，有法定依据。")
    room.go(1)


def stored_score(hall):
    hall.db.session.rollback()
    hall.db.session.expire_all()
    return hall.db.session.query(AttemptScore).one_or_none()


def test_every_type_is_answered_kept_over_a_reload_and_waits_for_its_marker(room, hall):
    answer_all(room)
    room.wait_saved()
    assert room.answered == 7
    room.page.reload()
    room.wait()
    assert blanks(room, 1).nth(0).input_value() == "２００元"
    assert room.page.locator("#q2 select").nth(0).input_value() != ""
    assert room.page.locator("#q7 textarea").input_value().startswith("第一，违法事实确凿")
    assert room.answered == 7
    room.hand_in()
    attempt = hall.attempt()
    assert (attempt.state, attempt.awaits_marker) == ("closed", True)
    assert stored_score(hall) is None


def test_the_card_tells_how_much_of_a_question_is_done(room):
    room.go(1)
    blanks(room, 1).nth(0).fill("二百元")
    room.go(2)
    cell = room.page.locator('#answer-card .card-cell[aria-label^="第 1 题"]')
    assert cell.get_attribute("aria-label") == "第 1 题，已答 1/2"
    assert cell.get_attribute("data-state") == "blank"
    assert cell.get_attribute("data-share") == "1/2"
    room.go(1)
    blanks(room, 1).nth(1).fill("三千元")
    room.go(2)
    assert cell.get_attribute("aria-label") == "第 1 题，已答"


def test_a_place_is_held_by_one_step(room):
    room.go(2)
    select(room, 2, "“出示证件”的次序", "第 1 步")
    select(room, 2, "“告知权利”的次序", "第 1 步")
    values = [select.input_value() for select in room.page.locator("#q2 select").all()]
    assert len([value for value in values if value]) == 1


def test_keys_typed_into_a_blank_are_words_and_not_choices(room):
    room.go(1)
    blanks(room, 1).nth(0).press_sequentially("AMF1")
    assert blanks(room, 1).nth(0).input_value() == "AMF1"
    assert room.page.locator("#answer-card [aria-label*=已标记]").count() == 0
    assert room.page.locator("#q1").is_visible()


def test_what_is_typed_offline_is_sent_when_the_network_is_back(room, hall):
    room.device.cut_network()
    room.go(7)
    room.page.locator("#q7 textarea").fill("断网时写下的答案")
    room.wait_for_text(".save-state", "未保存")
    room.device.restore_network()
    room.wait_saved()
    assert any("断网时写下的答案" in event.value for event in hall.events())


def test_the_last_keystroke_before_the_bell_counts(room, hall):
    room.go(7)
    room.page.locator("#q7 textarea").press_sequentially("最后一句")
    room.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    room.wait_saved()
    assert any("最后一句" in event.value for event in hall.events())


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_type_is_accessible_and_narrow_enough(new_device, hall, size):
    device = new_device(size, account=hall.candidate())
    room = ExamPage(device, hall.sitting).enter()
    for number in range(1, len(ORDER) + 1):
        room.go(number)
        assert violations(room.page) == [], ORDER[number - 1]
        wide = room.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= room.page.viewport_size["width"], ORDER[number - 1]


def test_time_runs_out_while_a_word_is_being_typed(room, hall):
    room.go(7)
    hall.shift_deadline(hall.attempt().deadline_at - hall.attempt().started_at)
    room.page.locator("#q7 textarea").fill("过时才写完")
    room.page.keyboard.press("Tab")
    room.wait_for_text("#room-end", "答卷已收")
    assert not any("过时才写完" in event.value for event in hall.events())
    assert any("过时才写完" in event.value for event in hall.late())
