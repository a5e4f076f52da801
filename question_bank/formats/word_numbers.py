"""Numbers Word counts by itself (自动编号), written out as a reader sees them."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.numerals import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = frozenset(
    ["chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital",
     "taiwaneseCounting", "taiwaneseCountingThousand"]
)  # fmt: skip
_SILENT = frozenset(["bullet", "none"])
_CIRCLED_ONE = 0x2460
_MOST_CIRCLED = 20
_ALPHABET = 26
_LONGEST_MARK = 20


@dataclass(frozen=True, slots=True)
class Level:
    """Say how one level of a list is counted."""

    kind: str = "decimal"
    mark: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Count the paragraphs of every list of a document."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    """By the list's id."""
    roots: dict[str, str] = field(default_factory=dict)
    """Lists that share a definition count on together."""
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, level: int) -> str:
        """Return the number of the next paragraph of a list, with the marks around it."""
        described = self.levels.get(list_id, {}).get(level)
        if described is None:
            return ""
        root = self.roots.get(list_id, list_id)
        counts = self.counts.setdefault(root, {})
        restart = self.restarts.get((list_id, level))
        if restart is not None and (list_id, level) not in self.begun:
            counts[level] = restart
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = described.start
        self.begun.add((list_id, level))
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return self._written(list_id, level, counts)

    def _written(self, list_id: str, level: int, counts: dict[int, int]) -> str:
        levels = self.levels[list_id]
        if levels[level].kind in _SILENT:
            return ""
        words = levels[level].mark[:_LONGEST_MARK]
        for at in range(level + 1):
            described = levels.get(at, Level())
            words = words.replace(f"%{at + 1}", counted(described.kind, counts.get(at, 1)))
        return f"{words}. " if words[-1:].isalnum() else f"{words} "


def counted(kind: str, number: int) -> str:
    """Return a number as a kind of list writes it."""
    if kind in _CHINESE:
        return to_chinese(number)
    if kind in ("upperLetter", "lowerLetter") and number >= 1:
        letter = chr(ord("A") + (number - 1) % _ALPHABET)
        return letter if kind == "upperLetter" else letter.lower()
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= _MOST_CIRCLED:
        return chr(_CIRCLED_ONE + number - 1)
    return str(number)


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """Read how a document counts."""
    found = Numbering()
    if numbering is not None:
        abstract = {
            one.get(f"{W}abstractNumId", ""): _levels(one)
            for one in numbering.iter(f"{W}abstractNum")
        }
        for one in numbering.iter(f"{W}num"):
            _add_list(found, one, abstract)
    for style in styles.iter(f"{W}style") if styles is not None else ():
        place = place_of(style.find(f"{W}pPr"))
        if place is not None:
            found.styles[style.get(f"{W}styleId", "")] = place
    return found


def _add_list(found: Numbering, one: Element, abstract: dict[str, dict[int, Level]]) -> None:
    list_id = one.get(f"{W}numId", "")
    root = _value(one.find(f"{W}abstractNumId"))
    found.levels[list_id] = dict(abstract.get(root, {}))
    found.roots[list_id] = root
    for override in one.iter(f"{W}lvlOverride"):
        level = _whole(override.get(f"{W}ilvl", "0"))
        start = override.find(f"{W}startOverride")
        if start is not None:
            found.restarts[list_id, level] = _whole(_value(start))


def place_of(properties: Element | None) -> tuple[str, int] | None:
    """Return which list and level paragraph properties name."""
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is None:
        return None
    level = _whole(_value(numbered.find(f"{W}ilvl")))
    return _value(numbered.find(f"{W}numId")), level


def _levels(abstract: Element) -> dict[int, Level]:
    return {
        _whole(one.get(f"{W}ilvl", "0")): Level(
            _value(one.find(f"{W}numFmt")) or "decimal",
            _value(one.find(f"{W}lvlText")),
            _whole(_value(one.find(f"{W}start")) or "1"),
        )
        for one in abstract.iter(f"{W}lvl")
    }


def _value(element: Element | None) -> str:
    return element.get(f"{W}val", "") if element is not None else ""


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004
