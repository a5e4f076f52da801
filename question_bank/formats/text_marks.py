"""Marks that give a plain text its shape (文本标记): numbers, options, keys, labels, titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.formats.vocabulary import Hint, section_type

NUMBER, OPTION, KEY, LABEL, SECTION, TEXT, GAP = (
    "number", "option", "key", "label", "section", "text", "gap",
)  # fmt: skip
PAREN, PLAIN = "paren", "plain"
LABELS = {
    "解析": "analysis", "试题解析": "analysis", "答案解析": "analysis", "题目解析": "analysis",
    "分析": "analysis", "详解": "analysis", "說明": "analysis", "试题分析": "analysis",
    "题型": "type_words", "难度": "difficulty", "难易程度": "difficulty", "知识点": "topic",
    "考点": "topic", "依据": "law", "依据法规": "law", "法律依据": "law", "条款": "article",
    "依据条款": "article", "依据原文": "evidence", "门类": "fields", "编号": "code",
    "分值": "points", "评分要点": "guide", "采分点": "guide", "评分标准": "guide",
    "参考要点": "guide", "干扰项": "extras", "更正": "corrections", "图像": "media",
    "题干": "stem", "题目": "stem", "试题": "stem",
}  # fmt: skip
_WORDS = "|".join(sorted(LABELS, key=len, reverse=True))
_ANALYSIS = "|".join(
    sorted((word for word, place in LABELS.items() if place == "analysis"), key=len, reverse=True)
)
_KEY_WORDS = "正确答案|参考答案|标准答案|试题答案|答案"
_MARK = re.compile(
    rf"""
    (?P<label>
        ^[ \t]*[【\[]?[ ]*(?P<word>{_WORDS})[ ]*[】\]]?[ ]*[:：]
      | ^[ \t]*[【\[](?P<boxed>{_WORDS})[】\]]
      | [【\[][ ]*(?P<inner>{_ANALYSIS})[ ]*[】\]][ ]*[:：]?
      | (?P<plain>{_ANALYSIS})[ ]*[:：]
    )
  | (?P<key>
        [【\[(（]?[ ]*(?:{_KEY_WORDS})[ ]*[】\])）]?[ ]*[:：]
      | [【\[][ ]*(?:{_KEY_WORDS})[ ]*[】\]]
      | ^[ \t]*(?:{_KEY_WORDS}|答)[ ]*(?:[:：为]|(?=[A-Z√×✓✗]))
      | ^[ \t]*答[ ]*[:：]
    )
  | (?P<number>
        ^[ \t]*(?:[【\[](?P<tag>[^】\]\n]{{2,10}})[】\]][ ]*)?
        (?:
            第[ ]*(?P<named>\d{{1,4}})[ ]*题[ ]*[.、．:：]?
          | [(（][ ]*(?P<paren>\d{{1,3}})[ ]*[)）][ ]*[.、．]?
          | (?P<first>\d{{1,4}})[ ]*(?:[.．](?!\d)|[、:：)）])
        )
      | (?<![\d.．第])(?P<later>\d{{1,4}})[.、．](?!\d)
    )
  | (?P<option>
        (?<![A-Za-z0-9])
        (?:
            [(（\[【][ ]*(?P<round>[A-Za-zＡ-Ｚ])[ ]*[)）\]】][ ]*[.、．:：]?
          | (?P<letter>[A-ZＡ-Ｚ])[ ]*[.、．:：)）]
          | (?<=^)(?P<small>[a-z])[ ]*[.、．:：)）]
        )
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_FURNITURE = re.compile(
    r"^\s*(?:[-—–~]+\s*\d{1,4}\s*[-—–~]+|\d{1,4}\s*/\s*\d{1,4}|page\s*\d+(?:\s*of\s*\d+)?"
    r"|第?\s*\d{1,4}\s*页)\s*$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"第\s?\d{1,4}\s?页\s?[,，/]?\s?共\s?\d{1,4}\s?页")
_WIDE_GAP = re.compile(r"[ \t\u3000\xa0]{9,}")
_SECTION = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}\s*(?:[、.．:：]|大题|部分)|[(（][一二三四五六七八九十]{1,3}[)）])"
    r"?\s*\S{2,}"
)
_NUMBERED = re.compile(r"^\s*[\d(（A-Z]")
LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One mark and the text after it, up to the next."""

    kind: str
    row: int
    literal: str
    """The mark as written; empty for plain text."""
    body: str
    starts_line: bool
    value: str = ""
    """The number, the letter, the place a label names, or a tag before a number."""
    style: str = ""
    hint: Hint = None


def without_pages(line: str) -> str:
    """Return a line without what page headers and footers put into it."""
    line = _WIDE_GAP.sub(" " * 8, line)
    if _FURNITURE.match(line):
        return ""
    return _PAGE.sub(" ", line) if "页" in line else line


def title_hint(line: str) -> Hint:
    """Return the type a line sets for what follows; None where it is no section title."""
    words = line.strip().strip("【】[]").strip()
    if not words or len(words) > LONGEST_TITLE or _NUMBERED.match(words):
        return None
    return section_type(words) if _SECTION.match(words) else None


def pieces_of(row: int, line: str) -> Iterator[Piece]:
    """Cut one line at every mark that might mean something."""
    if not line.strip():
        yield Piece(GAP, row, "", "", starts_line=True)
        return
    hint = title_hint(line)
    if hint is not None:
        yield Piece(SECTION, row, line, "", starts_line=True, hint=hint)
        return
    found = list(_MARK.finditer(line))
    first = found[0].start() if found else len(line)
    if line[:first].strip() or not found:
        yield Piece(TEXT, row, "", line[:first], starts_line=True)
    for at, mark in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(line)
        yield _piece(mark, row, line[mark.end() : end], not line[: mark.start()].strip())


def _piece(mark: re.Match[str], row: int, body: str, starts_line: bool) -> Piece:
    literal = mark.group()
    said = {name: value for name, value in mark.groupdict().items() if value is not None}
    if "label" in said:
        word = said.get("word") or said.get("boxed") or said.get("inner") or said["plain"]
        return Piece(LABEL, row, literal, body, starts_line, LABELS[word])
    if "key" in said:
        return Piece(KEY, row, literal, body, starts_line)
    if "number" in said:
        number = said.get("named") or said.get("paren") or said.get("first") or said["later"]
        style = PAREN if "paren" in said else PLAIN
        return Piece(NUMBER, row, literal, body, starts_line, number, style, said.get("tag"))
    letter = said.get("round") or said.get("letter") or said["small"]
    code = ord(letter)
    plain = chr(code - 0xFEE0) if code > 0xFF00 else letter  # noqa: PLR2004
    return Piece(OPTION, row, literal, body, starts_line, plain.upper())
