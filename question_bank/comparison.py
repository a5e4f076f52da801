"""Show what changed between two wordings of a question (修订对照), word for word."""

from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.amendments.redline import Mark, Segment, new_side, old_side, redline
from question_bank.in_words import right_in_words
from question_bank.questions import LETTERS, Option, Question, QuestionType


@dataclass(frozen=True)
class Line:
    """Hold one thing a question says (对照行), before and after."""

    label: str
    before: list[Segment]
    after: list[Segment]

    @property
    def is_changed(self) -> bool:
        """Tell whether anything differs."""
        return any(one.mark is not Mark.EQUAL for one in (*self.before, *self.after))


def compare(before: Question | None, after: Question) -> list[Line]:
    """List all a question says, in order, with what differs marked; all is new without a before."""
    old = dict(says(before)) if before else {}
    new = dict(says(after))
    labels = [*new, *(label for label in old if label not in new)]
    return [_line(label, old.get(label, ""), new.get(label, "")) for label in labels]


def says(question: Question) -> Iterator[tuple[str, str]]:
    """List what a reader, a candidate or a marker gets from a question, by label."""
    yield "题型", question.type.label
    yield from _asks(question)
    for place, part in enumerate(question.body.parts, 1):
        name = f"第 {place} 小题"
        yield name, f"{part.question.type.label}，占 {part.points} 份"
        for label, text in _asks(part.question):
            yield f"{name} · {label}", text
        yield f"{name} · 解析", part.question.explanation
        yield f"{name} · 依据", part.question.citation.label
        yield f"{name} · 依据原文", part.question.evidence
    yield "解析", question.explanation
    yield "依据", question.citation.label
    yield "依据原文", question.evidence
    yield "内容类别", question.topic.label
    yield "适用门类", "、".join(sorted(field.label for field in question.fields))
    yield "难度", question.difficulty.label


def _line(label: str, before: str, after: str) -> Line:
    segments = redline(before, after)
    return Line(label, old_side(segments), new_side(segments))


def _asks(question: Question) -> Iterator[tuple[str, str]]:
    yield "题干", question.stem
    if media := question.body.media:
        yield "图像", "\n".join(f"{one.description}（{one.digest[:12]}）" for one in media)
    if question.type.is_choice:
        yield "选项", _lettered(question.options)
    if question.body.targets:
        yield "右栏", "\n".join(target.text for target in question.body.targets)
    if question.type is not QuestionType.CASE:
        name = "评分要点" if question.type is QuestionType.SHORT_ANSWER else "答案"
        yield name, "\n".join(right_in_words(question, question.key))


def _lettered(options: tuple[Option, ...]) -> str:
    pairs = zip(LETTERS, options, strict=False)
    return "\n".join(f"{letter}. {option.text}" for letter, option in pairs)
