"""What one practises, in which order, and where one stopped (练习方式)."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NoReturn
from uuid import UUID

from question_bank.questions import QuestionType
from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word

LONGEST_SUBJECT = 200
_ARTICLE = re.compile(r"([0-9a-f-]{36})\.([1-9]\d{0,3})")


class NothingToPractiseError(DomainError):
    """No question fits what was asked for (没有可练习的题)."""


class UnknownSubjectError(DomainError):
    """The address names nothing that can be practised (练习内容有误)."""


class Mode(Word):
    """A way to practise (练习方式)."""

    SEQUENCE = "sequence", "顺序练习"
    RANDOM = "random", "随机练习"
    FOCUS = "focus", "专项练习"
    UNSEEN = "unseen", "未做过的题"
    WRONG = "wrong", "错题练习"
    FAVOURITE = "favourite", "收藏的题"


NOTHING_LEFT = {
    Mode.UNSEEN: "练习题都做过了。可以做随机练习，或者复习错题",
    Mode.WRONG: "错题本里目前没有可以练习的题",
    Mode.FAVOURITE: "还没有收藏可以练习的题。答题时点“收藏本题”即可加入",
    Mode.FOCUS: "这一专项目前没有练习题，请换一部法规或者题型",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a focused run is about (专项内容): a law, some articles, or a type; else everything."""

    law_id: UUID | None = None
    articles: tuple[tuple[UUID, int], ...] = ()
    type: QuestionType | None = None

    def __str__(self) -> str:
        """Return it as addresses and the database write it."""
        if self.law_id:
            return f"law:{self.law_id}"
        if self.articles:
            return "articles:" + ",".join(f"{law}.{number}" for law, number in self.articles)
        return f"type:{self.type.value}" if self.type else ""


def read_subject(mode: Mode, text: str) -> Subject:
    """Return the subject that ``text`` names; only a focused run has one."""
    if mode is not Mode.FOCUS:
        return Subject()
    kind, _, rest = text.partition(":")
    try:
        return _READERS[kind](rest)
    except (KeyError, ValueError):
        raise UnknownSubjectError(
            "没有选定专项：请在练习首页选择一部法规、一个条文或者一种题型"
        ) from None


def _articles(text: str) -> tuple[tuple[UUID, int], ...]:
    found = [_ARTICLE.fullmatch(one) for one in text[:LONGEST_SUBJECT].split(",")]
    return tuple((UUID(one[1]), int(one[2])) if one else _refuse(text) for one in found)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


_READERS: dict[str, Callable[[str], Subject]] = {
    "law": lambda text: Subject(law_id=UUID(text)),
    "type": lambda text: Subject(type=QuestionType(text)),
    "articles": lambda text: Subject(articles=_articles(text)),
}


def in_turn(mode: Mode, questions: Sequence[str], seed: str) -> list[str]:
    """Return the questions in the order they are asked; only a random run shuffles them."""
    if not questions:
        raise NothingToPractiseError(
            NOTHING_LEFT.get(mode, "目前没有练习题，请等待题库管理人员补充")
        )
    turn = list(questions)
    if mode is Mode.RANDOM:
        Random(seed).shuffle(turn)  # noqa: S311 - an order, not a secret
    return turn


def resume_at(total: int, answered: Collection[int], last: int | None) -> int | None:
    """Return the place to go on from: the first open one after ``last``, else the first of all."""
    still_open = [place for place in range(1, total + 1) if place not in answered]
    later = [place for place in still_open if last is None or place > last]
    return next(iter(later or still_open), None)


def shuffled(groups: Iterable[tuple[Sequence[str], bool]], seed: str) -> list[str]:
    """Return handles group by group; the order of those that may move is drawn by the seed."""
    draw = Random(seed)  # noqa: S311 - an order, not a secret
    return [
        handle
        for handles, may_move in groups
        for handle in (draw.sample(sorted(handles), len(handles)) if may_move else handles)
    ]
