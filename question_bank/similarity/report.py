"""What a comparison of answer sheets found, for programs and for people (雷同报告)."""

from dataclasses import asdict
from typing import Any

from question_bank.similarity.reading import Sheets
from question_bank.similarity.search import ALPHA, Similarity
from question_bank.tables_of_text import table

_HEAD = ("甲", "乙", "指数", "p", "校正后p", "ω", "同错", "同对", "不同", "标记")
_CAUTION = "标记只说明作答相似到难以用巧合解释，须结合座位、时间和笔录核实，不能单独作为处理依据。"


def as_dict(found: Similarity, sheets: Sheets) -> dict[str, Any]:
    """Return plain values for JSON."""
    notes = [_CAUTION, *_constant(sheets)]
    return asdict(found) | {"pairs": [asdict(pair) for pair in found.pairs], "notes": notes}


def render(found: Similarity, sheets: Sheets) -> str:
    """Write a report for people, as a table of plain text."""
    counts = f"{found.people} 人，{found.items} 道题，比较 {found.compared} 对"
    level = f"霍尔姆法，全场误报概率不超过 {ALPHA:.0%}"
    power = [f"抄 {share}% 的题可检出 {got:.0%}" for share, got in found.power.items()]
    lines = [
        f"{counts}，标记 {found.flagged} 对（{level}）。",
        f"检出力：{'，'.join(power)}。",
        *_constant(sheets),
        _CAUTION,
        "",
    ]
    rows = [
        (
            pair.a,
            pair.b,
            f"{pair.index:.2f}",
            f"{pair.p:.2g}",
            f"{pair.p_holm:.2g}",
            f"{pair.omega:.2f}",
            str(pair.shared_wrong),
            str(pair.shared_right),
            str(pair.differing),
            "是" if pair.is_flagged else "",
        )
        for pair in found.pairs
    ]
    return "\n".join([*lines, *table(_HEAD, rows)]) + "\n"


def _constant(sheets: Sheets) -> list[str]:
    if not sheets.constant:
        return []
    return [f"{'、'.join(sheets.constant)}：所有人的作答都相同，对比较不起作用。"]
