"""Tables without a heading (无表头): which column holds what, told by what stands in it."""

from dataclasses import dataclass

from question_bank.formats.answers import is_key_like
from question_bank.formats.grids import Grid, said
from question_bank.formats.headings import KEY, OPTIONS, STEM, TYPE, Heading
from question_bank.formats.option_cells import is_list, options_in
from question_bank.formats.vocabulary import has_markup, type_named, without_markup

SAMPLED = 200
FEWEST_ROWS = 1
_MOSTLY = 0.8
_HALF = 0.5
_SHORTEST_STEM = 6.0
ANALYSIS = "解析"


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    texts: list[str]

    def share(self, test: object) -> float:
        filled = [text for text in self.texts if text]
        passed = sum(bool(test(text)) for text in filled)  # type: ignore[operator]
        return passed / len(filled) if filled else 0.0

    @property
    def length(self) -> float:
        return sum(map(len, self.texts)) / max(1, len(self.texts))

    @property
    def filled(self) -> float:
        return sum(map(bool, self.texts)) / max(1, len(self.texts))


def guess_heading(grid: Grid) -> Heading | None:
    """Return which columns hold type, stem, options, key and analysis; None where it is unclear."""
    columns = _columns(grid)
    key = _key_column(columns)
    if key is None:
        return None
    listed = _best([one for one in columns if one is not key and one.share(is_list) >= _MOSTLY])
    others = [one for one in columns if one not in (key, listed)]
    stem = _stem_column(others, key)
    if stem is None:
        return None
    roles = {STEM: stem.index, KEY: key.index}
    if listed is not None:
        roles[OPTIONS] = listed.index
    rest = [one for one in others if one is not stem]
    options = {} if listed else _option_columns(rest, stem, key)
    rest = [one for one in rest if one.index not in options.values()]
    _add_type_and_analysis(roles, rest, stem, key)
    return Heading(0, _labels(columns, roles, options), roles, options)


def _columns(grid: Grid) -> list[_Column]:
    numbers = sorted(grid.rows)[:SAMPLED]
    width = max((len(grid.rows[number]) for number in numbers), default=0)
    return [
        _Column(index, [_plain(said(grid.at(number, index))) for number in numbers])
        for index in range(width)
    ]


def _plain(text: str) -> str:
    return without_markup(text)[0] if has_markup(text) else text


def _key_column(columns: list[_Column]) -> _Column | None:
    """Return the column of keys; letters speak louder than 1 and 0, which may be flags."""
    fitting = [one for one in columns if one.filled >= _HALF and one.share(is_key_like) >= _MOSTLY]
    lettered = [one for one in fitting if one.share(_is_figure) < _HALF]
    return max(
        lettered or fitting,
        key=lambda one: (len(set(one.texts)) > 1, one.share(is_key_like), -one.index),
        default=None,
    )


def _is_figure(text: str) -> bool:
    return text.isdecimal() or text.upper() in ("TRUE", "FALSE", "是", "否")


def _stem_column(columns: list[_Column], key: _Column) -> _Column | None:
    """Return the first long column before the key, or the longest wherever it stands."""
    long = [one for one in columns if one.length >= _SHORTEST_STEM and one.filled >= _HALF]
    before = [one for one in long if one.index < key.index]
    wide = [one for one in before if one.share(is_list) < _HALF]
    return max(wide or before or long, key=lambda one: one.length, default=None)


def _option_columns(rest: list[_Column], stem: _Column, key: _Column) -> dict[int, int]:
    """Return the run of text columns that begins beside the stem or beside the key."""
    texts = {one.index for one in rest if one.filled > 0 and one.share(_is_figure) < _MOSTLY}
    for start in (stem.index + 1, key.index + 1):
        run = []
        at = start
        while at in texts:
            run.append(at)
            at += 1
        if len(run) > 1:
            return dict(enumerate(run))
    return {}


def _add_type_and_analysis(
    roles: dict[str, int], rest: list[_Column], stem: _Column, key: _Column
) -> None:
    for one in rest:
        if one.index < stem.index and one.filled >= _HALF and _names_types(one):
            roles.setdefault(TYPE, one.index)
    after = [one for one in rest if one.index > key.index and one.length >= _SHORTEST_STEM]
    if after:
        roles[ANALYSIS] = max(after, key=lambda one: one.length).index


def _names_types(column: _Column) -> bool:
    if column.share(type_named) >= _MOSTLY:
        return True
    counted = [str(number) for number in range(1, len(column.texts) + 1)]
    return {text for text in column.texts if text} <= set("012345") and column.texts != counted


def _labels(columns: list[_Column], roles: dict[str, int], options: dict[int, int]) -> list[str]:
    named = {column: role for role, column in roles.items()}
    named |= {column: f"选项{place + 1}" for place, column in options.items()}
    return [named.get(one.index, f"第 {one.index + 1} 列") for one in columns]


def _best(columns: list[_Column]) -> _Column | None:
    """Return the column that lists the most options."""
    return max(
        columns, key=lambda one: one.share(lambda text: len(options_in(text)) > 1), default=None
    )


def said_guess(heading: Heading) -> str:
    """Say in Chinese which column was taken for what."""
    roles = "、".join(f"第 {column + 1} 列为{role}" for role, column in _in_order(heading))
    return f"文件没有表头，已按内容判断：{roles}；请核对。"


def _in_order(heading: Heading) -> list[tuple[str, int]]:
    roles = list(heading.columns.items())
    roles += [
        (f"选项{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[at]}", col) for at, col in heading.options.items()
    ]
    return sorted(roles, key=lambda pair: pair[1])
