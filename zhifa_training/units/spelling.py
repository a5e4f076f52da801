"""How a name is spelt in pinyin, for search (姓名拼音)."""

import re
from functools import lru_cache

from zhifa_training.core.lazy import heavy

_PIECES = re.compile("[A-Za-z0-9]+|.")

SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "区": "ou", "查": "zha", "解": "xie", "任": "ren",
    "盖": "ge", "朴": "piao", "尉": "wei", "乐": "yue", "华": "hua", "洗": "xian", "冼": "xian",
    "翟": "zhai", "黑": "he", "折": "she", "召": "shao", "缪": "miao", "宓": "mi", "覃": "qin",
    "种": "chong", "员": "yun", "繁": "po", "秘": "bi", "訾": "zi", "郗": "xi", "那": "na",
    "燕": "yan", "盛": "sheng", "石": "shi", "卜": "bu", "车": "che", "祭": "zhai", "隗": "wei",
    "牟": "mu", "亓": "qi", "万": "wan", "宁": "ning", "薄": "bo", "臧": "zang", "应": "ying",
}  # fmt: skip
"""Surnames read otherwise than the word."""
DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"), "澹台": ("tan", "tai"), "令狐": ("ling", "hu"),
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """Return the syllables of ``name``; what is not Chinese stays, in lower case."""
    head = list(DOUBLE_SURNAMES.get(name[:2], ()))
    if not head and name[:1] in SURNAMES:
        head = [SURNAMES[name[0]]]
    rest = [part for piece in _PIECES.findall(name[len(head) :]) for part in _spelt(piece)]
    return [*head, *rest]


def spelling(name: str) -> str:
    """Return full pinyin, a space, and the initials: ``zhangsan zs``."""
    parts = syllables(name)
    return f"{''.join(parts)} {''.join(part[0] for part in parts)}"[:160]


@lru_cache(maxsize=8_192)
def _spelt(piece: str) -> tuple[str, ...]:
    """Spell one character, or a run of letters; names repeat a few thousand characters."""
    spelt = heavy("pypinyin").lazy_pinyin(piece, errors=_kept)
    return tuple(part.lower().replace("ü", "v") for part in spelt if part)


def _kept(text: str) -> list[str]:
    return [word for word in text.replace("·", " ").split() if word.isalnum()]
