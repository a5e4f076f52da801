"""Headings of question tables in any order and any of their words (表头识别)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from question_bank.formats.grids import Grid
from question_bank.formats.vocabulary import heading_of, narrow
from question_bank.questions import LETTERS

LOOKED_AT = 30
"""How many of the first rows may stand above the data."""
FEWEST = 2
LONGEST_LABEL = 30
STEM, KEY, TYPE, OPTIONS, IS_RIGHT = "题干", "答案", "题型", "选项", "是否正确项"
PART, MATERIAL, CATEGORY, SEVERAL, ORDINAL = "小题", "材料", "题目分类", "是否多选", "序号"
RIGHT_COLUMN, WRONG_COLUMN = "对", "错"
_WORDS = {
    STEM: (
        "题干 问题 试题 题目 题目内容 试题内容 问题内容 题干内容 试题题干 题目题干 标题 题目标题 "
        "题目名称 试题名称 内容 题面 question stem content input title questiontext"
    ),
    KEY: (
        "答案 正确答案 标准答案 参考答案 正确选项 答案选项 正确 试题答案 题目答案 标准选项 "
        "answer key correct output correctanswer answers"
    ),
    TYPE: "题型 类型 试题类型 题目类型 问题类型 题类 试题题型 type questiontype qtype",
    OPTIONS: (
        "选项 选项内容 备选项 备选答案 全部选项 可选项 候选项 选项列表 "
        "options choices choice option"
    ),
    IS_RIGHT: "是否正确项 是否正确 是否正确答案 是否为正确答案 正确项 是否答案 iscorrect isright",
    "解析": (
        "解析 答案解析 试题解析 题目解析 答题解析 详解 解析说明 答案说明 说明 解释 "
        "analysis explanation feedback"
    ),
    "难度": "难度 题目难度 试题难度 难易程度 难易度 难度等级 难度系数 difficulty level",
    "知识点": (
        "知识点 知识点名称 考点 所属知识点 所属范围 章节 考查内容 内容类别 所属章节 topic chapter"
    ),
    "门类": "门类 执法门类 适用门类 fields",
    "依据法规": "依据法规 法规 依据 法律依据 法规名称 法律法规 出处 law",
    "条款": "条款 条号 依据条款 法条 条文 article",
    "依据原文": "依据原文 法条原文 原文 法条内容 evidence",
    "编号": "编号 试题编号 题目编号 题目id 试题id 编码 id code",
    ORDINAL: "序号 题号 行号 no num number index",
    "评分要点": "评分要点 采分点 评分标准 要点 得分点 评分细则",
    "干扰项": "干扰项 多余项 distractors",
    "更正": "更正 更正内容 改正",
    "分值": "分值 分数 得分 默认分值 每题分值 题目分值 score points mark",
    "图像": "图像 图片 附图 图 题目图片 media image",
    PART: "小题 小题号 子题 子题号 子题序号 小题序号",
    MATERIAL: "材料 案例材料 背景材料 材料内容 案例背景 案例 大题题干 公共题干 共用题干",
    CATEGORY: "题目分类 分类 类别 试题分类 题目类别 试题类别",
    SEVERAL: "是否多选 multichoice multiple ismultiple",
    RIGHT_COLUMN: "对 √ 正确选项对",
    WRONG_COLUMN: "错 错误 ×",
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
_OPTION = re.compile(
    r"^(?:选项|答案选项|备选项|备选答案|答案|候选项|option|choice|answer)?([a-z])(?:选项|项|答案)?$"
)
_LETTERED = re.compile(r"^(?:选项|答案)?[(\[【]([a-z])[)\]】]$")
_NUMBERED = re.compile(
    r"^(?:选项|备选项|备选答案|候选项|option|choice)(\d{1,2}|[一二三四五六七八九十])$"
)
_CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """Say in which columns of a sheet what stands."""

    row: int
    labels: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    options: dict[int, int] = field(default_factory=dict)
    """Columns of the options by their place from 0."""

    @property
    def is_usable(self) -> bool:
        """Tell whether questions can be read under it."""
        return STEM in self.columns and self.weight >= FEWEST

    @property
    def weight(self) -> int:
        """Count what was recognised."""
        return len(self.columns) + len(self.options)

    def unread(self) -> dict[int, str]:
        """Return the labelled columns nobody reads."""
        used = {*self.columns.values(), *self.options.values()}
        return {
            column: label
            for column, label in enumerate(self.labels)
            if label.strip() and column not in used
        }


def find_heading(grid: Grid) -> Heading | None:
    """Return the row that names the most columns; of two equal ones the upper."""
    best: Heading | None = None
    for number in sorted(grid.rows)[:LOOKED_AT]:
        found = _read(grid, number)
        if found.is_usable and (best is None or found.weight > best.weight):
            best = found
    return best


def is_heading_again(labels: list[str], heading: Heading) -> bool:
    """Tell whether a row only repeats headings, in these words or others."""
    filled = [label for label in labels if label]
    if len(filled) < FEWEST or len(filled) * 2 < heading.weight:
        return False
    return all(len(one) <= LONGEST_LABEL and role_of(one) is not None for one in filled)


@lru_cache(maxsize=2_048)
def role_of(label: str) -> str | int | None:
    """Return what a heading stands for; the place of an option as a number."""
    lettered = _LETTERED.match(narrow(label))
    words = "选项" + lettered.group(1) if lettered else heading_of(label)
    if words in _ROLES:
        return _ROLES[words]
    if found := _OPTION.match(words):
        return LETTERS.index(found.group(1).upper())
    if found := _NUMBERED.match(words):
        digits = found.group(1)
        place = int(digits) if digits.isdecimal() else _CHINESE.index(digits) + 1
        return place - 1 if 1 <= place <= len(LETTERS) else None
    return None


def _read(grid: Grid, number: int) -> Heading:
    labels = grid.labels(number)
    above = grid.labels(number - 1)
    columns: dict[str, int] = {}
    options: dict[int, int] = {}
    for column, label in enumerate(labels):
        over = above[column] if column < len(above) and above[column] != label else ""
        role = _first_role(label, f"{over}{label}", "" if label else over)
        if isinstance(role, int):
            options.setdefault(role, column)
        elif role is not None and _is_better(role, label, columns, labels):
            columns[role] = column
    return Heading(number, labels, columns, options)


def _is_better(role: str, label: str, columns: dict[str, int], labels: list[str]) -> bool:
    """Prefer the word that stands first in the list of a role: 题干 before 内容."""
    if role not in columns:
        return True
    return _rank(role, label) < _rank(role, labels[columns[role]])


def _rank(role: str, label: str) -> int:
    words = _WORDS[role].split()
    return words.index(heading_of(label)) if heading_of(label) in words else len(words)


def _first_role(*labels: str) -> str | int | None:
    found: Mapping[str, str | int | None] = {label: role_of(label) for label in labels if label}
    return next((role for role in found.values() if role is not None), None)
