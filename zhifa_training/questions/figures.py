"""Statistics of a question as its page shows them (试题统计)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from question_bank.answers import Answer
from question_bank.questions import LETTERS
from zhifa_training.core.lazy import heavy
from zhifa_training.questions.models import QuestionRevision

FEWEST_SHOWN = 5
"""Of fewer answers nothing is told: it would be chance, and could name a person."""
GROUPS = (("lower", "低分组"), ("mid73", "中间组"), ("upper", "高分组"))
_NONE = "—"


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One line of the table of options (选项分析)."""

    name: str
    """A, B… or 未答."""
    text: str
    is_key: bool
    n: int
    share: str
    groups: tuple[str, ...]
    r: str
    curve: tuple[float | None, ...]
    """Its share in each ability group, lowest first."""

    @property
    def label(self) -> str:
        """Return A（答案）."""
        return f"{self.name}（答案）" if self.is_key else self.name


@dataclass(frozen=True, slots=True)
class Figures:
    """What the answers say of one revision."""

    revision: int
    n: int
    pairs: tuple[tuple[str, str], ...] = ()
    group_labels: tuple[str, ...] = ()
    lines: tuple[OptionLine, ...] = ()
    doubts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    fewest: int = FEWEST_SHOWN

    @property
    def is_shown(self) -> bool:
        """Tell whether there are enough answers to tell anything."""
        return self.n >= self.fewest


def figures(revision: QuestionRevision, answers: Sequence[Answer]) -> Figures:
    """Work out what the page shows."""
    if len(answers) < FEWEST_SHOWN:
        return Figures(revision.number, len(answers))
    library = heavy("question_bank.statistics.pooled")
    offered = [option["id"] for option in revision.options]
    found = library.question_statistics(answers, offered, revision.key)
    values = heavy("question_bank.statistics.report").plain(found)
    return Figures(
        revision=revision.number,
        n=found.n,
        pairs=_pairs(values),
        group_labels=tuple(f"{label}（{values['group_sizes'][name]}）" for name, label in GROUPS),
        lines=tuple(_line(revision, option) for option in values["options"]),
        doubts=tuple(library.doubts(found)),
        reasons=tuple(dict.fromkeys(values["reasons"].values())),
    )


def _pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return (
        ("答卷", f"{values['n']} 份，其中未答 {values['omitted']} 份"),
        ("难度", _with_interval(values["facility"], values["facility_interval"])),
        ("区分度", _with_interval(values["r_item_rest"], values["r_item_rest_interval"])),
        ("高低分组差", _number(values["discrimination_27"])),
    )


def _line(revision: QuestionRevision, option: dict[str, Any]) -> OptionLine:
    places = {each["id"]: place for place, each in enumerate(revision.options)}
    place = places.get(option["option"])
    return OptionLine(
        name=option["option"] if place is None else LETTERS[place],
        text="" if place is None else revision.options[place]["text"],
        is_key=option["is_key"],
        n=option["n"],
        share=_percent(option["share"]),
        groups=tuple(_percent(option["shares"][name]) for name, _ in GROUPS),
        r=_number(option["point_biserial"]),
        curve=tuple(option["shares"][name] for name, _ in GROUPS),
    )


def _with_interval(value: float | None, interval: list[float] | None) -> str:
    if value is None or interval is None:
        return _number(value)
    return f"{value:.2f}（95% 区间 {interval[0]:.2f} 至 {interval[1]:.2f}）"


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return _NONE if value is None else f"{value:.1%}"
