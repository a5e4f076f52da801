"""Frozen papers, remembered by the process that delivered them (已发试卷).

What is remembered never changes: an attempt keeps its paper, and a paper its questions.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

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

    @classmethod
    def of(cls, content: Iterable[dict[str, Any]]) -> "DeliveredPaper":
        """Return a paper from its stored content."""
        items = {item["id"]: item for item in content}
        layout = ((item["id"], [o["id"] for o in item["options"]]) for item in items.values())
        return cls(items, choices_of(layout))

    def item(self, item_id: str, option_ids: Iterable[str]) -> dict[str, Any]:
        """Return a question with its options in the given order."""
        item = self.items[item_id]
        by_id = {option["id"]: option for option in item["options"]}
        return item | {"options": [by_id[option] for option in option_ids]}


papers: Memory[DeliveredPaper] = Memory(PAPERS_KEPT)
choices_by_paper: Memory[Choices] = Memory(PAPERS_KEPT)
choices_by_attempt: Memory[Choices] = Memory(ATTEMPTS_KEPT)


def remember_choices(attempt_id: UUID, paper_id: UUID, layout: Iterable[Iterable[Any]]) -> None:
    """Remember what an attempt may be answered with; attempts of one paper share it."""
    known = choices_by_paper.find(paper_id) or choices_by_paper.keep(paper_id, choices_of(layout))
    choices_by_attempt.keep(attempt_id, known)
