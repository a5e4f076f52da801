from datetime import timedelta
from decimal import Decimal

import pytest

from question_bank.marking import answers_digest
from tests.features.room.rescoring import rescored
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
