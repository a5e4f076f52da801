"""A question filled in is, to the byte, the question its template renders."""

import random

import pytest
from flask import get_template_attribute

from question_bank.delivery import groups_of, handles_of, in_order
from question_bank.questions import QuestionType
from question_bank.storage import plain_body, plain_options, shown
from tests.unit.every_type import SHAPES, every_type
from zhifa_training.core.fillable import Fillable, slot
from zhifa_training.exams.rules.hints import labels_of
from zhifa_training.exams.views.articles import Article

HOSTILE = '<b>&"\'</b> 100% %(number)s %s {{ x }} value="1" checked'
HINTS = {kind.value: f"说明 {HOSTILE}" for kind in QuestionType}
ROUNDS = 30


@pytest.fixture
def render(app):
    with app.test_request_context():
        macro = get_template_attribute("room/_article.html", "article")
        kinds = labels_of(QuestionType)
        yield lambda item, number, chosen: str(macro(item, number, chosen, HINTS, kinds))


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return every_type(tmp_path_factory.mktemp("bank"))


def delivered(question, worth="2"):
    plain = {
        "type": question.type.value,
        "stem": question.stem,
        "options": plain_options(question.options),
        "body": plain_body(question.body),
    }
    return shown(plain) | {"id": "a", "worth": worth}


def hostile(item):
    """Return the question with what must be escaped in every text that is not a blank's mark."""
    for option in (*item["options"], *item.get("targets", ())):
        option["text"] += HOSTILE
    if "____" not in item["stem"]:
        item["stem"] += HOSTILE
    for part in item.get("parts", ()):
        hostile(part)
    return item


def shuffled(item, chance):
    groups = [list(group.handles) for group in groups_of(item)]
    for group in groups:
        chance.shuffle(group)
    return [handle for group in groups for handle in group]


def tokens(item, chance):
    """Return some answers of every kind, sensible or not."""
    handles = handles_of(item)
    pairs = [f"{place}.{chance.choice(handles)}" for place in range(1, 5)]
    crossed = [f"{left}.{chance.choice(handles)}" for left in handles]
    written = [f"{handle}=写了{HOSTILE}" for handle in handles]
    given = [*handles, *pairs, *crossed, *written]
    return chance.sample(given, chance.randrange(len(given)))


@pytest.mark.parametrize("kind", list(SHAPES))
@pytest.mark.parametrize("dress", [hostile, lambda item: item], ids=["hostile", "plain"])
def test_filled_in_is_as_rendered(questions, render, kind, dress):
    chance = random.Random(kind)
    item = dress(delivered(questions[kind]))
    article = Article.of(item, render)
    for number in range(1, ROUNDS):
        order, chosen = shuffled(item, chance), tokens(item, chance)
        ordered = render(in_order(item, order), number, chosen)
        assert article.fill(number, order, chosen) == ordered


def test_a_slot_cannot_be_typed():
    text = Fillable.of(f"{slot('a')} %(a)s %% {slot('b')}")
    assert text.fill({"a": "%(b)s", "b": "\x02b\x03"}) == "%(b)s %(a)s %% \x02b\x03"
