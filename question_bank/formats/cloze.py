"""Embedded answers of Moodle (完形填空): {1:SHORTANSWER:=二百元~=200元} inside the words."""

import re
from dataclasses import dataclass, replace
from html import unescape

from question_bank.formats.meanings import InexpressibleError, Offer
from question_bank.formats.own_drafts import starred
from question_bank.formats.rich_text import read_html
from question_bank.formats.wording import as_number
from question_bank.questions import BLANK_MARK

_WRITTEN = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC")
_NUMBERS = ("NUMERICAL", "NM")
_CHOSEN = (
    "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS",
    "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS",
)  # fmt: skip
_SEVERAL = ("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MRHS")
_NAMES = "|".join(sorted((*_WRITTEN, *_NUMBERS, *_CHOSEN, *_SEVERAL), key=len, reverse=True))
BLOCK = re.compile(rf"\{{(\d{{0,4}}):({_NAMES}):((?:\\.|[^\\}}{{])*)\}}", re.DOTALL)
_BETWEEN = re.compile(r"(?<![\\])~")
_REMARK = re.compile(r"(?<![\\&])#")
_SHARE = re.compile(r"\s*(?:=|%(-?\d{1,3}(?:\.\d{0,9})?)%|\*)?", re.DOTALL)
_KEPT = re.compile(r"\\([\\}~#\"/])")
_RISKY = {
    "\\": "&#92;", "{": "&#123;", "}": "&#125;", "~": "&#126;", "#": "&#35;", "&": "&amp;",
    "<": "&lt;", ">": "&gt;", "%": "&#37;", "=": "&#61;", "\n": "&#10;",
}  # fmt: skip
_NEEDS = re.compile(r"[\\{}~#&<>%=\n]")


@dataclass(frozen=True)
class Embedded:
    """Hold one answer block: how it is answered and what it offers."""

    is_chosen: bool
    takes_several: bool
    has_tolerance: bool
    offers: tuple[Offer, ...]


def cut(source: str) -> tuple[str, list[Embedded]]:
    """Return words with a blank for each answer block, and the blocks."""
    blocks = [_embedded(found) for found in BLOCK.finditer(source)]
    if not blocks:
        raise InexpressibleError("答案", source, "完形填空题中没有可以识别的答案，请核对后再导入。")
    return BLOCK.sub(BLANK_MARK, source), blocks


def _embedded(found: re.Match[str]) -> Embedded:
    name = found[2]
    offers = [_offer(part) for part in _BETWEEN.split(found[3]) if part.strip()]
    near = False
    if name in _NUMBERS:
        near = any(as_number(one.text.partition(":")[2]) for one in offers)
        offers = [replace(one, text=one.text.partition(":")[0].strip()) for one in offers]
    return Embedded(name in _CHOSEN, name in _SEVERAL, near, tuple(offers))


def _offer(part: str) -> Offer:
    head = _SHARE.match(part)
    mark = head.group().strip() if head else ""
    share = float(head[1]) if head and head[1] is not None else 100.0 if mark else 0.0
    text, *said = _REMARK.split(part[len(head.group()) if head else 0 :], maxsplit=1)
    feedback = read_html(_KEPT.sub(r"\1", said[0])).text if said else ""
    return Offer(_plain(text), share, feedback)


def _plain(text: str) -> str:
    """Resolve escapes and entities; words of ours hold no markup of their own."""
    shown = _KEPT.sub(r"\1", text)
    return read_html(shown).text if "<" in shown else unescape(shown).strip()


def written(key: str) -> str:
    """Write the answers of one blank as an answer block."""
    answers = (_NEEDS.sub(lambda one: _RISKY[one.group()], one) for one in starred(key))
    return "{1:SHORTANSWER:" + "~".join(f"={answer}" for answer in answers) + "}"
