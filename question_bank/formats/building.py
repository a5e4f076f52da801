"""Drafts and questions of the bank, each from the other (草稿与试题互转)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from question_bank.formats.drafts import Draft, judge
from question_bank.formats.lists import ACCEPTED, join, split
from question_bank.formats.own_drafts import article_label, law_label
from question_bank.numerals import NUMERALS, NumeralError, to_arabic
from question_bank.questions import (
    FALSE,
    LETTERS,
    TRUE,
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

_VERSION = re.compile(r"^《?(.+?)》?\s*[(（](\d{4}-\d{2}-\d{2})[)）]$")
_ARTICLE = re.compile(rf"^第?\s*([{NUMERALS}]+|\d+)\s*条?(?:\s*第?\s*([{NUMERALS}]+|\d+)\s*款)?$")
_MEDIUM = re.compile(r"^(image|video):([0-9a-f]{16,64}):(.*)$", re.DOTALL)


_Labelled = TypeVar("_Labelled", Topic, Difficulty)


class IncompleteDraftError(ValueError):
    """Refuse to make a question of a draft that says too little (草稿不完整)."""


def draft_of(question: Question, place: str = "") -> Draft:
    """Return a question as a draft, with nothing of it lost but its ids."""
    citation = question.citation
    bare = Draft(
        place=place or question.id,
        type=question.type,
        stem=question.stem,
        options=tuple(option.text for option in question.options),
        key=(),
        analysis=question.explanation,
        law=law_label(citation),
        article=article_label(citation),
        topic=question.topic.label,
        fields=tuple(one.label for one in Field if one in question.fields),
        difficulty=question.difficulty.label,
        code=question.id,
        media=tuple(f"{one.kind}:{one.digest}:{one.description}" for one in question.body.media),
        evidence=question.evidence,
    )
    return _DRAFTERS.get(question.type, _lettered)(bare, question)


def _lettered(bare: Draft, question: Question) -> Draft:
    letters = [
        letter
        for letter, option in zip(LETTERS, question.options, strict=False)
        if option.id in question.key
    ]
    return replace(bare, key=tuple(letters))


def _judged(bare: Draft, question: Question) -> Draft:
    return replace(bare, options=(TRUE, FALSE), key=(TRUE if question.is_true else FALSE,))


def _filled(bare: Draft, question: Question) -> Draft:
    return replace(bare, key=tuple(join(one.accepted, ACCEPTED) for one in question.body.blanks))


def _ordered(bare: Draft, question: Question) -> Draft:
    return replace(bare, options=question.key_texts)


def _matched(bare: Draft, question: Question) -> Draft:
    targets = {target.id: target.text for target in question.body.targets}
    right = dict(token.split(".", 1) for token in question.key)
    used = [right[left.id] for left in question.options if left.id in right]
    extras = tuple(text for one, text in targets.items() if one not in used)
    return replace(bare, key=tuple(targets.get(one, "") for one in used), extras=extras)


def _guided(bare: Draft, question: Question) -> Draft:
    return replace(bare, guide=tuple((one.points, one.text) for one in question.body.guide))


def _corrected(bare: Draft, question: Question) -> Draft:
    texts = {one.id: one.text for one in question.body.corrections}
    wrong = [
        (letter, texts[option.id])
        for letter, option in zip(LETTERS, question.options, strict=False)
        if option.id in texts
    ]
    return replace(bare, key=tuple(one for one, _ in wrong), extras=tuple(t for _, t in wrong))


def _in_parts(bare: Draft, question: Question) -> Draft:
    parts = (replace(draft_of(part.question), points=part.points) for part in question.body.parts)
    return replace(bare, parts=tuple(parts))


_DRAFTERS: Mapping[QuestionType, Callable[[Draft, Question], Draft]] = {
    QuestionType.TRUE_FALSE: _judged,
    QuestionType.FILL_IN: _filled,
    QuestionType.ORDERING: _ordered,
    QuestionType.MATCHING: _matched,
    QuestionType.SHORT_ANSWER: _guided,
    QuestionType.DOCUMENT_ERROR: _corrected,
    QuestionType.CASE: _in_parts,
}


def question_of(draft: Draft, *, code: str = "", citation: Citation | None = None) -> Question:
    """Make a question of a sound draft; ``code`` and ``citation`` stand in for what it lacks."""
    if faults := judge(draft):
        raise IncompleteDraftError("".join(faults))
    seed = draft.code or code
    cited = cited_by(draft, citation)
    if not seed or cited is None or draft.type is None:
        raise IncompleteDraftError("缺少试题编号或依据条款，请补填编号、依据法规（含版本）和条款。")
    bare = Question(
        id=seed,
        type=draft.type,
        stem=draft.stem,
        options=options_of(seed, list(draft.options)),
        key=frozenset(),
        citation=cited,
        explanation=draft.analysis,
        evidence=draft.evidence,
        topic=_labelled(Topic, draft.topic, Topic.COMMON_LAW),
        fields=_fields(draft),
        difficulty=_labelled(Difficulty, draft.difficulty, Difficulty.MEDIUM),
    )
    return keyed(_BUILDERS.get(draft.type, _choose)(draft, bare))


def cited_by(draft: Draft, otherwise: Citation | None = None) -> Citation | None:
    """Return the citation a draft gives with the version of its law, or else another."""
    law, place = _VERSION.match(draft.law), _ARTICLE.match(draft.article)
    try:
        article, paragraph = (_whole(place.group(at)) if place else None for at in (1, 2))
        version = date.fromisoformat(law.group(2)) if law else None
    except (NumeralError, ValueError):
        return otherwise
    if law and version and article:
        return Citation(law.group(1), version, article, paragraph)
    if otherwise and article:
        return replace(otherwise, article=article, paragraph=paragraph)
    return otherwise


def _whole(words: str | None) -> int | None:
    if words is None:
        return None
    return int(words) if words.isdecimal() else to_arabic(words)


def _labelled(kind: type[_Labelled], label: str, otherwise: _Labelled) -> _Labelled:
    return next((one for one in kind if one.label == label), otherwise)


def _fields(draft: Draft) -> frozenset[Field]:
    return frozenset(one for one in Field if one.label in draft.fields) or frozenset(
        [Field.GENERAL]
    )


def _choose(draft: Draft, bare: Question) -> Question:
    chosen = frozenset(bare.options[LETTERS.index(letter)].id for letter in draft.key)
    media = tuple(
        Medium(found.group(2), found.group(1), found.group(3))
        for one in draft.media
        if (found := _MEDIUM.match(one))
    )
    return replace(bare, key=chosen, body=Body(media=media))


def _decide(draft: Draft, bare: Question) -> Question:
    options = true_false_options(bare.id)
    right = options[0 if draft.key == (TRUE,) else 1].id
    return replace(bare, options=options, key=frozenset([right]))


def _blank_out(draft: Draft, bare: Question) -> Question:
    blanks = tuple(
        Blank(option_id(bare.id, place), tuple(split(words, ACCEPTED)))
        for place, words in enumerate(draft.key)
    )
    return replace(bare, options=(), body=Body(blanks=blanks))


def _keep(_draft: Draft, bare: Question) -> Question:
    return bare


def _pair(draft: Draft, bare: Question) -> Question:
    rights = options_of(bare.id, [*draft.key, *draft.extras], len(draft.options))
    return replace(bare, body=Body(targets=rights))


def _guide(draft: Draft, bare: Question) -> Question:
    guide = tuple(GuidePoint(points, text) for points, text in draft.guide)
    return replace(bare, options=(), body=Body(entry=option_id(bare.id, 0), guide=guide))


def _correct(draft: Draft, bare: Question) -> Question:
    corrections = tuple(
        Correction(bare.options[LETTERS.index(letter)].id, text)
        for letter, text in zip(draft.key, draft.extras, strict=True)
    )
    return replace(bare, body=Body(corrections=corrections))


def _compose(draft: Draft, bare: Question) -> Question:
    parts = []
    for place, part in enumerate(draft.parts, 1):
        shared = replace(part, code="", topic=draft.topic, fields=draft.fields)
        shared = replace(shared, difficulty=draft.difficulty)
        if part.law and not _VERSION.match(part.law):
            shared = replace(shared, law=draft.law)
        question = question_of(shared, code=f"{bare.id}.{place}", citation=bare.citation)
        parts.append(Part(part.points or 1, question))
    return replace(bare, options=(), body=Body(parts=tuple(parts)))


_BUILDERS: Mapping[QuestionType, Callable[[Draft, Question], Question]] = {
    QuestionType.TRUE_FALSE: _decide,
    QuestionType.FILL_IN: _blank_out,
    QuestionType.ORDERING: _keep,
    QuestionType.MATCHING: _pair,
    QuestionType.SHORT_ANSWER: _guide,
    QuestionType.DOCUMENT_ERROR: _correct,
    QuestionType.CASE: _compose,
}
