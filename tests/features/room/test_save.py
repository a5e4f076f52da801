import uuid
from datetime import timedelta

import pytest

from zhifa_training.accounts.models import SignInSession
from zhifa_training.exams.rules.words import LateReason

PAST = timedelta(seconds=-10)
LONG_PAST = timedelta(minutes=-5)


def test_an_answer_is_stored_and_acknowledged(candidate, stored):
    candidate.start()
    event = candidate.event()
    told = candidate.save(event)
    assert told["state"] == "saved"
    assert told["saved"] == [event["id"]]
    assert told["late"] == []
    assert told["now"] < told["deadline"]
    kept = stored.events(candidate.attempt_id)
    assert [(str(row.client_event_id), row.value) for row in kept] == [
        (event["id"], event["value"][0])
    ]


def test_a_repeated_event_is_acknowledged_again_and_stored_once(candidate, stored):
    candidate.start()
    first, second = candidate.event(), candidate.event(1)
    candidate.save(first)
    assert sorted(candidate.save(first, second)["saved"]) == sorted([first["id"], second["id"]])
    assert candidate.save(first, first)["saved"]
    assert len(stored.events(candidate.attempt_id)) == 2


def test_several_options_are_stored_sorted_and_an_empty_list_clears(candidate, stored):
    candidate.start()
    candidate.save(candidate.event(choose=(3, 1, 1)), candidate.event(1, choose=()))
    values = {row.client_seq: row.value for row in stored.events(candidate.attempt_id)}
    _, options = candidate.item()
    assert values == {1: ",".join(sorted([options[1], options[3]])), 2: ""}


@pytest.mark.parametrize("is_warm", [True, False])
def test_a_save_is_one_statement(candidate, count_queries, is_warm):
    candidate.given()
    if is_warm:
        candidate.save()
    with count_queries() as seen:
        candidate.save(candidate.event(), candidate.event(1))
    assert len(seen) == 1, seen


def test_a_save_is_small(candidate):
    candidate.start()
    response = candidate.browser.post(
        "room.save",
        json={"epoch": 1, "events": [candidate.event()]},
        expect=200,
        attempt_id=candidate.attempt_id,
    )
    assert len(response.request.environ["wsgi.input"].getvalue()) + len(response.data) < 1024


def test_nobody_signed_in_is_told_so(candidate, stored):
    candidate.start()
    with candidate.browser.client.session_transaction() as session:
        session.clear()
    assert candidate.save(expect=401)["code"] == "signed_out"
    assert stored.events(candidate.attempt_id) == []


def test_an_ended_expired_or_disabled_sign_in_is_told_so(candidate, db, stored):
    candidate.start()
    from_now = stored.attempt(candidate.attempt_id).started_at
    session = _session(db, candidate)
    for change in ({"ended_at": from_now}, {"ended_at": None, "expires_at": from_now}):
        for name, value in change.items():
            setattr(session, name, value)
        db.session.commit()
        assert candidate.save(expect=401)["code"] == "signed_out"
    session.expires_at = from_now + timedelta(hours=2)
    candidate.account.disabled_at = from_now
    db.session.commit()
    assert candidate.save(expect=401)["code"] == "signed_out"
    assert stored.events(candidate.attempt_id) == []


def test_silence_does_not_sign_a_candidate_out(candidate, db, stored):
    candidate.start()
    _session(db, candidate).idle_until = stored.attempt(candidate.attempt_id).started_at
    db.session.commit()
    candidate.save()


def _session(db, candidate):
    return db.session.query(SignInSession).filter_by(account_id=candidate.account.id).one()


def test_another_persons_attempt_is_not_found(candidate, stranger, stored):
    candidate.start()
    stranger.attempt_id = candidate.attempt_id
    assert stranger.save(expect=404)["code"] == "not_found"
    assert stranger.save(stranger.event(item=str(uuid.uuid4())), expect=404)
    assert stranger.hand_in(expect=404)["code"] == "not_found"
    stranger.attempt_id = uuid.uuid4()
    assert stranger.save(expect=404)["code"] == "not_found"
    assert stored.events(candidate.attempt_id) == stored.late(candidate.attempt_id) == []


@pytest.mark.parametrize("is_warm", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        {"item": str(uuid.uuid4())},
        {"value": ["ffffff"]},
        {"value": ["not an option"]},
        {"value": "a"},
        {"value": None},
        {"value": [1]},
        {"value": ["a"] * 27},
        {"id": "x"},
        {"id": None},
        {"seq": -1},
        {"seq": True},
        {"seq": 2**31},
        {"seq": "1"},
    ],
)
def test_what_no_page_of_ours_would_send_is_refused(candidate, stored, change, is_warm):
    candidate.given()
    saved = 0
    if is_warm:
        candidate.save()
        saved = 1
    told = candidate.save(candidate.event(1), candidate.event(**change), expect=422)
    assert told["code"] == "malformed"
    assert told["message"]
    assert len(stored.events(candidate.attempt_id)) == saved
    assert stored.late(candidate.attempt_id) == []


