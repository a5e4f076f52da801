"""Invented rows, so that every part of the interface can be seen filled (样例数据)."""

from dataclasses import dataclass
from typing import Any

from zhifa_training.core.paging import Page


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation or of a row of tabs."""

    label: str
    url: str
    icon: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """How one unit stands in an exam."""

    unit: str
    due: int
    sat: int
    passed: int
    state: str
    tone: str


NAVIGATION = (
    Link("首页", "#", "home"),
    Link("我的考试", "#exams", "exam"),
    Link("执法人员", "#people", "people"),
    Link("单位完成率", "#rates", "chart"),
    Link("题库", "#bank", "bank", is_current=True),
    Link("机构管理", "#units", "unit"),
    Link("培训档案", "#records", "record"),
    Link("系统设置", "#settings", "settings"),
)
TABS = (Link("概览", "#", is_current=True), Link("考生名单", "#roster"), Link("成绩", "#results"))
COLUMNS: tuple[dict[str, Any], ...] = (
    {"label": "单位", "key": "unit", "sort_url": "?sort=unit", "direction": "ascending"},
    {"label": "应考", "key": "due", "sort_url": "?sort=due", "numeric": True},
    {"label": "完成率", "key": "sat", "sort_url": "?sort=sat"},
    {"label": "状态", "key": "state"},
    {"label": "操作", "key": "actions"},
)
ROWS = (
    Row("郑州市交通运输综合行政执法支队", 412, 412, 405, "已完成", "success"),
    Row("洛阳市交通运输综合行政执法支队", 386, 351, 340, "进行中", "info"),
    Row("开封市交通运输综合行政执法支队", 240, 174, 160, "进度偏慢", "warning"),
    Row("南阳市西峡县交通运输执法大队", 40, 12, 9, "已逾期", "danger"),
    Row("新设单位（尚无人员）", 0, 0, 0, "未开始", "neutral"),
)
CELLS = (
    ("answered", False, False),
    ("answered", False, True),
    ("answered", True, False),
    ("blank", False, True),
    *(("blank", False, False),) * 8,
)
"""State, current and marked of each cell of the answer card."""


def page() -> Page[Row]:
    """Return the rows as the middle page of a long list."""
    return Page(ROWS, number=4, size=len(ROWS), total=62)
