"""Life of a question: whatever people try, in whatever order, what must hold does hold."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhifa_training.audit.actions import ACTIONS
from zhifa_training.core.errors import DomainError
from zhifa_training.questions import rules
from zhifa_training.questions.rules import (
    CLAIM_LASTS,
    ClaimedError,
    Life,
    OvertakenError,
    QuestionState,
    ReasonMissingError,
    RestError,
    ReviewState,
    SamePersonError,
    Stage,
    StepKind,
    WrongStageError,
    stage,
)
from zhifa_training.questions.services.steps import ACTS

AUTHOR, OTHER_AUTHOR, REVIEWER, OTHER_REVIEWER = (UUID(int=number) for number in range(1, 5))
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
TODAY = date(2026, 11, 25)
NEW = Life(state=QuestionState.DRAFT, review=ReviewState.SETTLED, latest=0)
PEOPLE = st.sampled_from([AUTHOR, OTHER_AUTHOR, REVIEWER, OTHER_REVIEWER, None])


def drafted():
    return rules.propose(NEW, by=AUTHOR)


def claimed():
    return rules.claim(drafted(), by=REVIEWER, at=NOW)


def published():
    return rules.approve(claimed(), by=REVIEWER, number=1)


def revised():
    return rules.propose(published(), by=AUTHOR)


def test_a_question_goes_from_draft_to_published():
    steps = [drafted(), claimed(), published()]
    shown = [stage(life.state, life.review, None, on=TODAY) for life in steps]
    assert shown == [Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED]
    assert published() == Life(
        state=QuestionState.PUBLISHED, review=ReviewState.SETTLED, latest=1, published=1
    )


def test_while_a_revision_is_reviewed_the_one_before_stays_in_use():
    life = rules.claim(revised(), by=REVIEWER, at=NOW)
    assert (life.state, life.published, life.latest) == (QuestionState.PUBLISHED, 1, 2)
    returned = rules.send_back(life, by=REVIEWER, number=2)
    assert (returned.published, returned.review) == (1, ReviewState.RETURNED)
    assert rules.approve(life, by=REVIEWER, number=2).published == 2


def test_who_wrote_any_pending_revision_may_neither_claim_nor_approve():
    both = rules.propose(revised(), by=OTHER_AUTHOR)
    for author in (AUTHOR, OTHER_AUTHOR):
        with pytest.raises(SamePersonError, match="另一位审题员"):
            rules.claim(both, by=author, at=NOW)
        slipped = replace(both, review=ReviewState.IN_REVIEW, claimed_by=author, claimed_at=NOW)
        with pytest.raises(SamePersonError):
            rules.approve(slipped, by=author, number=3)
    assert rules.claim(both, by=REVIEWER, at=NOW).claimed_by == REVIEWER


def test_an_approved_author_may_review_the_next_person():
    life = rules.propose(published(), by=REVIEWER)
    assert rules.claim(life, by=AUTHOR, at=NOW).claimed_by == AUTHOR


def test_two_reviewers_do_not_read_the_same_revision_until_the_claim_is_old():
    life = claimed()
    with pytest.raises(ClaimedError, match="另一位审题员正在审核"):
        rules.claim(life, by=OTHER_REVIEWER, at=NOW + CLAIM_LASTS)
    late = NOW + CLAIM_LASTS + timedelta(seconds=1)
    taken = rules.claim(life, by=OTHER_REVIEWER, at=late)
    assert taken.claimed_by == OTHER_REVIEWER
    with pytest.raises(ClaimedError):
        rules.approve(taken, by=REVIEWER, number=1)


def test_a_decision_on_an_overtaken_revision_is_refused():
    overtaken = rules.propose(claimed(), by=AUTHOR)
    for decide in (rules.approve, rules.send_back):
        with pytest.raises(OvertakenError, match="第 2 次修订"):
            decide(overtaken, by=REVIEWER, number=1)
        with pytest.raises(WrongStageError, match="请先开始审核"):
            decide(overtaken, by=REVIEWER, number=2)


def test_what_was_returned_waits_for_its_author():
    returned = rules.send_back(claimed(), by=REVIEWER, number=1)
    assert stage(returned.state, returned.review, None, on=TODAY) is Stage.RETURNED
    with pytest.raises(WrongStageError, match="等待新的修订"):
        rules.claim(returned, by=REVIEWER, at=NOW)
    assert rules.propose(returned, by=AUTHOR).review is ReviewState.WAITING


def test_a_suspended_question_comes_back_by_a_decision_or_by_a_mended_revision():
    suspended = rules.suspend(published())
    assert rules.resume(suspended).state is QuestionState.PUBLISHED
    mended = rules.claim(rules.propose(suspended, by=AUTHOR), by=REVIEWER, at=NOW)
    assert mended.state is QuestionState.SUSPENDED
    assert rules.approve(mended, by=REVIEWER, number=2).state is QuestionState.PUBLISHED
    with pytest.raises(WrongStageError, match="只有停用的试题"):
        rules.resume(published())
    with pytest.raises(WrongStageError, match="尚未发布"):
        rules.suspend(drafted())


def test_a_rest_ends_by_itself_on_its_day():
    life = rules.rest(published(), until=date(2027, 1, 1), on=TODAY)
    shown = [
        stage(life.state, life.review, life.resting_until, on=day)
        for day in (TODAY, date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert shown == [Stage.RESTING, Stage.RESTING, Stage.PUBLISHED]
    assert rules.wake(life, on=TODAY).resting_until is None
    with pytest.raises(WrongStageError, match="没有在休用"):
        rules.wake(life, on=date(2027, 1, 1))


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1), date(2031, 1, 1)])
def test_a_rest_must_end_and_not_too_late(until):
    with pytest.raises(RestError):
        rules.rest(published(), until=until, on=TODAY)


def test_only_what_is_in_use_rests():
    for life in (drafted(), rules.suspend(published())):
        with pytest.raises(WrongStageError, match="只有已发布"):
            rules.rest(life, until=date(2027, 1, 1), on=TODAY)


def test_retirement_is_final():
    retired = rules.retire(revised())
    for again in (
        lambda: rules.propose(retired, by=AUTHOR),
        lambda: rules.suspend(retired),
        lambda: rules.retire(retired),
        lambda: rules.resume(retired),
        lambda: rules.rest(retired, until=date(2027, 1, 1), on=TODAY),
        lambda: rules.claim(retired, by=REVIEWER, at=NOW),
        lambda: rules.approve(retired, by=REVIEWER, number=2),
    ):
        with pytest.raises(WrongStageError, match="退役"):
            again()


def test_a_reason_is_more_than_blanks():
    assert rules.ensure_reason(" 条文已修改 ") == "条文已修改"
    with pytest.raises(ReasonMissingError):
        rules.ensure_reason("　 \n")


def test_every_step_has_a_name_in_the_log():
    assert set(ACTS) == set(StepKind)
    assert set(ACTS.values()) <= set(ACTIONS)


MOMENTS = st.integers(0, 10).map(lambda days: NOW + timedelta(days=days))
NUMBERS = st.integers(1, 6)
DAYS = st.integers(-2, 400).map(lambda days: TODAY + timedelta(days=days))
TRIES = st.one_of(
    st.builds(lambda by: lambda life: rules.propose(life, by=by), PEOPLE),
    st.builds(lambda by, at: lambda life: rules.claim(life, by=by, at=at), PEOPLE, MOMENTS),
    st.builds(lambda by: lambda life: rules.release(life, by=by), PEOPLE),
    st.builds(lambda by, n: lambda life: rules.send_back(life, by=by, number=n), PEOPLE, NUMBERS),
    st.builds(lambda by, n: lambda life: rules.approve(life, by=by, number=n), PEOPLE, NUMBERS),
    st.sampled_from([rules.suspend, rules.resume, rules.retire]),
    st.builds(lambda until: lambda life: rules.rest(life, until=until, on=TODAY), DAYS),
    st.just(lambda life: rules.wake(life, on=TODAY)),
)


def broken(life):
    """Name every invariant a life breaks."""
    in_review = life.review is ReviewState.IN_REVIEW
    settled = life.review is ReviewState.SETTLED
    retired = life.state is QuestionState.RETIRED
    in_use = life.state in (QuestionState.PUBLISHED, QuestionState.SUSPENDED)
    claims = {
        "a draft has nothing in use": life.state is not QuestionState.DRAFT
        or (life.published is None and not settled),
        "what is in use is named": not in_use or life.published is not None,
        "nothing unwritten is in use": (life.published or 0) <= life.latest,
        "nothing pending is forgotten": retired or settled == (life.published == life.latest),
        "claimed when in review": in_review == (life.claimed_at is not None),
        "an author does not review": life.claimed_by is None or life.claimed_by not in life.authors,
        "the retired rest from review": not retired or settled,
        "only pending revisions have authors to keep out": not settled or not life.authors,
    }
    return [name for name, holds in claims.items() if not holds]


@settings(max_examples=300, deadline=None)
@given(st.lists(TRIES, max_size=25))
def test_every_path_keeps_the_invariants(tries):
    life = rules.propose(NEW, by=AUTHOR)
    for attempt in tries:
        before = life
        with suppress(DomainError):
            life = attempt(life)
        assert broken(life) == []
        if before.state is QuestionState.RETIRED:
            assert life == before
        if life.published != before.published:
            assert life.published == before.latest, "only the newest, and only by approval"
            assert before.review is ReviewState.IN_REVIEW
