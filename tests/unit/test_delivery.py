"""What a delivered question offers, and the order one candidate sees."""

import pytest

from question_bank.assembly import layout
from question_bank.delivery import groups_of, handles_of, in_order, paper_key
from question_bank.marking import read_mark_item
from question_bank.questions import QuestionType
from question_bank.storage import plain_body, plain_options, shown
from tests.unit.every_type import every_type


@pytest.fixture
def questions(tmp_path):
    return every_type(tmp_path)


def delivered(question):
    plain = {
        "type": question.type.value,
        "stem": question.stem,
        "options": plain_options(question.options),
        "body": plain_body(question.body),
    }
    return {"id": question.id, "worth": "2"} | shown(plain)


def test_steps_and_right_hand_sides_are_not_told_in_the_order_of_the_key(questions):
    steps = delivered(questions["ordering"])["options"]
    assert [one["id"] for one in steps] == sorted(one.id for one in questions["ordering"].options)
    sides = delivered(questions["matching"])["targets"]
    own = questions["matching"].body.targets
    assert [one["id"] for one in sides] == sorted(one.id for one in own)


def test_everything_a_key_speaks_of_is_offered(questions):
    for question in questions.values():
        offered = handles_of(delivered(question))
        assert len(offered) == len(set(offered))
        assert {one.id for one in question.options} <= set(offered)
    assert len(handles_of(delivered(questions["case"]))) == 2 + 1 + 1
    assert len(handles_of(delivered(questions["short_answer"]))) == 1


@pytest.mark.parametrize(
    ("texts", "may_shuffle"),
    [
        (("甲", "乙", "丙"), True),
        (("甲", "乙", "以上都不对"), False),
        (("甲", "乙", "A和B"), False),
        (("甲", "乙", "前两项都是"), False),
        (("甲", "乙"), False),
    ],
)
def test_options_that_speak_of_places_keep_them(texts, may_shuffle):
    options = [{"id": f"o{place}", "text": text} for place, text in enumerate(texts)]
    (group,) = groups_of({"type": "single", "options": options})
    assert group.may_shuffle is may_shuffle


def test_judgements_and_passages_keep_their_order(questions):
    for kind in ("true_false", "document_error", "fill_in"):
        assert not any(group.may_shuffle for group in groups_of(delivered(questions[kind])))
    assert [group.may_shuffle for group in groups_of(delivered(questions["matching"]))] == [
        False,
        True,
    ]


def test_a_page_is_put_in_the_order_laid_out(questions):
    items = {kind: delivered(question) for kind, question in questions.items()}
    laid = layout(
        [(kind, groups_of(item)) for kind, item in items.items()],
        "seed",
        shuffle_items=True,
        shuffle_options=True,
    )
    for kind, order in laid:
        page = in_order(items[kind], order)
        assert handles_of(page) == list(order)
        assert set(page) == set(items[kind])


def test_a_paper_keeps_what_marks_each_part(questions):
    parts = [paper_key(part) for part in plain_body(questions["case"].body)["parts"]]
    item = read_mark_item("c", QuestionType.CASE, parts, 10)
    assert [part.type.value for part in item.parts] == ["single", "fill_in", "short_answer"]
    assert [len(part.handles) for part in item.parts] == [2, 1, 1]
    assert item.parts[0].key <= item.parts[0].handles
