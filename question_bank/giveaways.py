"""Find questions of one paper that answer each other (题间提示)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from question_bank.findings import Finding
from question_bank.quantities import find_all
from question_bank.questions import Question, QuestionType
from question_bank.wording import bare, grams, words

SAME_ARTICLE, SAME_LAW, ELSEWHERE = 0.2, 0.25, 0.5
"""How much of a stem must return beside its key to be the same context, by kinship of the two."""
STATED = 0.75
COMMON = 3
"""Words that stand in more questions than this tell nothing of one of them."""
_SHORTEST_KEY = 2
_CLAUSE = re.compile(r"[。；？！]")


@dataclass(frozen=True)
class _Clause:
    """One sentence a question presents as true."""

    text: str
    place: str

    @cached_property
    def words(self) -> str:
        return words(self.text)

    @cached_property
    def pieces(self) -> frozenset[str]:
        return _pieces(self.text)


@dataclass(frozen=True)
class _Reading:
    """A question as its neighbours on the paper bear on it."""

    question: Question

    @cached_property
    def clauses(self) -> tuple[_Clause, ...]:
        """Return what it tells: stem, unless a statement that is wrong, and explanation."""
        question = self.question
        told = [("解析", question.explanation)]
        if question.type is not QuestionType.TRUE_FALSE or question.is_true:
            told.insert(0, ("题干", question.stem))
        cut = [(place, clause) for place, text in told for clause in _CLAUSE.split(text)]
        return tuple(_Clause(clause, place) for place, clause in cut if clause.strip())

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(map(words, self.question.key_texts))

    @cached_property
    def stem_words(self) -> str:
        return words(self.question.stem)

    @cached_property
    def stem_pieces(self) -> frozenset[str]:
        return _pieces(self.question.stem)

    @property
    def is_guessable(self) -> bool:
        """Tell whether its key is words another question could give away."""
        if self.question.type is QuestionType.TRUE_FALSE:
            return self.question.is_true
        is_long = all(len(key) >= _SHORTEST_KEY for key in self.keys)
        return is_long and not all(key in self.stem_words for key in self.keys)


def giveaways(questions: Sequence[Question]) -> Iterator[Finding]:
    """List the pairs of one paper where the first answers the second.

    A choice is answered by one sentence that holds all its key's words, if few questions of the
    paper do, and enough of its stem: the closer the two are in the law, the less is enough.
    A true statement is answered by a sentence that says most of it, with all its numbers.
    """
    readings = [_Reading(question) for question in questions]
    for asked in filter(lambda reading: reading.is_guessable, readings):
        if _is_common(asked, readings):
            continue
        for teller in readings:
            if teller is not asked and (clause := _telling(teller, asked)) is not None:
                yield _finding(teller, asked, clause)


def _telling(teller: _Reading, asked: _Reading) -> _Clause | None:
    """Return the first sentence of one question that answers another."""
    tells = _states if asked.question.type is QuestionType.TRUE_FALSE else _holds_key
    return next((clause for clause in teller.clauses if tells(clause, teller, asked)), None)


def _holds_key(clause: _Clause, teller: _Reading, asked: _Reading) -> bool:
    if not all(key in clause.words for key in asked.keys):
        return False
    return _share(clause, asked) >= _enough(teller.question, asked.question)


def _states(clause: _Clause, teller: _Reading, asked: _Reading) -> bool:
    if _share(clause, asked) < STATED:
        return False
    shown = find_all(clause.text)
    return all(number.stands_in(shown) for number in find_all(asked.question.stem))


def _enough(teller: Question, asked: Question) -> float:
    ours, theirs = teller.citation, asked.citation
    if ours.law != theirs.law:
        return ELSEWHERE
    return SAME_ARTICLE if ours.article == theirs.article else SAME_LAW


def _share(clause: _Clause, asked: _Reading) -> float:
    return len(asked.stem_pieces & clause.pieces) / len(asked.stem_pieces)


def _is_common(asked: _Reading, readings: Sequence[_Reading]) -> bool:
    """Tell whether the key's words stand in many questions; a statement has no such words."""
    if asked.question.type is QuestionType.TRUE_FALSE:
        return False
    holding = sum(
        any(all(key in clause.words for key in asked.keys) for clause in reading.clauses)
        for reading in readings
        if reading is not asked
    )
    return holding > COMMON


def _pieces(text: str) -> frozenset[str]:
    return frozenset(grams(bare(text), 2))


def _finding(teller: _Reading, asked: _Reading, clause: _Clause) -> Finding:
    told = "、".join(asked.question.key_texts)
    what = (
        "与后一题的说法相同" if asked.question.type is QuestionType.TRUE_FALSE else f"写有“{told}”"
    )
    return Finding(
        "giveaway",
        (teller.question.id, asked.question.id),
        f"前一题的{clause.place}{what}，会提示后一题的答案，请不要编入同一份试卷。",
    )
