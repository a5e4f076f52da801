"""All statistics of one response matrix, for programs and for people (试卷分析)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from question_bank.statistics.distractors import OptionStatistics
from question_bank.statistics.groups import BY_27
from question_bank.statistics.items import ItemStatistics, item_statistics
from question_bank.statistics.moments import Undefined
from question_bank.statistics.reliability import PaperStatistics, paper_statistics
from question_bank.statistics.responses import Responses
from question_bank.tables_of_text import table

_NONE = "—"
_ITEM_COLUMNS = (
    ("题目", "item"),
    ("未答", "omitted"),
    ("难度", "facility"),
    ("难度区间", "facility_interval"),
    ("与总分相关", "r_item_total"),
    ("与其余相关", "r_item_rest"),
    ("相关区间", "r_item_rest_interval"),
    ("二列相关", "biserial"),
    ("高低27%", "discrimination_27"),
    ("删后α", "alpha_if_deleted"),
)
_PAPER_LINES = (
    ("平均分", "mean"),
    ("中位数", "median"),
    ("标准差", "sd"),
    ("偏度", "skew"),
    ("峰度", "kurtosis"),
    ("α系数", "alpha"),
    ("标准化α", "alpha_standardised"),
    ("KR-20", "kr20"),
    ("KR-21", "kr21"),
    ("Guttman λ6", "guttman6"),
    ("题间平均相关", "average_r"),
    ("内部一致性系数（%）", "cic"),
    ("测量标准误", "sem"),
    ("误差比（%）", "error_ratio"),
)
_OPTION_HEAD = ("题目", "选项", "人数", "比例", "与其余相关", "低分组", "中间组", "高分组")


@dataclass(frozen=True)
class Report:
    """Hold the statistics of every item and of the whole."""

    items: tuple[ItemStatistics, ...]
    test: PaperStatistics

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; what is undefined is None, its reason in ``reasons``."""
        return {"items": [plain(item) for item in self.items], "test": plain(self.test)}


def analyse(responses: Responses) -> Report:
    """Work out the statistics of a response matrix."""
    return Report(item_statistics(responses), paper_statistics(responses))


def plain(statistics: Any) -> dict[str, Any]:
    """Return a dataclass of figures as plain values with ``reasons`` for those that are None."""
    values: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for field in fields(statistics):
        value = getattr(statistics, field.name)
        if isinstance(value, Undefined):
            values[field.name] = None
            reasons[field.name] = value.reason
        else:
            values[field.name] = _plain(value)
    return values | {"reasons": reasons}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return plain(value) if is_dataclass(value) else value


def render(report: Report) -> str:
    """Write a report for people, as tables of plain text."""
    head = f"答卷 {report.test.n} 份，题目 {report.test.k} 道；未作答按零分计。"
    whole = [(label, _shown(getattr(report.test, name))) for label, name in _PAPER_LINES]
    items = [[_shown(getattr(item, name)) for _, name in _ITEM_COLUMNS] for item in report.items]
    parts = [[head], table(("全卷", "数值"), whole)]
    parts.append(table([label for label, _ in _ITEM_COLUMNS], items))
    if options := list(_option_lines(report.items)):
        parts.append(table(_OPTION_HEAD, options))
    parts.append(list(_reasons(report)))
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _option_lines(items: Sequence[ItemStatistics]) -> Iterator[list[str]]:
    for item in items:
        if isinstance(item.distractors, Undefined):
            continue
        for option in item.distractors:
            yield [item.item, *_option_cells(option)]


def _option_cells(option: OptionStatistics) -> list[str]:
    return [
        option.option + ("（答案）" if option.is_key else ""),
        str(option.n),
        _shown(option.share),
        _shown(option.point_biserial),
        *(_shown(option.shares[name]) for name in BY_27.names),
    ]


def _reasons(report: Report) -> Iterator[str]:
    """Say once for each reason which figures are missing for it."""
    named = [("全卷", report.test), *((item.item, item) for item in report.items)]
    places: dict[str, list[str]] = {}
    for name, statistics in named:
        for reason in plain(statistics)["reasons"].values():
            if name not in places.setdefault(reason, []):
                places[reason].append(name)
    for reason, found in places.items():
        yield f"“{_NONE}”  {'、'.join(found)}：{reason}"


def _shown(value: Any) -> str:
    if value is None or isinstance(value, Undefined):
        return _NONE
    if isinstance(value, tuple):
        return "～".join(_shown(each) for each in value)
    return f"{value:.3f}" if isinstance(value, float) else str(value)
