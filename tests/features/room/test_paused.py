"""暂停: nothing is saved and nothing is lost; the page is told, and goes on where it stopped."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from zhifa_training.accounts.actor import system
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.rules.invigilation import Act
from zhifa_training.exams.services import invigilation


@pytest.fixture
def invigilator(candidate):
    return system(roots=[candidate.sitting.unit_id])


@pytest.fixture
def begun(candidate):
    candidate.start()
    return candidate


def news(candidate, **options):
    return candidate.browser.get("room.news", attempt_id=candidate.attempt_id, **options).json


def test_a_save_during_a_pause_waits_and_counts_afterwards(begun, stored, invigilator):
    event = begun.event()
    invigilation.pause(begun.attempt_id, reason="火警", actor=invigilator)
    told = begun.save(event, expect=423)
    assert told["code"] == "paused"
    assert begun.hand_in(expect=423)["code"] == "paused"
    assert (stored.events(begun.attempt_id), stored.late(begun.attempt_id)) == ([], [])
    assert news(begun)["paused"] is True
    invigilation.resume(begun.attempt_id, reason="解除", actor=invigilator)
    assert begun.save(event)["saved"] == [event["id"]]
    assert news(begun)["paused"] is False
    assert begun.hand_in()["answered"] == 1


def test_the_page_is_told_of_messages_more_time_and_the_end(begun, stored, invigilator, db):
    before = news(begun)
    assert (before["messages"], before["closed"]) == ([], False)
    invigilation.message(begun.attempt_id, words="请出示证件", actor=invigilator)
    invigilation.message_all(begun.sitting, words="还有半小时", actor=invigilator)
    invigilation.extend(begun.attempt_id, minutes=5, reason="断网", actor=invigilator, key=uuid4())
    told = news(begun)
    assert [message["words"] for message in told["messages"]] == ["请出示证件", "还有半小时"]
    assert told["deadline"] - before["deadline"] == 5 * 60_000
    invigilation.end(begun.attempt_id, Act.FORCE, reason="离场", actor=invigilator)
    assert news(begun)["closed"] is True


def test_words_for_another_candidate_are_not_told(begun, stranger, invigilator):
    stranger.start()
    invigilation.message(stranger.attempt_id, words="只给他", actor=invigilator)
    assert news(begun)["messages"] == []
    begun.browser.get("room.news", attempt_id=stranger.attempt_id, expect=404)


def test_what_was_said_before_one_came_is_not_told(candidate, invigilator):
    invigilation.message_all(candidate.sitting, words="开考前的话", actor=invigilator)
    candidate.start()
    assert news(candidate)["messages"] == []


def test_news_is_two_statements(begun, count_queries):
    news(begun)
    with count_queries() as counted:
        news(begun)
    assert len(counted) <= 2


def test_no_key_leaves_while_somebody_is_paused_beyond_the_window(
    begun, stranger, stored, invigilator, db
):
    """EX-2: who was stopped may still answer after the window; nobody reads the keys till then."""
    stranger.start()
    invigilation.pause(stranger.attempt_id, reason="就医", actor=invigilator)
    begun.hand_in()
    sitting = begun.sitting
    sitting.opens_at = datetime.now(UTC) - timedelta(hours=3)
    sitting.closes_at = datetime.now(UTC) - timedelta(hours=1)
    db.session.commit()
    stem = db.session.get_one(Attempt, begun.attempt_id).paper.content[0]["stem"]
    url = {"attempt_id": begun.attempt_id}
    assert stem not in begun.browser.get("results.mine", **url).text
    invigilation.end(stranger.attempt_id, Act.FORCE, reason="离场", actor=invigilator)
    assert stem in begun.browser.get("results.mine", **url).text
