"""Drafts of every type, made by hypothesis, and what two readings of one draft share."""

from dataclasses import replace

from hypothesis import strategies as st

from question_bank.formats.drafts import Draft
from question_bank.formats.lists import join
from question_bank.formats.vocabulary import tidy
from question_bank.questions import FALSE, LETTERS, TRUE, QuestionType

CITED = {"law": "行政处罚法（2021-01-22）", "article": "第五十一条第一款"}
_ALPHABET = st.sampled_from("执法人员应当出示证件二百元，。（）“”Aa1;；|｜\\/:：.、 \n-%=+@<>&\"'")


def words(longest=20):
    """Return text as a bank keeps it: trimmed, and saying something."""
    return (
        st.text(_ALPHABET, min_size=1, max_size=longest)
        .map(tidy)
        .filter(lambda text: any(char in "执法人员应当出示证件二百元" for char in text))
    )


def lists(fewest, most, longest=20):
    """Return texts of which no two are alike."""
    return st.lists(
        words(longest), min_size=fewest, max_size=most, unique_by=lambda text: "".join(text.split())
    ).map(tuple)


@st.composite
def choices(draw, kind=QuestionType.MULTIPLE):
    options = draw(lists(2, 6))
    fewest = 2 if kind is QuestionType.MULTIPLE else 1
    most = 1 if kind is QuestionType.SINGLE else len(options)
    places = draw(
        st.lists(st.sampled_from(LETTERS[: len(options)]), min_size=fewest, max_size=most,
                 unique=True)
    )  # fmt: skip
    media = ("image:" + "ab" * 32 + ":现场|照片",) if kind is QuestionType.EVIDENCE else ()
    return bare(draw, kind, options=options, key=tuple(sorted(places)), media=media)


@st.composite
def judgements(draw):
    key = (draw(st.sampled_from([TRUE, FALSE])),)
    return bare(draw, QuestionType.TRUE_FALSE, options=(TRUE, FALSE), key=key)


@st.composite
def fill_ins(draw):
    blanks = draw(st.lists(lists(1, 3), min_size=1, max_size=3))
    draft = bare(draw, QuestionType.FILL_IN, key=tuple(join(one, ";") for one in blanks))
    return replace(draft, stem="处以" + "____以下；".join([""] * (len(blanks) + 1)) + draft.stem)


@st.composite
def orderings(draw):
    return bare(draw, QuestionType.ORDERING, options=draw(lists(3, 6)))


@st.composite
def matchings(draw):
    lefts = draw(lists(2, 5))
    rights = draw(lists(len(lefts), len(lefts) + 2))
    key, extras = rights[: len(lefts)], rights[len(lefts) :]
    return bare(draw, QuestionType.MATCHING, options=lefts, key=key, extras=extras)


@st.composite
def short_answers(draw):
    guide = draw(st.lists(st.tuples(st.integers(1, 99), words()), min_size=1, max_size=4))
    return bare(draw, QuestionType.SHORT_ANSWER, guide=tuple(guide))


@st.composite
def documents(draw):
    passages = draw(lists(3, 6))
    key = tuple(LETTERS[: draw(st.integers(1, len(passages) - 1))])
    extras = tuple(draw(words()) for _ in key)
    return bare(draw, QuestionType.DOCUMENT_ERROR, options=passages, key=key, extras=extras)


@st.composite
def cases(draw):
    kinds = st.one_of(choices(QuestionType.SINGLE), judgements(), fill_ins(), short_answers())
    parts = draw(st.lists(kinds, min_size=2, max_size=3))
    whole = bare(draw, QuestionType.CASE)
    return replace(
        whole,
        parts=tuple(
            replace(part, points=place, code=f"{whole.code}.{place}", topic=whole.topic,
                    fields=whole.fields, difficulty=whole.difficulty)
            for place, part in enumerate(parts, 1)
        ),
    )  # fmt: skip


def bare(draw, kind, **own):
    """Return a draft with what every question has."""
    return Draft(
        **{"options": (), "key": (), "place": "", "type": kind, "stem": draw(words(40))}
        | {"analysis": draw(words(40)), "evidence": draw(words()), "code": "imported-001"}
        | {"topic": "行为规范", "fields": ("通用", "公路路政"), "difficulty": "难"}
        | CITED
        | own
    )


EVERY = st.one_of(
    *(choices(kind) for kind in (QuestionType.SINGLE, QuestionType.MULTIPLE)),
    *(choices(kind) for kind in (QuestionType.INDEFINITE, QuestionType.EVIDENCE)),
    judgements(), fill_ins(), orderings(), matchings(), short_answers(), documents(), cases(),
)  # fmt: skip


def placeless(draft):
    """Return a draft without where it stood, for comparing."""
    return replace(draft, place="", parts=tuple(placeless(part) for part in draft.parts))
