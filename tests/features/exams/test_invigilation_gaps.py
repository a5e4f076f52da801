"""全场中断: a silence of a whole room is shown, and made up for by a person."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.features.exams.helpers import audited, column
from zhifa_training.exams.models.attempts import AnswerEvent

BEGUN = timedelta(minutes=40)


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam, opens_in=-BEGUN)


@pytest.fixture
def room(db, make, city, sitting):
    """Three candidates who save every twenty seconds, but for what a test leaves out."""

    def answer(silent_from, silent_until, people=3):
        now = datetime.now(UTC)
        for _ in range(people):
            officer = make.officer(city)
            make.call(sitting, officer)
            attempt = make.attempt(sitting, officer, deadline_in=timedelta(minutes=20))
            item = attempt.paper.items[0].revision_id
            for number in range(60):
                minutes_ago = 20 - number / 3
                if silent_from > minutes_ago > silent_until:
                    continue
                db.session.add(
                    AnswerEvent(
                        attempt_id=attempt.id,
                        client_event_id=uuid4(),
                        item_id=item,
                        value="000",
                        client_seq=number,
                        lease_epoch=1,
                        received_at=now - timedelta(minutes=minutes_ago),
                    )
                )
        db.session.commit()

    return answer


def console(browser, sitting, **values):
    return browser.get("invigilation.console", sitting_id=sitting.id, **values)


def test_a_silence_is_shown_with_its_length_and_fills_the_form(browser, db, trainer, sitting, room):
    room(10, 5.5)
    page = console(browser.sign_in(trainer), sitting)
    (length,) = column(page, "时长")
    seconds = int(length.removesuffix(" 秒"))
    assert 270 <= seconds <= 310
    assert column(page, "当时在答") == ["3 人"]
    link = next(a for a in page.select("a") if a.text == "填入补时")["href"].partition("#")[0]
    page = browser.client.get(link)
    assert f'value="{-(-seconds // 60)}"' in page.text
    assert f"（{seconds} 秒），按中断时长补时" in page.text
    typed = {"time-minutes": "5", "time-reason": "断网", "time-key": str(uuid4())}
    browser.post("invigilation.extend_all", typed, sitting_id=sitting.id)
    assert audited(db, "sitting.extend")[0].detail["of"] == 3


@pytest.mark.parametrize(
    ("silent", "people"), [((10, 9.5), 3), ((10, 5), 2)], ids=["too short", "too few people"]
)
def test_what_says_nothing_of_the_network_is_not_shown(
    browser, trainer, sitting, room, silent, people
):
    room(*silent, people=people)
    assert "可能的全场中断" not in console(browser.sign_in(trainer), sitting).text


def test_an_unknown_gap_fills_nothing_and_an_invigilator_only_looks(
    browser, invigilator, trainer, sitting, room
):
    room(10, 5)
    page = console(browser.sign_in(trainer), sitting, gap="x")
    assert not page.select_one("#time-minutes").get("value")
    page = console(browser.sign_in(invigilator), sitting)
    assert "可能的全场中断" in page.text
    assert "填入补时" not in page.text
