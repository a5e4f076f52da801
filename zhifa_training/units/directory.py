"""Finding a unit by what people call it (机构名录): code, unique short name, or path."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zhifa_training.core.plain_text import compact
from zhifa_training.units.rules import Level

SEPARATORS = re.compile(r"[/\\>＞／、]|-+|—+|–|－")
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of the tree."""

    id: UUID
    code: str
    name: str
    short_name: str
    level: Level
    opened_on: date
    parent_id: UUID | None


@dataclass(slots=True)
class Directory:
    """Every open unit, findable by code, name, short name, or path."""

    places: dict[UUID, Place] = field(default_factory=dict)
    _codes: dict[str, UUID] = field(default_factory=dict)
    _names: dict[str, set[UUID]] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Directory":
        """Return the directory of these units, parents in any order."""
        directory = cls({place.id: place for place in places})
        for place in directory.places.values():
            directory._codes[compact(place.code).upper()] = place.id
            for spelling in directory._spellings(place):
                directory._names.setdefault(spelling, set()).add(place.id)
        return directory

    def find(self, text: str) -> list[Place]:
        """Return the units ``text`` may mean: none, the one, or several."""
        whole = compact(text)
        code = self._codes.get(whole.upper())
        if code is not None:
            return [self.places[code]]
        path = "/".join(part for part in SEPARATORS.split(whole) if part)
        found = self._names.get(whole) or self._names.get(path) or set()
        return sorted((self.places[unit_id] for unit_id in found), key=lambda p: p.code)

    def path(self, unit_id: UUID | None) -> str:
        """Return the full path of a unit, from the top down."""
        return "/".join(place.name for place in self.chain(unit_id))

    def chain(self, unit_id: UUID | None) -> list[Place]:
        """Return a unit and all above it, from the top down."""
        places: list[Place] = []
        while unit_id in self.places and len(places) <= len(self.places):
            place = self.places[unit_id]
            places.append(place)
            unit_id = place.parent_id
        return places[::-1]

    def is_within(self, unit_id: UUID, root: UUID) -> bool:
        """Tell whether a unit is ``root`` or stands beneath it."""
        return any(place.id == root for place in self.chain(unit_id))

    def _spellings(self, place: Place) -> set[str]:
        """Return every end of the path, in full names and in short names."""
        spellings = set()
        for attribute in ("name", "short_name"):
            names = [compact(getattr(above, attribute)) for above in self.chain(place.id)]
            spellings |= {"/".join(names[start:]) for start in range(len(names))}
        return spellings | {compact(place.name), compact(place.short_name)}


class UnclearUnitError(ValueError):
    """The text names no unit, several, or one outside the roof (单位不明)."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def the_unit(directory: Directory, text: str, *, root: UUID) -> Place:
    """Return the one unit ``text`` means beneath ``root``; refuse with what to write instead."""
    found = directory.find(text)
    inside = [place for place in found if directory.is_within(place.id, root)]
    if len(inside) == 1:
        return inside[0]
    roof = directory.places[root].name if root in directory.places else "本单位"
    if len(inside) > 1:
        paths = "、".join(directory.path(place.id) for place in inside[:MOST_NAMED])
        raise UnclearUnitError(f"“{text[:40]}”对应多个单位：{paths}", "请写全路径或机构编码")
    if found:
        raise UnclearUnitError(
            f"“{text[:40]}”不在“{roof}”及其下级之内",
            "请改为本次导入范围内的单位，或由对方单位的管理员导入",
        )
    raise UnclearUnitError(
        f"找不到单位“{text[:40]}”", "请填写全路径（如 总队/支队/大队）、唯一的简称或机构编码"
    )
