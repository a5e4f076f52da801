"""Marking guides as people write them (评分要点): one line each, with its points where given."""

import re

from question_bank.formats.lists import LINES, join, split

_AHEAD = re.compile(r"^(\d{1,3})\s*分\s*[:：]\s*(.*)$", re.DOTALL)
_BEHIND = re.compile(r"^(.*?)\s*[(（]\s*(\d{1,3})\s*分\s*[)）]\s*[。；;]?$", re.DOTALL)
_NUMBER = re.compile(r"^(?:[(（]?\d{1,2}[)）.、．]|[①-⑳])\s*")
Guide = tuple[tuple[int, str], ...]


def write_guide(guide: Guide) -> str:
    """Return a guide as text: 2分：违法事实确凿."""
    return join((f"{points}分：{text}" for points, text in guide), LINES)


def read_guide(text: str, worth: int) -> tuple[Guide, list[str]]:
    """Return the points of a guide, and what was guessed; lines without points share ``worth``."""
    lines = [line.strip() for line in split(text, LINES) if line.strip()]
    pointed = [_pointed(line) for line in lines]
    if not lines:
        return (), []
    if all(points for points, _ in pointed):
        return tuple((int(points or 1), words) for points, words in pointed), []
    if any(points for points, _ in pointed):
        guide = tuple((points or 1, words) for points, words in pointed)
        return guide, ["部分评分要点没有写分数，暂记 1 分，请核对。"]
    if worth:
        return ((worth, text.strip()),), []
    return ((1, text.strip()),), ["参考答案没有分要点给分，整段作为一个要点，暂记 1 分，请核对。"]


def _pointed(line: str) -> tuple[int | None, str]:
    if ahead := _AHEAD.match(line):
        return int(ahead.group(1)), ahead.group(2).strip()
    if behind := _BEHIND.match(line):
        return int(behind.group(2)), _NUMBER.sub("", behind.group(1)).strip()
    return None, line
