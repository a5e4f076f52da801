"""更正答案: what it earns, whom it changes, and that nothing moves where nothing was corrected."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.marking import MarkItem, PartialCredit, mark_paper, read_mark_item
from question_bank.questions import QuestionType
from zhifa_training.exams.rules import corrections as rules
from zhifa_training.exams.rules.corrections import Ruling, Sat, Verdict

CHOICES = [QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.INDEFINITE]
KEYS = st.frozensets(st.sampled_from("ABCD"), min_size=1)
CHOSEN = st.frozensets(st.sampled_from("ABCD"))
WORTHS = st.decimals(min_value=1, max_value=10, places=1)
PAPER = uuid.uuid4()
WHOLE = {"partial": PartialCredit.ALL_OR_NOTHING, "pass_score": Decimal(4)}


@st.composite
def papers(draw):
    """Return a paper and how somebody answered it."""
    count = draw(st.integers(1, 6))
    items = [
        MarkItem(str(place), draw(st.sampled_from(CHOICES)), draw(KEYS), draw(WORTHS))
        for place in range(count)
    ]
    return items, {item.id: draw(CHOSEN) for item in items}


@given(papers(), st.sampled_from(PartialCredit))
def test_without_a_correction_scores_are_what_they_were(paper, partial):
    items, answers = paper
    again = rules.score_again(items, answers, {}, partial=partial, pass_score=Decimal(1))
    assert again.total == mark_paper(items, answers, partial).total
    read = [read_mark_item(i.id, i.type, sorted(i.key), i.worth, None) for i in items]
    assert read == items


@given(papers(), st.sampled_from(PartialCredit))
def test_a_void_question_gives_everybody_its_worth_and_touches_no_other(paper, partial):
    items, answers = paper
    void = [replace(items[0], is_void=True), *items[1:]]
    before, after = (mark_paper(each, answers, partial) for each in (items, void))
    assert after.per_item["0"] == items[0].worth
    assert after.full == before.full
    assert {k: v for k, v in after.per_item.items() if k != "0"} == {
        k: v for k, v in before.per_item.items() if k != "0"
    }


@given(st.lists(KEYS, min_size=2, max_size=4, unique=True), CHOSEN, st.sampled_from(PartialCredit))
def test_of_several_keys_the_best_one_counts(keys, chosen, partial):
    worth, kind = Decimal(2), QuestionType.MULTIPLE
    item = read_mark_item("q", kind, ["A"], worth, [sorted(key) for key in keys])
    alone = [mark_paper([MarkItem("q", kind, key, worth)], {"q": chosen}, partial) for key in keys]
    assert mark_paper([item], {"q": chosen}, partial).total == max(one.total for one in alone)


def test_alternatives_are_not_their_union():
    item = read_mark_item("q", QuestionType.MULTIPLE, ["A"], Decimal(2), [["A", "B"], ["A", "C"]])
    union = MarkItem("q", QuestionType.MULTIPLE, frozenset("ABC"), Decimal(2))
    whole = PartialCredit.ALL_OR_NOTHING
    chosen = {"q": frozenset("AB")}
    assert mark_paper([item], chosen, whole).total == 2
    assert mark_paper([union], chosen, whole).total == 0
    assert mark_paper([item], {"q": frozenset("ABC")}, whole).total == 0


def sat(name, chosen, *, unit="甲", score, candidate=None):
    return Sat(
        attempt_id=uuid.uuid4(),
        candidate_id=candidate or uuid.uuid4(),
        name=name,
        badge_number=name,
        unit=unit,
        paper_id=PAPER,
        answers={str(n): frozenset(c) for n, c in enumerate(chosen)},
        given={},
        score=Decimal(score),
        is_passed=Decimal(score) >= 4,
    )


def test_consequences_name_who_changes_and_who_passes():
    items = [MarkItem(str(n), QuestionType.SINGLE, frozenset("A"), Decimal(2)) for n in range(3)]
    corrected = [replace(items[0], key=frozenset("B")), *items[1:]]
    people = [
        sat("升", "BAC", score=2),
        sat("降", "AAC", score=4, unit="乙"),
        sat("同", "CAA", score=4),
        sat("仍", "BAA", score=4),
    ]
    found = rules.consequences(people, {PAPER: corrected}, **WHOLE)
    assert found.scored == 4
    assert [one.name for one in found.changes] == ["升", "降", "仍"]
    assert [one.name for one in found.raised] == ["升"]
    assert [one.name for one in found.lowered] == ["降"]
    assert {one.name: one.outcome for one in found.changes}["仍"] == "仍合格"
    assert [(u.unit, u.scored, u.before, u.after) for u in found.units] == [
        ("乙", 1, 1, 0),
        ("甲", 3, 2, 3),
    ]


def test_a_person_with_two_attempts_counts_once_in_the_rates():
    items = [MarkItem("0", QuestionType.SINGLE, frozenset("A"), Decimal(4))]
    one = uuid.uuid4()
    people = [sat("甲", "A", score=4, candidate=one), sat("甲", "B", score=0, candidate=one)]
    [unit] = rules.consequences(people, {PAPER: items}, **WHOLE).units
    assert (unit.scored, unit.before, unit.after) == (1, 1, 1)


@given(st.lists(papers(), max_size=4))
def test_the_preview_is_the_scoring_run(several):
    """What is foreseen of anybody is what marking them again gives."""
    items = [MarkItem(str(n), QuestionType.SINGLE, frozenset("A"), Decimal(2)) for n in range(6)]
    void = [replace(items[0], is_void=True), *items[1:]]
    people = []
    for _, answers in several:
        score = mark_paper(items, answers, WHOLE["partial"]).total
        blank = sat("某", "", score=score)
        people.append(replace(blank, answers=answers))
    found = {c.attempt_id: c for c in rules.consequences(people, {PAPER: void}, **WHOLE).changes}
    for one in people:
        again = rules.score_again(void, one.answers, {}, **WHOLE)
        told = found.get(one.attempt_id)
        assert (told.new_score if told else one.score) == again.total
        assert (told.is_passed if told else one.is_passed) == again.is_passed


SINGLE = MarkItem("q", QuestionType.SINGLE, frozenset("A"), Decimal(2))
MULTIPLE = MarkItem("q", QuestionType.MULTIPLE, frozenset("AB"), Decimal(2))
WRITTEN = MarkItem("q", QuestionType.SHORT_ANSWER, frozenset(), Decimal(5))
ORDERED = MarkItem("q", QuestionType.ORDERING, frozenset(["1.a"]), Decimal(2))


@pytest.mark.parametrize(
    ("item", "accepts", "words"),
    [
        (SINGLE, [{"A"}], "与现行答案相同"),
        (SINGLE, [{"A", "B"}], "只有一个正确选项"),
        (SINGLE, [set()], "请从本题的选项中选择"),
        (SINGLE, [{"Z"}], "请从本题的选项中选择"),
        (MULTIPLE, [{"A"}, {"A"}], "两个答案相同"),
        (MULTIPLE, [{"A"}, {"B"}, {"C"}, {"D"}, {"A", "C"}], "最多认可 4 个答案"),
        (WRITTEN, [], "由阅卷员评分"),
        (ORDERED, [{"A"}], "只能整题作废"),
        (replace(SINGLE, is_void=True), [], "与现行答案相同"),
    ],
)
def test_what_is_no_correction_is_refused(item, accepts, words):
    with pytest.raises(rules.NotCorrectableError, match=words):
        rules.ensure_correctable(item, accepts, set("ABCD"))


@pytest.mark.parametrize(
    ("item", "accepts", "ruling"),
    [
        (SINGLE, [], Ruling.VOID),
        (ORDERED, [], Ruling.VOID),
        (SINGLE, [{"B"}], Ruling.REPLACED),
        (SINGLE, [{"A"}, {"B"}], Ruling.SEVERAL),
        (replace(SINGLE, is_void=True), [{"A"}], Ruling.REPLACED),
    ],
)
def test_what_is_one_is_let_through(item, accepts, ruling):
    rules.ensure_correctable(item, accepts, set("ABCD"))
    assert rules.ruling_of(accepts) is ruling


def test_two_people():
    one, other = uuid.uuid4(), uuid.uuid4()
    rules.ensure_may_decide(proposed_by=one, decided_by=other, verdict=Verdict.APPROVED)
    rules.ensure_may_decide(proposed_by=one, decided_by=one, verdict=Verdict.WITHDRAWN)
    for who, verdict in ((one, Verdict.APPROVED), (one, Verdict.DECLINED), (other, "withdrawn")):
        with pytest.raises(rules.SamePersonError):
            rules.ensure_may_decide(proposed_by=one, decided_by=who, verdict=Verdict(verdict))


def test_what_was_decided_or_seen_by_other_keys_is_not_approved():
    with pytest.raises(rules.DecidedError, match="已撤回"):
        rules.ensure_undecided(Verdict.WITHDRAWN)
    with pytest.raises(rules.StaleError, match="重新计算"):
        rules.ensure_current(seen=0, now=1)
    with pytest.raises(rules.DecidedError, match="没有批准"):
        rules.ensure_approved(Verdict.DECLINED)
