import uuid
from datetime import timedelta

import pytest

from tests.browser import Browser
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import SignInSession
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.rules.delivery import DeliveredPaper, papers, papers_by_sitting
from zhifa_training.exams.rules.words import AttemptState


def test_starting_opens_an_attempt_with_its_own_order(candidate, stored):
    candidate.start()
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.state is AttemptState.LIVE
    assert (attempt.number, attempt.lease_epoch) == (1, 1)
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=60)
    assert {item: set(options) for item, options in attempt.layout} == {
        item["id"]: {option["id"] for option in item["options"]} for item in candidate.content
    }


def test_starting_again_goes_back_to_the_same_attempt(candidate, stored):
    first = candidate.start()
    assert candidate.start() == first
    assert len(stored.attempts()) == 1


def test_another_device_is_led_to_the_same_attempt(candidate, stored):
    first = candidate.start()
    other = candidate.another_browser()
    assert str(first) in other.post("room.start", sitting_id=candidate.sitting_id).location
    assert stored.attempt(first).lease_device == candidate.device


@pytest.mark.parametrize("is_warm", [True, False])
def test_starting_is_three_statements(candidate, stranger, count_queries, is_warm):
    if is_warm:
        stranger.start()
    with count_queries() as seen:
        candidate.start()
    assert len(seen) <= 3, seen


def test_a_form_that_this_worker_has_not_met_is_read(candidate, stored):
    """Whatever it remembers of the sitting: forms may be added by another worker."""
    other = uuid.uuid4()
    papers.keep(other, DeliveredPaper.of([]))
    papers_by_sitting.keep(candidate.sitting_id, (other,))
    candidate.start()
    layout = stored.attempt(candidate.attempt_id).layout
    assert {item for item, _ in layout} == {item["id"] for item in candidate.content}


def test_the_order_differs_between_candidates(candidate, make, stored):
    layouts = set()
    for number in range(6):
        officer = make.officer(candidate.sitting.unit, name=f"考生{number}")
        make.call(candidate.sitting, officer)
        account = make.account(candidate.sitting.unit, officer=officer)
        browser = Browser(candidate.app).sign_in(account)
        attempt = browser.post("room.start", sitting_id=candidate.sitting_id).location
        layouts.add(str(stored.attempt(uuid.UUID(attempt.rsplit("/", 1)[-1])).layout))
    assert len(layouts) > 1


def test_the_sign_in_outlasts_the_attempt(candidate, db, stored):
    candidate.start()
    session = db.session.query(SignInSession).filter_by(account_id=candidate.account.id).one()
    assert session.idle_until > stored.attempt(candidate.attempt_id).deadline_at


def test_extra_minutes_move_the_deadline(candidate, db, stored):
    db.session.query(Candidate).one().extra_minutes = 15
    db.session.commit()
    candidate.start()
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=75)


def test_the_close_of_the_window_ends_the_attempt(candidate, db, stored):
    candidate.sitting.closes_at = candidate.sitting.opens_at + timedelta(minutes=30)
    db.session.commit()
    candidate.start()
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.deadline_at == candidate.sitting.closes_at


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda s: {"opens_at": s.opens_at + timedelta(minutes=10)}, "等候"),
        (lambda s: {"opens_at": s.opens_at + timedelta(hours=2)}, "尚未开始"),
        (lambda s: {"closes_at": s.opens_at + timedelta(minutes=1)}, "已结束"),
        (lambda s: {"late_entry_minutes": 3}, "入场截止"),
        (lambda s: {"cancelled_at": s.opens_at}, "已取消"),
    ],
)
def test_whoever_may_not_enter_is_told_why(candidate, db, stored, change, word):
    for name, value in change(candidate.sitting).items():
        setattr(candidate.sitting, name, value)
    db.session.commit()
    response = candidate.browser.post("room.start", sitting_id=candidate.sitting_id)
    assert response.location.endswith(f"/room/sittings/{candidate.sitting_id}")
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    assert word in page.select_one(".exam-banner").text
    assert stored.attempts() == []


def test_one_attempt_is_one_attempt(candidate, stored):
    candidate.start()
    candidate.hand_in()
    candidate.browser.post("room.start", sitting_id=candidate.sitting_id)
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    assert "次数已用完" in page.select_one(".exam-banner").text
    assert len(stored.attempts()) == 1


def test_a_second_attempt_begins_where_the_sitting_allows_it(candidate, db, stored):
    candidate.sitting.attempt_limit = 2
    db.session.commit()
    first = candidate.start()
    candidate.hand_in()
    second = candidate.start()
    assert first != second
    assert sorted(attempt.number for attempt in stored.attempts()) == [1, 2]


def test_an_expired_attempt_gives_way_to_the_next(candidate, db, stored):
    candidate.sitting.attempt_limit = 2
    db.session.commit()
    expired = candidate.given(deadline_in=timedelta(minutes=-2)).id
    assert candidate.start() != expired
    assert stored.attempt(expired).state is AttemptState.SCORED


def test_whoever_is_not_called_finds_nothing(app, candidate, make):
    officer = make.officer(candidate.sitting.unit, name="未安排")
    browser = Browser(app).sign_in(make.account(candidate.sitting.unit, officer=officer))
    browser.post("room.start", expect=404, sitting_id=candidate.sitting_id)
    browser.get("room.waiting", expect=404, sitting_id=candidate.sitting_id)
    candidate.browser.post("room.start", expect=404, sitting_id=uuid.uuid4())


def test_a_withdrawn_candidate_finds_nothing(candidate, db):
    db.session.query(Candidate).one().withdrawn_at = candidate.sitting.opens_at
    db.session.commit()
    candidate.browser.post("room.start", expect=404, sitting_id=candidate.sitting_id)


def test_whoever_may_not_sit_exams_is_refused(app, candidate, make):
    trainer = make.account(candidate.sitting.unit, Role.TRAINER)
    browser = Browser(app).sign_in(trainer)
    browser.post("room.start", expect=403, sitting_id=candidate.sitting_id)
    browser.get("room.waiting", expect=403, sitting_id=candidate.sitting_id)
    browser.get("room.mine", expect=403)
