"""Nothing of the paper before the start; no key before the release (canaries in every place)."""

import uuid
from datetime import timedelta

import pytest

from question_bank.questions import QuestionType
from tests.browser import Browser
from zhifa_training.questions.models import QuestionRevision


@pytest.fixture
def canaries(candidate, make, db):
    """An exam whose stems, options, keys, explanations and evidence can be told anywhere."""
    version = make.law("金丝雀法")
    revisions = []
    for number in range(3):
        plain = make.question(version, type=QuestionType.MULTIPLE)
        values = {
            column.name: getattr(plain, column.name)
            for column in QuestionRevision.__table__.columns
        }
        del values["id"]
        values |= {
            "number": 2,
            "stem": f"题干金丝雀{number}",
            "options": [{"id": f"{number}c{i}ef0", "text": f"选项金丝雀{i}"} for i in range(4)],
            "key": [f"{number}c1ef0", f"{number}c3ef0"],
            "explanation": f"解析金丝雀{number}",
            "evidence": f"依据金丝雀{number}",
            "content_digest": f"{number}" * 64,
        }
        revision = QuestionRevision(**values)
        db.session.add(revision)
        db.session.commit()
        revisions.append(revision)
    sitting = make.sitting(make.exam(candidate.sitting.unit, revisions), candidate.officer)
    candidate.sitting, candidate.sitting_id = sitting, sitting.id
    candidate.content = sitting.exam.paper.content
    return revisions


def candidate_pages(app, candidate):
    """Yield the text of every page and answer that a candidate can reach by GET."""
    known = {"sitting_id": candidate.sitting_id, "attempt_id": candidate.attempt_id}
    known |= {"exam_id": candidate.sitting.exam_id, "paper_id": candidate.sitting.exam.paper.id}
    for rule in app.url_map.iter_rules():
        values = {name: known.get(name) for name in rule.arguments}
        if (
            "GET" not in rule.methods
            or rule.endpoint.startswith(("static", "styleguide"))
            or None in values.values()
        ):
            continue
        url = candidate.browser.url(rule.endpoint, **values)
        response = candidate.browser.client.get(url)
        assert response.status_code < 500, rule
        yield rule.endpoint, response.text


def test_before_the_start_nothing_of_the_paper_is_anywhere(app, candidate, canaries, db):
    seen = set()
    for opens_in in (timedelta(hours=2), timedelta(minutes=10), timedelta(minutes=-1)):
        sitting = candidate.sitting
        sitting.opens_at += opens_in - timedelta(minutes=5)
        sitting.closes_at = sitting.opens_at + timedelta(hours=4)
        db.session.commit()
        for endpoint, text in candidate_pages(app, candidate):
            seen.add(endpoint)
            assert "金丝雀" not in text, endpoint
            assert "3 题" not in text, endpoint
            for item in candidate.content:
                assert item["id"] not in text, endpoint
                assert not any(option["id"] in text for option in item["options"]), endpoint
    assert {"room.mine", "room.waiting"} <= seen


def test_no_answer_to_a_candidate_holds_a_key(app, candidate, canaries, db):
    candidate.sitting.exam.release_policy = "together"
    db.session.commit()
    candidate.start()
    told = [str(candidate.save(candidate.event(choose=(1, 3)), candidate.event(1)))]
    pages = dict(candidate_pages(app, candidate))
    assert "题干金丝雀0" in pages["room.paper"]
    told += [str(candidate.hand_in())]
    pages |= {f"{name} after": text for name, text in candidate_pages(app, candidate)}
    for where, text in [*pages.items(), *enumerate(told)]:
        assert "解析金丝雀" not in text, where
        assert "依据金丝雀" not in text, where
        for word in ('"key"', "is_correct", '"correct"', "explanation", '"score"'):
            assert word not in text, (where, word)


def test_right_and_wrong_answers_are_answered_alike(candidate, canaries):
    candidate.start()
    right = candidate.save(candidate.event(choose=(1, 3)))
    wrong = candidate.save(candidate.event(choose=(0, 2)))
    assert {k: type(v) for k, v in right.items()} == {k: type(v) for k, v in wrong.items()}
    assert len(str(right)) == len(str(wrong))


def test_the_order_of_options_says_nothing_of_the_key(candidate, canaries, make, app, stored):
    """In many layouts the keys stand at every place about equally often (χ² below its 99.99 %)."""
    places = [0] * 4
    for number in range(40):
        officer = make.officer(candidate.sitting.unit, name=f"考生{number}")
        make.call(candidate.sitting, officer)
        browser = Browser(app).sign_in(make.account(candidate.sitting.unit, officer=officer))
        url = browser.post("room.start", sitting_id=candidate.sitting_id).location
        for _, options in stored.attempt(uuid.UUID(url.rsplit("/", 1)[-1])).layout:
            for place, option in enumerate(options):
                places[place] += option[2] in "13"
    expected = sum(places) / 4
    assert sum((seen - expected) ** 2 / expected for seen in places) < 21.1, places
