import json
import uuid
from datetime import timedelta

import pytest

from question_bank.content import load_bank
from question_bank.questions import QuestionType
from question_bank.storage import plain_options
from zhifa_training.questions.models import QuestionRevision

CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE)


def data_of(page):
    return json.loads(page.select_one("#room-data").string)


def test_the_page_shows_every_question_in_the_candidates_order(candidate, stored):
    candidate.start()
    page = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    layout = stored.attempt(candidate.attempt_id).layout
    shown = [
        [item["id"], [option["value"] for option in card.select("input")]]
        for item, card in zip(data_of(page)["items"], page.select("article.question"), strict=True)
    ]
    assert shown == layout
    stems = {item["stem"] for item in candidate.content}
    assert {card.select_one(".stem").text for card in page.select("article.question")} == stems


def test_the_data_of_the_page_keeps_its_contract(candidate):
    candidate.start()
    candidate.save(candidate.event(0, seq=41))
    data = data_of(candidate.browser.get("room.paper", attempt_id=candidate.attempt_id))
    item, options = candidate.item()
    assert data["attempt"] == str(candidate.attempt_id)
    assert data["epoch"] == 1
    assert data["started"] <= data["now"] < data["deadline"]
    assert data["answers"] == {item: [options[0]]}
    assert data["nextSeq"] == 42
    assert {entry["id"] for entry in data["items"]} == {i["id"] for i in candidate.content}
    for name in ("saveUrl", "handInUrl", "receiptUrl", "signInAgainUrl", "takeOverUrl"):
        assert data[name].startswith("/")


def test_answers_given_before_are_ticked(candidate):
    candidate.start()
    candidate.save(candidate.event(0), candidate.event(1, choose=(2,)))
    page = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    ticked = {box["value"] for box in page.select("input[checked]")}
    assert ticked == {candidate.item(0)[1][0], candidate.item(1)[1][2]}


@pytest.mark.parametrize("is_warm", [True, False])
def test_the_page_is_two_statements(candidate, stranger, count_queries, is_warm):
    if is_warm:
        stranger.given()
        stranger.browser.get("room.paper", attempt_id=stranger.attempt_id)
    candidate.given()
    with count_queries() as seen:
        candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    assert len(seen) <= 2, seen


def test_fifty_shipped_questions_fit_into_sixty_kilobytes(candidate, make):
    """Of every fiftieth part of them, ordered by length, the longest: longer than most draws."""
    version = make.law("公路法")
    chosen = [one for one in load_bank().questions if one.type in CHOICES]
    chosen.sort(key=lambda one: len(one.stem) + sum(len(option.text) for option in one.options))
    step = len(chosen) // 50
    shown = chosen[step - 1 :: step][:50]
    revisions = [
        make.question(version, type=one.type, stem=one.stem, options=plain_options(one.options))
        for one in shown
    ]
    sitting = make.sitting(make.exam(candidate.sitting.unit, revisions), candidate.officer)
    response = candidate.browser.post("room.start", sitting_id=sitting.id)
    text = candidate.browser.client.get(response.location).text
    assert text.count("<article") == 50
    assert len(text.encode()) <= 60 * 1024


def test_another_device_is_sent_to_take_over(candidate):
    candidate.start()
    other = candidate.another_browser()
    response = other.get("room.paper", expect=302, attempt_id=candidate.attempt_id)
    assert response.location.endswith("/take-over")


def test_an_ended_attempt_is_sent_to_its_receipt(candidate):
    candidate.start()
    candidate.hand_in()
    response = candidate.browser.get("room.paper", expect=302, attempt_id=candidate.attempt_id)
    assert response.location.endswith("/receipt")


@pytest.mark.parametrize("deadline_in", [timedelta(seconds=-5), timedelta(hours=-5)])
def test_an_expired_attempt_shows_no_question_though_no_job_ran(candidate, deadline_in):
    candidate.given(deadline_in=deadline_in)
    response = candidate.browser.get("room.paper", expect=302, attempt_id=candidate.attempt_id)
    assert response.location.endswith("/receipt")


def test_another_persons_attempt_is_not_found(candidate, stranger):
    candidate.start()
    stranger.browser.get("room.paper", expect=404, attempt_id=candidate.attempt_id)
    candidate.browser.get("room.paper", expect=404, attempt_id=uuid.uuid4())


def test_an_edit_of_the_bank_changes_nothing_in_the_attempt(candidate, db):
    candidate.start()
    before = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    old = db.session.get(QuestionRevision, uuid.UUID(candidate.item()[0]))
    db.session.add(
        QuestionRevision(
            **{
                name: getattr(old, name)
                for name in ("question_id", "type", "explanation", "evidence", "law_version_id")
            },
            number=2,
            stem="改写后的题干",
            options=[{"id": "aaaaaa", "text": "新甲"}, {"id": "bbbbbb", "text": "新乙"}],
            key=["bbbbbb"],
            article=old.article,
            topic=old.topic,
            fields=old.fields,
            difficulty=old.difficulty,
            content_digest="f" * 64,
        )
    )
    db.session.commit()
    after = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    assert [str(card) for card in before.select("article.question")] == [
        str(card) for card in after.select("article.question")
    ]
