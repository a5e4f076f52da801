"""Random well-formed questions, and what of a draft an exchange must give back."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from question_bank.content import load_bank
from question_bank.formats.drafts import Draft
from question_bank.formats.own_drafts import exchanged
from question_bank.formats.wording import tidy
from question_bank.questions import (
    Blank,
    Body,
    Citation,
    Correction,
    GuidePoint,
    Medium,
    Part,
    Question,
    QuestionType,
    keyed,
    option_id,
    options_of,
    true_false_options,
)
from question_bank.syllabus import Difficulty, Field, Topic

SPECIAL = "~=#{}:\\<>&%/$[]\"'->;*`|_.,、。（）()《》“” \n\tABabn19２Ａé😀公民罚款二百元以下"
CHOICES = (
    QuestionType.SINGLE,
    QuestionType.MULTIPLE,
    QuestionType.INDEFINITE,
    QuestionType.EVIDENCE,
)


def essence(draft: Draft) -> Draft:
    """Return a draft without its place and what was said about reading it."""
    return replace(draft, place="", warnings=(), parts=tuple(essence(part) for part in draft.parts))


def essences(questions):
    return [essence(exchanged(question)) for question in questions]


def shipped():
    """The questions of the shipped bank."""
    return list(load_bank().questions)


def words(most=30, alphabet=SPECIAL):
    """Words that no tidying changes and that hold no blank."""
    said = st.text(alphabet, min_size=1, max_size=most)
    return said.map(tidy).filter(lambda text: text and "___" not in text)


def several(least, most, text):
    return st.lists(text, min_size=least, max_size=most, unique_by=lambda one: "".join(one.split()))


@st.composite
def questions(draw, types=tuple(QuestionType), text=None):
    """Any well-formed question of the given types."""
    text = words() if text is None else text
    kind = draw(st.sampled_from(types))
    number = draw(st.integers(1, 999))
    bare = Question(
        id=f"law-{number:03}",
        type=kind,
        stem=draw(text),
        options=(),
        key=frozenset(),
        citation=Citation(
            draw(st.sampled_from(["行政处罚法", "河南省治理货物运输车辆超限超载条例"])),
            draw(st.dates(date(1990, 1, 1), date(2030, 1, 1))),
            draw(st.integers(1, 300)),
            draw(st.none() | st.integers(1, 9)),
        ),
        explanation=draw(text),
        evidence=draw(text),
        topic=draw(st.sampled_from(Topic)),
        fields=frozenset(draw(st.sets(st.sampled_from(Field), min_size=1))),
        difficulty=draw(st.sampled_from(Difficulty)),
    )
    return keyed(_SHAPES[kind](draw, bare, text))


def _choice(draw, bare, text):
    options = options_of(bare.id, draw(several(2, 6, text)))
    ids = [option.id for option in options]
    least = 2 if bare.type is QuestionType.MULTIPLE else 1
    most = 1 if bare.type is QuestionType.SINGLE else len(ids)
    key = draw(st.sets(st.sampled_from(ids), min_size=least, max_size=most))
    media = ()
    if bare.type is QuestionType.EVIDENCE:
        media = (Medium(f"{draw(st.integers(0, 2**64)):064x}", "image", draw(text)),)
    return replace(bare, options=options, key=frozenset(key), body=Body(media=media))


def _judgement(draw, bare, _text):
    options = true_false_options(bare.id)
    return replace(bare, options=options, key=frozenset([draw(st.sampled_from(options)).id]))


def _blanks(draw, bare, text):
    count = draw(st.integers(1, 3))
    rows = [draw(several(1, 3, text)) for _ in range(count)]
    stem = "____".join(draw(text.map(lambda one: one.strip("_"))) + "，" for _ in range(count + 1))
    blanks = tuple(Blank(option_id(bare.id, at), tuple(row)) for at, row in enumerate(rows))
    return replace(bare, stem=stem, body=Body(blanks=blanks))


def _ordering(draw, bare, text):
    return replace(bare, options=options_of(bare.id, draw(several(3, 6, text))))


def _matching(draw, bare, text):
    lefts = draw(several(2, 4, text))
    rights = draw(several(len(lefts), len(lefts) + 2, text))
    targets = options_of(bare.id, rights, len(lefts))
    return replace(bare, options=options_of(bare.id, lefts), body=Body(targets=targets))


def _short(draw, bare, text):
    points = st.builds(GuidePoint, st.integers(1, 20), text)
    guide = draw(st.lists(points, min_size=1, max_size=4))
    return replace(bare, body=Body(entry=option_id(bare.id, 0), guide=tuple(guide)))


def _document(draw, bare, text):
    passages = options_of(bare.id, draw(several(2, 5, text)))
    wrong = draw(st.sets(st.integers(0, len(passages) - 1), min_size=1, max_size=len(passages) - 1))
    said = tuple(Correction(passages[at].id, draw(text)) for at in sorted(wrong))
    return replace(bare, options=passages, body=Body(corrections=said))


def _case(draw, bare, text):
    kinds = [kind for kind in _SHAPES if kind not in (QuestionType.CASE, QuestionType.EVIDENCE)]
    parts = []
    for place in range(1, draw(st.integers(2, 3)) + 1):
        part = replace(
            bare,
            id=f"{bare.id}.{place}",
            type=draw(st.sampled_from(kinds)),
            stem=draw(text),
            citation=replace(bare.citation, article=draw(st.integers(1, 99))),
            explanation=draw(text),
        )
        shaped = keyed(_SHAPES[part.type](draw, part, text))
        parts.append(Part(draw(st.integers(1, 20)), shaped))
    return replace(bare, body=Body(parts=tuple(parts)))


_SHAPES = {
    **dict.fromkeys(CHOICES, _choice),
    QuestionType.TRUE_FALSE: _judgement,
    QuestionType.FILL_IN: _blanks,
    QuestionType.ORDERING: _ordering,
    QuestionType.MATCHING: _matching,
    QuestionType.SHORT_ANSWER: _short,
    QuestionType.DOCUMENT_ERROR: _document,
    QuestionType.CASE: _case,
}
