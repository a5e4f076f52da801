import json
from datetime import timedelta
from decimal import Decimal

import pytest

from question_bank.marking import answers_digest
from tests.features.room.rescoring import rescored
from zhifa_training.core import clock
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.rules.words import AttemptState, CloseReason
from zhifa_training.exams.services import closing


def test_handing_in_closes_scores_and_gives_a_receipt(candidate, stored):
    candidate.start()
    candidate.save(candidate.event(0), candidate.event(1), candidate.event(2, choose=(1,)))
    told = candidate.hand_in()
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.state is AttemptState.SCORED
    assert attempt.close_reason is CloseReason.HANDED_IN
    assert told["state"] == "handed_in"
    assert told["receipt"] == attempt.receipt
    assert (told["answered"], told["total"]) == (3, 4)
    assert told["url"].endswith("/receipt")
    [score] = stored.scores(candidate.attempt_id)
    assert (score.score, score.full_score, score.is_passed) == (Decimal(4), Decimal(8), False)
    assert told["digest"] == score.answers_digest
    assert "score" not in told
    assert rescored(stored, candidate.attempt_id) == (score.score, score.answers_digest)


def test_the_last_answer_of_an_item_counts_in_whatever_order_it_came(candidate, stored):
    candidate.start()
    right, wrong = candidate.event(0, (0,), seq=9), candidate.event(0, (1,), seq=3)
    candidate.save(right)
    candidate.save(wrong)
    candidate.save(candidate.event(1, (0,), seq=1), candidate.event(1, (), seq=2))
    told = candidate.hand_in()
    assert stored.scores(candidate.attempt_id)[0].score == Decimal(2)
    item, options = candidate.item()
    assert told["digest"] == answers_digest({item: {options[0]}})


@pytest.mark.parametrize("is_warm", [True, False])
def test_handing_in_is_three_statements(candidate, stranger, count_queries, is_warm):
    if is_warm:
        stranger.given()
        stranger.hand_in()
    candidate.given()
    candidate.save()
    with count_queries() as seen:
        candidate.hand_in()
    assert len(seen) <= 3, seen
    written = [s for s in seen if s.startswith(("INSERT", "UPDATE"))]
    assert len(written) == 2
    with count_queries() as seen:
        candidate.hand_in()
    assert len(seen) <= 3, seen


def test_handing_in_again_gives_the_same_receipt(candidate, stored):
    candidate.start()
    candidate.save()
    first = candidate.hand_in()
    assert candidate.hand_in() == first
    assert candidate.hand_in(epoch=7, browser=candidate.another_browser()) == first
    assert len(stored.scores(candidate.attempt_id)) == 1


def test_an_empty_paper_can_be_handed_in(candidate, stored):
    candidate.start()
    assert candidate.hand_in()["answered"] == 0
    assert stored.scores(candidate.attempt_id)[0].score == 0


def test_past_the_deadline_an_attempt_closes_at_its_deadline(candidate, stored):
    attempt = candidate.given(deadline_in=timedelta(seconds=-10))
    deadline = attempt.deadline_at
    candidate.hand_in()
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.closed_at == deadline
    assert attempt.close_reason is CloseReason.EXPIRED
    assert attempt.state is AttemptState.SCORED


def test_a_device_without_the_lease_cannot_hand_in(candidate, stored):
    candidate.given(epoch=2)
    assert candidate.hand_in(epoch=1, expect=409)["code"] == "lease_lost"
    assert stored.attempt(candidate.attempt_id).state is AttemptState.LIVE


def test_nobody_signed_in_is_told_so(candidate, stored):
    candidate.start()
    with candidate.browser.client.session_transaction() as session:
        session.clear()
    assert candidate.hand_in(expect=401)["code"] == "signed_out"
    assert stored.attempt(candidate.attempt_id).state is AttemptState.LIVE


@pytest.mark.parametrize("epoch", [None, "1", -1, 2**31, 1.5])
def test_a_body_without_an_epoch_is_refused(candidate, epoch):
    candidate.start()
    assert candidate.hand_in(epoch=epoch, expect=422)["code"] == "malformed"


def test_a_score_that_the_client_claims_is_ignored(candidate, stored):
    candidate.start()
    candidate.browser.post(
        "room.hand_in",
        json={"epoch": 1, "score": 100, "answers": {}, "closed_at": 0},
        expect=200,
        attempt_id=candidate.attempt_id,
    )
    assert stored.scores(candidate.attempt_id)[0].score == 0


def test_a_paper_that_cannot_be_scored_is_handed_in_all_the_same(candidate, stored, monkeypatch):
    candidate.start()
    candidate.save()

    def broken(*_):
        raise ValueError("试题没有标准答案，无法判分。")

    monkeypatch.setattr(closing, "mark_paper", broken)
    told = candidate.hand_in()
    assert told["answered"] == 1
    assert stored.attempt(candidate.attempt_id).state is AttemptState.CLOSED
    assert stored.scores(candidate.attempt_id) == []
    assert candidate.hand_in() == told


@pytest.fixture
def half_an_hour(candidate, db):
    candidate.sitting.exam.minimum_minutes = 30
    db.session.commit()
    return candidate


def begun_ago(candidate, db, ago, deadline_in=timedelta(minutes=20)):
    attempt = db.session.get_one(Attempt, candidate.attempt_id)
    attempt.started_at = clock.now() - ago
    attempt.deadline_at = clock.now() + deadline_in
    db.session.commit()


def test_before_the_shortest_time_nothing_is_closed(half_an_hour, stored, db):
    candidate = half_an_hour
    candidate.start()
    candidate.save()
    begun_ago(candidate, db, timedelta(minutes=29, seconds=50))
    told = candidate.hand_in(expect=425)
    assert (told["code"], "最短交卷时间" in told["message"]) == ("too_early", True)
    assert stored.attempt(candidate.attempt_id).state is AttemptState.LIVE
    begun_ago(candidate, db, timedelta(minutes=30))
    assert candidate.hand_in()["state"] == "handed_in"


def test_who_lost_the_attempt_is_told_so_though_it_is_early(half_an_hour):
    half_an_hour.start()
    assert half_an_hour.hand_in(epoch=0, expect=409)["code"] == "lease_lost"


def test_at_the_deadline_the_shortest_time_holds_nothing_back(half_an_hour, stored, db):
    half_an_hour.start()
    begun_ago(half_an_hour, db, timedelta(minutes=10), deadline_in=timedelta(seconds=-1))
    half_an_hour.hand_in()
    assert stored.attempt(half_an_hour.attempt_id).close_reason is CloseReason.EXPIRED


def test_the_page_is_told_from_when(half_an_hour):
    half_an_hour.start()
    page = half_an_hour.browser.get("room.paper", attempt_id=half_an_hour.attempt_id)
    data = json.loads(page.select_one("#room-data").string)
    assert data["handInFrom"] - data["started"] == 30 * 60 * 1000
    rules = half_an_hour.browser.get("room.waiting", sitting_id=half_an_hour.sitting_id)
    assert "进入考场满 30 分钟后可以交卷" in rules.text
