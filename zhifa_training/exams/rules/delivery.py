"""Frozen papers, remembered by the process that delivered them (已发试卷).

What is remembered never changes: an attempt keeps its paper, and a paper its questions.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from question_bank.delivery import Group, groups_of, handles_of, in_order
from zhifa_training.exams.rules.answers import Choices, choices_of

PAPERS_KEPT = 64
ATTEMPTS_KEPT = 50_000
Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The most recently used values, up to a number, shared by the threads of a worker."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[UUID, Value] = OrderedDict()
        self._lock = Lock()

    def find(self, key: UUID) -> Value | None:
        """Return what is remembered of ``key``, if anything."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def keep(self, key: UUID, value: Value) -> Value:
        """Remember ``value``, or return the equal one already remembered."""
        with self._lock:
            kept = self._values.setdefault(key, value)
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
            return kept

    def replace(self, key: UUID, value: Value) -> Value:
        """Remember ``value`` in the place of what is remembered."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
            return value

    def all(self) -> dict[UUID, Value]:
        """Return all that is remembered now."""
        with self._lock:
            return dict(self._values)

    def forget(self) -> None:
        """Remember nothing any more."""
        with self._lock:
            self._values.clear()


@dataclass(frozen=True, slots=True)
class DeliveredPaper:
    """A frozen paper as candidates may see it: no key is in it."""

    items: dict[str, dict[str, Any]]
    choices: Choices
    groups: list[tuple[str, list[Group]]]
    """What each question offers, group by group, from which a candidate's order is drawn."""

    @classmethod
    def of(cls, content: Iterable[dict[str, Any]]) -> "DeliveredPaper":
        """Return a paper from its stored content."""
        items = {item["id"]: item for item in content}
        choices = {item["id"]: frozenset(handles_of(item)) for item in items.values()}
        return cls(items, choices, [(item["id"], groups_of(item)) for item in items.values()])

    def item(self, item_id: str, order: Iterable[str]) -> dict[str, Any]:
        """Return a question with what it offers in the given order."""
        return in_order(self.items[item_id], order)


papers: Memory[DeliveredPaper] = Memory(PAPERS_KEPT)
papers_by_sitting: Memory[tuple[UUID, ...]] = Memory(PAPERS_KEPT)
"""The forms of a sitting's exam, which are all made when it is published."""
choices_by_paper: Memory[Choices] = Memory(PAPERS_KEPT)
choices_by_attempt: Memory[Choices] = Memory(ATTEMPTS_KEPT)


def remember_choices(attempt_id: UUID, paper_id: UUID, layout: Iterable[Iterable[Any]]) -> None:
    """Remember what an attempt may be answered with; attempts of one paper share it."""
    known = choices_by_paper.find(paper_id) or choices_by_paper.keep(paper_id, choices_of(layout))
    choices_by_attempt.keep(attempt_id, known)
