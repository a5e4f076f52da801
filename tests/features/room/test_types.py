"""Every type of question through the room: shown without its key, answered, marked, reviewed."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from question_bank.questions import QuestionType
from tests.features.room.conftest import Candidate
from tests.unit.every_type import every_type
from zhifa_training.exams.models.attempts import AttemptScore
from zhifa_training.exams.rules.delivery import choices_by_attempt

AUTOMATIC = [kind.value for kind in QuestionType if kind.value not in ("evidence", "short_answer")]
SECRETS = ("贰佰元整", "事实确凿", "罚款不得超过", "张某是公民", "以二百元为限")


@pytest.fixture
def questions(tmp_path):
    return every_type(tmp_path)


@pytest.fixture
def sit(app, make, questions):
    """Seat a candidate in front of a paper of these types."""

    def seated(*kinds, **window):
        unit = make.unit()
        version = make.law("行政处罚法")
        revisions = [make.written(version, questions[kind]) for kind in kinds]
        officer = make.officer(unit)
        sitting = make.sitting(make.exam(unit, revisions, worth=Decimal(10)), officer, **window)
        candidate = Candidate(app, make, officer, make.account(unit, officer=officer), sitting)
        if not window:
            candidate.start()
        return candidate

    return seated


def answer(candidate, kind, tokens, expect=200):
    item = next(one for one in candidate.content if one["type"] == kind)
    candidate.seq += 1
    event = {"id": str(uuid.uuid4()), "item": item["id"], "value": tokens, "seq": candidate.seq}
    return candidate.save(event, expect=expect)


def right(question):
    """Return what a right answer sends: of a blank's accepted answers the first."""
    firsts = {f"{blank.id}={blank.accepted[0]}" for blank in question.body.blanks}
    others = {token for token in question.key if "=" not in token}
    parts = [token for part in question.body.parts for token in right(part.question)]
    return sorted(firsts | others | set(parts)) if not parts else sorted(parts)


def test_the_page_shows_every_type_and_no_key(sit, questions):
    candidate = sit(*questions)
    page = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    assert len(page.select("article.question")) == len(questions)
    assert len(page.select("input.blank")) == 3
    assert len(page.select(".step select")) == 4
    assert len(page.select(".pair select")) == 2
    assert len(page.select("textarea[data-entry]")) == 2
    assert len(page.select("section.part")) == 3
    for secret in SECRETS:
        assert secret not in page.text


@pytest.mark.parametrize("kind", [kind for kind in AUTOMATIC if kind != "case"])
def test_a_right_answer_earns_everything_and_a_foreign_handle_is_refused(
    sit, questions, stored, kind
):
    candidate = sit(kind)
    told = answer(candidate, kind, ["ffffff=甲"], expect=422)
    assert told["code"] == "malformed"
    answer(candidate, kind, right(questions[kind]))
    candidate.hand_in()
    (score,) = stored.scores(candidate.attempt_id)
    assert score.score == Decimal(10)


def test_an_unwarmed_worker_takes_the_same_answers(sit, questions, stored):
    candidate = sit(*questions)
    for kind, question in questions.items():
        choices_by_attempt.forget()
        tokens = right(question) or [f"{question.body.entry}=违法事实确凿, “有”法定\\依据{{}}\n"]
        told = answer(candidate, kind, tokens)
        assert told["state"] == "saved"
    kept = {row.value for row in stored.events(candidate.attempt_id)}
    assert len(kept) == len(questions)


def test_words_come_back_as_they_were_written(sit, questions):
    candidate = sit("short_answer", "fill_in")
    words = "第一，违法事实确凿；\n第二，有法定依据。 \\ \" ' {a,b} 😀"
    entry, blank = questions["short_answer"].body.entry, questions["fill_in"].body.blanks[0].id
    answer(candidate, "short_answer", [f"{entry}={words}"])
    answer(candidate, "fill_in", [f"{blank}=２００ 元"])
    page = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    assert page.select_one("textarea").text == words
    assert page.select_one(f'[data-entry="{blank}"]')["value"] == "２００ 元"


def test_a_written_answer_too_long_is_refused_by_name(sit, questions):
    candidate = sit("short_answer")
    entry = questions["short_answer"].body.entry
    told = answer(candidate, "short_answer", [f"{entry}={'字' * 4001}"], expect=422)
    assert "第 1 条作答的 value" in told["message"]


def test_an_answer_can_be_reviewed_in_words(sit, questions):
    kinds = ("matching", "ordering", "fill_in", "document_error")
    over = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}
    candidate = sit(*kinds, **over)
    candidate.given()
    for kind in kinds:
        answer(candidate, kind, right(questions[kind]))
    candidate.hand_in()
    page = candidate.browser.get("results.mine", attempt_id=candidate.attempt_id)
    for line in ("公民——二百元", "1. 出示证件", "第 1 空：二百元", "罚款不得超过二百元。"):
        assert line in page.text


def test_a_short_answer_waits_for_its_marker(sit, questions, stored, db):
    candidate = sit("short_answer", "single")
    answer(candidate, "short_answer", [f"{questions['short_answer'].body.entry}=因为"])
    answer(candidate, "single", right(questions["single"]))
    receipt = candidate.hand_in()
    assert receipt["answered"] == 2
    assert stored.attempt(candidate.attempt_id).state == "closed"
    assert db.session.query(AttemptScore).count() == 0


def test_a_blank_short_answer_is_scored_at_once(sit, questions, stored):
    candidate = sit("short_answer", "single")
    answer(candidate, "single", right(questions["single"]))
    candidate.hand_in()
    (score,) = stored.scores(candidate.attempt_id)
    assert score.score == Decimal(10)
