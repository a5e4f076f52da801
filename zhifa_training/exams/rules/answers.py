"""What a save may hold, and which answer of an item is the current one (作答规则)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from question_bank.responses import handles, is_token, read_stored, stored
from zhifa_training.core.errors import DomainError

MOST_EVENTS = 200
MOST_TOKENS = 200
LONGEST_VALUE = 12_000
LARGEST_NUMBER = 2**31 - 1
DASHED = 36

Choices = Mapping[str, frozenset[str]]
"""Item id to the handles it offers: options, steps, sides, blanks, entries."""


class MalformedSaveError(DomainError):
    """A save that no exam page of ours would send (请求格式有误)."""


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """One answer as the page sends it (作答): sorts by event, so that writers lock in one order."""

    event_id: UUID
    item_id: UUID
    tokens: tuple[str, ...]
    seq: int

    @property
    def value(self) -> str:
        """Return what is stored."""
        return stored(self.tokens)

    @property
    def handles(self) -> list[str]:
        """Return all that the tokens speak of."""
        return sorted({handle for token in self.tokens for handle in handles(token)})


@dataclass(frozen=True, slots=True)
class Save:
    """A request to save some answers, well formed."""

    epoch: int
    answers: tuple[Answer, ...]


def read_save(body: Any) -> Save:
    """Return the save that a JSON ``body`` asks for; raise MalformedSaveError naming what is wrong.

    Whatever else the page may send, such as times or scores, is not looked at.
    """
    if not isinstance(body, dict):
        raise MalformedSaveError("请求不是 JSON 对象，请刷新页面后重试")
    events = body.get("events")
    if not isinstance(events, list) or not 1 <= len(events) <= MOST_EVENTS:
        raise MalformedSaveError(f"events 须为 1 至 {MOST_EVENTS} 条作答")
    epoch = _whole(body.get("epoch"), "epoch")
    answers = (_answer(event, place) for place, event in enumerate(events, 1))
    return Save(epoch, tuple(sorted(answers)))


def read_epoch(body: Any) -> int:
    """Return the lease epoch a JSON ``body`` speaks for."""
    return _whole(body.get("epoch") if isinstance(body, dict) else None, "epoch")


def _answer(event: Any, place: int) -> Answer:
    where = f"第 {place} 条作答"
    if not isinstance(event, dict):
        raise MalformedSaveError(f"{where}不是 JSON 对象")
    return Answer(
        _uuid(event.get("id"), f"{where}的 id"),
        _uuid(event.get("item"), f"{where}的 item"),
        _tokens(event.get("value"), f"{where}的 value"),
        _whole(event.get("seq"), f"{where}的 seq"),
    )


def _uuid(value: Any, where: str) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise MalformedSaveError(f"{where} 不是有效的标识") from None


def _tokens(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_TOKENS:
        raise MalformedSaveError(f"{where} 须为作答的列表")
    if not all(isinstance(token, str) and is_token(token) for token in value):
        raise MalformedSaveError(f"{where} 含有无效的作答")
    given = tuple(sorted(set(value)))
    if sum(map(len, given)) > LONGEST_VALUE:
        raise MalformedSaveError(f"{where} 过长，最多 {LONGEST_VALUE} 字")
    return given


def _whole(value: Any, where: str) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
        raise MalformedSaveError(f"{where} 须为非负整数")
    return value


def fits(answers: Iterable[Answer], choices: Choices) -> bool:
    """Tell whether every answer is to an item of the paper, and speaks only of what it offers."""
    return all(
        str(answer.item_id) in choices and choices[str(answer.item_id)].issuperset(answer.handles)
        for answer in answers
    )


def choices_of(layout: Iterable[Iterable[Any]]) -> dict[str, frozenset[str]]:
    """Return what each item of a materialised ``layout`` offers."""
    return {item: frozenset(options) for item, options in layout}


class Kept(NamedTuple):
    """A stored answer (已存作答): of one item, the greatest is the current one."""

    epoch: int
    seq: int
    event_id: UUID
    item_id: UUID
    value: str


def kept(rows: Iterable[Iterable[Any]] | None) -> list[Kept]:
    """Read stored answers from rows of ``[event id, item id, value, seq, epoch]``."""
    return [
        Kept(epoch, seq, UUID(event_id), UUID(item_id), value)
        for event_id, item_id, value, seq, epoch in rows or ()
    ]


def current_answers(answers: Iterable[Kept]) -> dict[str, frozenset[str]]:
    """Return the current answer of each item, by ``(lease epoch, client seq)``; cleared ones not.

    Two events of equal rank, which only two tabs of one device can make, are told apart by id, so
    that every reader sees the same paper.
    """
    latest: dict[UUID, Kept] = {}
    for answer in sorted(answers):
        latest[answer.item_id] = answer
    given = {item: answer.value for item, answer in latest.items() if answer.value}
    return {str(item): read_stored(value) for item, value in given.items()}


def answered(rows: Iterable[Iterable[Any]] | None) -> dict[str, frozenset[str]]:
    """Return the current answers straight from rows: for a hand-in, which reads no event's id.

    Ids of one database are spelled alike and in lower case, so that their texts sort as they do.
    """
    latest: dict[str, tuple[int, int, str, str]] = {}
    for event_id, item_id, value, seq, epoch in rows or ():
        rank = (epoch, seq, event_id, value)
        if item_id not in latest or latest[item_id] < rank:
            latest[item_id] = rank
    return {_dashed(item): read_stored(rank[3]) for item, rank in latest.items() if rank[3]}


def _dashed(text: str) -> str:
    """Return an id as all our JSON spells it; SQLite keeps ids without dashes."""
    if len(text) == DASHED:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def next_seq(answers: Iterable[Kept]) -> int:
    """Return the client sequence number the page goes on with."""
    return max((answer.seq for answer in answers), default=0) + 1