@pytest.mark.parametrize(
    "body", [None, [], 7, {}, {"epoch": 1}, {"epoch": 1, "events": []}, {"epoch": 1, "events": [1]}]
)
def test_a_body_without_events_is_refused(candidate, body):
    candidate.start()
    response = candidate.browser.post(
        "room.save", json=body, expect=422, attempt_id=candidate.attempt_id
    )
    assert response.json["code"] == "malformed"


def test_too_many_events_are_refused(candidate):
    candidate.start()
    assert candidate.save(*(candidate.event() for _ in range(201)), expect=422)
    candidate.save(*(candidate.event() for _ in range(200)))


def test_an_option_of_another_item_is_refused(candidate):
    candidate.start()
    _, options = candidate.item(1)
    assert candidate.save(candidate.event(0, value=[options[0]]), expect=422)


def test_after_the_grace_answers_are_kept_but_not_scored(candidate, stored):
    candidate.given(deadline_in=LONG_PAST)
    event = candidate.event()
    told = candidate.save(event, expect=410)
    assert told["code"] == "closed"
    assert told["late"] == [event["id"]]
    assert told["saved"] == []
    assert stored.events(candidate.attempt_id) == []
    assert [row.reason for row in stored.late(candidate.attempt_id)] == [LateReason.AFTER_DEADLINE]
    assert candidate.save(event, expect=410)["late"] == [event["id"]]
    assert len(stored.late(candidate.attempt_id)) == 1


def test_in_the_grace_a_device_that_saved_before_may_finish(candidate, db, stored):
    attempt = candidate.given()
    candidate.save(candidate.event(seq=5))
    _move_deadline(db, attempt, PAST)
    going_on, older = candidate.event(1, seq=6), candidate.event(2, seq=4)
    told = candidate.save(going_on, older)
    assert told["saved"] == [going_on["id"]]
    assert told["late"] == [older["id"]]
    assert len(stored.events(attempt.id)) == 2


def test_in_the_grace_a_device_that_never_saved_is_late(candidate, stored):
    candidate.given(deadline_in=PAST)
    told = candidate.save(expect=410)
    assert told["code"] == "closed"
    assert stored.events(candidate.attempt_id) == []
    assert len(stored.late(candidate.attempt_id)) == 1


def _move_deadline(db, attempt, deadline_in):
    attempt.deadline_at = attempt.deadline_at - timedelta(minutes=55) + deadline_in
    db.session.commit()


def test_after_hand_in_answers_are_kept_but_not_scored(candidate, stored):
    candidate.start()
    before, after = candidate.event(), candidate.event(1)
    candidate.save(before)
    candidate.hand_in()
    told = candidate.save(before, after, expect=410)
    assert told["late"] == [after["id"]]
    assert told["saved"] == [before["id"]]
    assert [row.reason for row in stored.late(candidate.attempt_id)] == [LateReason.CLOSED]
    assert candidate.save(before)["saved"] == [before["id"]], "what was stored stays acknowledged"


def test_a_device_that_lost_its_lease_is_told_and_its_answer_kept(candidate, stored):
    candidate.given(epoch=2)
    told = candidate.save(epoch=1, expect=409)
    assert told["code"] == "lease_lost"
    assert [row.reason for row in stored.late(candidate.attempt_id)] == [LateReason.LEASE_LOST]
    assert candidate.save(epoch=3, expect=409)
    assert stored.events(candidate.attempt_id) == []


def test_times_scores_and_orders_that_a_client_sends_are_ignored(candidate, stored):
    candidate.start()
    claims = {"score": 100, "elapsed": 1, "now": 0, "deadline": 2**40, "received_at": 0}
    candidate.browser.post(
        "room.save",
        json={"epoch": 1, "events": [candidate.event() | claims]} | claims,
        expect=200,
        attempt_id=candidate.attempt_id,
    )
    event = stored.events(candidate.attempt_id)[0]
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.started_at <= event.received_at < attempt.deadline_at
    assert stored.scores(candidate.attempt_id) == []


def test_without_the_token_of_the_page_nothing_is_saved(app, candidate, stored):
    candidate.start()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert candidate.save(expect=400)["code"] == "csrf"
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert stored.events(candidate.attempt_id) == []
