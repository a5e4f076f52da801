"""Our questions as drafts (试题转草稿): what writers write, and what a reader should find again."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from question_bank.formats.drafts import Draft
from question_bank.formats.wording import distinct, has_forbidden, tidy
from question_bank.numerals import to_chinese
from question_bank.questions import FALSE, LETTERS, TRUE, Blank, Citation, Question, QuestionType
from question_bank.syllabus import Field

SHOWN = 5
"""How many refused questions a refusal names."""
_MARKS = re.compile(r"[;；\\]")
_PARTS = re.compile(r"((?:\\.|[^;；\\])*)[;；]", re.DOTALL)
_KEPT = re.compile(r"\\(.)", re.DOTALL)
Refusal = Callable[[Draft], str]
"""Says why a format cannot express a draft; empty where it can."""


class CannotWriteError(ValueError):
    """Name the questions a format cannot express, so that none is left out silently."""


def drafts_to_write(questions: Sequence[Question], refuse: Refusal) -> list[Draft]:
    """Return questions as drafts, or insist that all of them can be expressed."""
    drafts = [exchanged(question) for question in questions]
    refused = [f"{draft.code}：{reason}" for draft in drafts if (reason := refuse(draft))]
    if refused:
        shown = "".join(refused[:SHOWN])
        others = len(refused) - SHOWN
        more = f"另有 {others} 道同样不能导出。" if others > 0 else ""
        raise CannotWriteError(
            f"有 {len(refused)} 道题不能用此格式导出，请另选格式或取消选择。{shown}{more}"
        )
    return drafts


def exchanged(question: Question) -> Draft:
    """Return a question as the draft an exchange without loss would give back."""
    media = (f"{one.kind}:{one.digest}:{tidy(one.description)}" for one in question.body.media)
    return replace(
        _inner(question),
        place=question.id,
        topic=question.topic.label,
        fields=tuple(field.label for field in Field if field in question.fields),
        difficulty=question.difficulty.label,
        code=question.id,
        media=tuple(media),
    )


def _inner(question: Question, points: int = 0) -> Draft:
    body = question.body
    return Draft(
        place="",
        type=question.type,
        stem=tidy(question.stem),
        options=_options(question),
        key=_KEYS.get(question.type, _letters)(question),
        analysis=tidy(question.explanation),
        extras=_extras(question),
        guide=tuple((point.points, tidy(point.text)) for point in body.guide),
        parts=tuple(_inner(part.question, part.points) for part in body.parts),
        law=law_label(question.citation),
        article=article_label(question.citation),
        evidence=tidy(question.evidence),
        points=points,
    )


def _options(question: Question) -> tuple[str, ...]:
    if question.type is QuestionType.ORDERING:
        return tuple(tidy(text) for text in question.key_texts)
    return tuple(tidy(option.text) for option in question.options)


def law_label(citation: Citation) -> str:
    """Return 行政处罚法（2021-01-22）, the law in the version a key rests on."""
    return f"{citation.law}（{citation.version:%Y-%m-%d}）"


def article_label(citation: Citation) -> str:
    """Return 第五十一条第二款."""
    label = f"第{to_chinese(citation.article)}条"
    if citation.paragraph is None:
        return label
    return f"{label}第{to_chinese(citation.paragraph)}款"


def _letters(question: Question) -> tuple[str, ...]:
    right = question.key
    chosen = zip(LETTERS, question.options, strict=False)
    return tuple(letter for letter, option in chosen if option.id in right)


def _judged(question: Question) -> tuple[str, ...]:
    return (TRUE if question.is_true else FALSE,)


def _filled(question: Question) -> tuple[str, ...]:
    return tuple(_accepted(blank) for blank in question.body.blanks)


def _accepted(blank: Blank) -> str:
    return joined(tidy(words) for words in blank.accepted)


def joined(accepted: Iterable[str]) -> str:
    """Join the answers a blank accepts by ``;``, a backslash keeping the marks inside them."""
    return ";".join(_MARKS.sub(r"\\\g<0>", words) for words in accepted)


def accepted_in(joined_words: str) -> list[str]:
    """Return the answers that ``joined`` joined."""
    parts = _PARTS.findall(joined_words + ";")
    return [_KEPT.sub(r"\1", part) for part in parts]


def starred(joined_words: str) -> list[str]:
    """Return the answers of a blank as Moodle wants them, a backslash before each asterisk."""
    return [words.replace("*", r"\*") for words in accepted_in(joined_words)]


def _rights(question: Question) -> tuple[str, ...]:
    texts = {target.id: tidy(target.text) for target in question.body.targets}
    right = _matched(question)
    return tuple(texts.get(right.get(left.id, ""), "") for left in question.options)


def _matched(question: Question) -> dict[str, str]:
    pairs = (token.partition(".") for token in question.key)
    return {left: right for left, _dot, right in pairs}


def _wrong_passages(question: Question) -> tuple[str, ...]:
    wrong = {correction.id for correction in question.body.corrections}
    passages = zip(LETTERS, question.options, strict=False)
    return tuple(letter for letter, option in passages if option.id in wrong)


def _no_key(_question: Question) -> tuple[str, ...]:
    return ()


def _extras(question: Question) -> tuple[str, ...]:
    if question.type is QuestionType.DOCUMENT_ERROR:
        said = {one.id: tidy(one.text) for one in question.body.corrections}
        return tuple(said[option.id] for option in question.options if option.id in said)
    used = set(_matched(question).values()) if question.type is QuestionType.MATCHING else set()
    return tuple(tidy(one.text) for one in question.body.targets if one.id not in used)


_KEYS: dict[QuestionType, Callable[[Question], tuple[str, ...]]] = {
    QuestionType.TRUE_FALSE: _judged,
    QuestionType.FILL_IN: _filled,
    QuestionType.MATCHING: _rights,
    QuestionType.ORDERING: _no_key,
    QuestionType.SHORT_ANSWER: _no_key,
    QuestionType.CASE: _no_key,
    QuestionType.DOCUMENT_ERROR: _wrong_passages,
}


def common_losses(question: Question) -> list[str]:
    """List what no exchange format carries of a question, in Chinese."""
    return list(distinct(_common(question)))


def _common(question: Question) -> Iterable[str]:
    if any(has_forbidden(text) for text in _texts(question)):
        yield "文字中的控制字符不能写入交换文件，导出时删除。"
    if question.body.media:
        yield "图片、视频本身不写入文件，只写编号和说明；导入其他系统后须另行上传。"
    for part in question.body.parts:
        yield from _common(part.question)


def _texts(question: Question) -> Iterable[str]:
    body = question.body
    yield from (question.stem, question.explanation, question.evidence)
    yield from (option.text for option in (*question.options, *body.targets))
    yield from (point.text for point in body.guide)
    yield from (correction.text for correction in body.corrections)
    yield from (words for blank in body.blanks for words in blank.accepted)
