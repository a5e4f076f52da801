"""Questions of the exam page, rendered once for all who sit the paper (题目片段).

A candidate's own are the number of a question, where its options stand, and what was answered.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from zhifa_training.core.fillable import Fillable, slot

Render = Callable[[Mapping[str, Any], str, Any], str]
"""Renders a question from its values, its number and the tokens that were chosen."""
NUMBER = "number"
_WRITTEN = slot("written")
_CHOSEN = re.compile(r'value="([^"]*)" (checked|selected)')
_LISTS = ("options", "targets")


@dataclass(frozen=True, slots=True)
class _Group:
    """Options that stand in one list, and the slots of their places."""

    handles: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a token is shown as chosen."""

    slot: str
    token: Fillable
    word: str


class _Everything:
    """Stands for tokens of which every one was chosen, and every line was written."""

    def __contains__(self, token: object) -> bool:
        return True

    def __iter__(self) -> Iterator["_Token"]:
        yield _Token()


class _Token(str):
    __slots__ = ()

    def startswith(self, *_given: Any) -> bool:
        return True

    def partition(self, sep: str) -> tuple[str, str, str]:
        return "", sep, _WRITTEN


@dataclass(frozen=True, slots=True)
class Article:
    """One question of a paper, with slots."""

    text: Fillable
    groups: tuple[_Group, ...]
    words: Mapping[str, str]
    marks: tuple[_Mark, ...]
    entries: Mapping[str, str]
    """What is written on, by slot."""

    @classmethod
    def of(cls, item: Mapping[str, Any], render: Render) -> "Article":
        """Return a question as ``render`` makes it, rendered once."""
        groups: list[_Group] = []
        rendered = render(_stand_in(item, groups), slot(NUMBER), _Everything())
        marks: list[_Mark] = []

        def marked(found: re.Match[str]) -> str:
            token, word = found.groups()
            marks.append(_Mark(f"mark{len(marks)}", Fillable.of(token), f" {word}"))
            return f'value="{token}"{slot(marks[-1].slot)}'

        entries = {f"written{place}": entry for place, entry in enumerate(_entries(item))}
        rendered = _CHOSEN.sub(marked, rendered)
        for name in entries:
            rendered = rendered.replace(_WRITTEN, slot(name), 1)
        words = {one["id"]: str(escape(one["text"])) for one in _listed(item)}
        return cls(Fillable.of(rendered), tuple(groups), words, tuple(marks), entries)

    def fill(self, number: int, order: Iterable[str], chosen: Collection[str]) -> str:
        """Return the question as one candidate sees it; ``chosen`` are the tokens given so far."""
        places = {handle: place for place, handle in enumerate(order)}
        values = {NUMBER: str(number)}
        for group in self.groups:
            ordered = sorted(group.handles, key=places.__getitem__)
            for (own, text), handle in zip(group.slots, ordered, strict=True):
                values[own], values[text] = handle, self.words[handle]
        for mark in self.marks:
            is_chosen = chosen and mark.token.fill(values) in chosen
            values[mark.slot] = mark.word if is_chosen else ""
        for name, entry in self.entries.items():
            values[name] = _written(entry, chosen)
        return self.text.fill(values)


def _stand_in(item: Mapping[str, Any], groups: list[_Group]) -> dict[str, Any]:
    """Return a question whose lists hold slots, and note which handles belong there."""
    stand_in = dict(item)
    for name in _LISTS:
        if listed := item.get(name):
            at = len(groups)
            slots = tuple((f"id{at}.{k}", f"text{at}.{k}") for k in range(len(listed)))
            groups.append(_Group(tuple(one["id"] for one in listed), slots))
            stand_in[name] = [{"id": slot(own), "text": slot(text)} for own, text in slots]
    if parts := item.get("parts"):
        stand_in["parts"] = [_stand_in(part, groups) for part in parts]
    return stand_in


def _listed(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in _LISTS:
        yield from item.get(name, ())
    for part in item.get("parts", ()):
        yield from _listed(part)


def _entries(item: Mapping[str, Any]) -> Iterator[str]:
    yield from item.get("blanks", ())
    yield from filter(None, [item.get("entry")])
    for part in item.get("parts", ()):
        yield from _entries(part)


def _written(entry: str, chosen: Collection[str]) -> str:
    own = f"{entry}="
    return "".join(str(escape(token[len(own) :])) for token in chosen if token.startswith(own))
