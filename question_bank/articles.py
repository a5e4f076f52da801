"""Read the text of a law into its articles (条文)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from question_bank.numerals import NUMERALS, NumeralError, to_arabic, to_chinese

_INFO_END = "<!-- INFO END -->"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ARTICLE = re.compile(rf"^[\s>*#]*第([{NUMERALS}\d]+)条(?!之[{NUMERALS}])\**")
_INSERTED = re.compile(rf"^[\s>*#]*(第[{NUMERALS}\d]+条之[{NUMERALS}]+)\**(?:\s|$)")
_HEADING = re.compile(rf"^\s*(?:#|第[{NUMERALS}\d]+[编章节](?:\s|$)|附\s*[则件录](?:\s|$|[:：]))")
_CHAPTER = re.compile(rf"^[\s#]*(第[{NUMERALS}\d]+章)\s+(\S.*?)\s*$")
_ITEM = re.compile(rf"^\s*[（(]([{NUMERALS}]+|\d+)[）)]")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_IN_FORCE = re.compile(rf"(?:自\s*{_DATE.pattern}\s*起|{_DATE.pattern}\s*)施\s*行")
_FILE_DATE = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[）)]")
_ADOPTED_TO_PUBLISHED = timedelta(days=31)
_SPACE = re.compile(r"[\s\u200b-\u200d\ufeff]+")
_Open: TypeAlias = tuple[int, str, list[str]]
"""An article being read: its number, its chapter, its lines so far."""
_QUOTES = str.maketrans(
    {
        "“": '"', "”": '"', "「": '"', "」": '"', "＂": '"', "‘": "'", "’": "'",
        "〈": "<", "〉": ">", "—": "-", "–": "-", "―": "-", "○": "〇", "•": "·",
    }
)  # fmt: skip


@dataclass(frozen=True)
class LawText:
    """Hold a law's text cut into articles, with the dates its header and name give."""

    title: str
    articles: dict[int, str]
    dates: frozenset[date]


def article_label(number: int) -> str:
    """Return 第十二条."""
    return f"第{to_chinese(number)}条"


def fold(text: str) -> str:
    """Drop white space and fold full-width forms, so that texts compare by their words."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return _SPACE.sub("", folded)


def read(path: Path) -> LawText:
    """Read a law text from a Markdown file."""
    text = path.read_text(encoding="utf-8-sig")
    return LawText(_title(text), parse(text), _versions(text, path.name))


@dataclass(frozen=True)
class Entry:
    """Hold one article as it stands in the text, with the chapter (章) it stands under."""

    number: int
    chapter: str
    text: str


def parse(text: str) -> dict[int, str]:
    """Cut a law text into {article number: text}; preamble and headings belong to none.

    An inserted article (第十条之一) is no part of article 10. Where the numbering starts
    anew (a table of contents, an annex) the longest run counts.
    """
    articles: dict[int, list[str]] = {}
    for entry in entries(text):
        articles.setdefault(entry.number, []).append(entry.text)
    return {number: "\n".join(filter(None, texts)) for number, texts in articles.items()}


def entries(text: str) -> list[Entry]:
    """List the articles of a law text in their order; a number that stands twice is there twice."""
    runs: list[list[_Open]] = []
    current: list[str] | None = None
    chapter = ""
    body = _body(text)
    headed = {found[0] for found in map(_heading, body.splitlines()) if found}
    for line in body.splitlines():
        found = _heading(line) or _unspaced(line, _last(runs) + 1, headed)
        if found:
            if found[0] == 1 or not runs:
                runs.append([])
            current = [found[1]]
            runs[-1].append((found[0], chapter, current))
        elif _HEADING.match(line) or _INSERTED.match(line):
            current = None
            chapter = _chapter(line, chapter)
        elif current is not None and line.strip():
            current.append(line.strip())
    longest = max(runs, key=_volume, default=[])
    return [
        Entry(number, chapter, "\n".join(filter(None, lines))) for number, chapter, lines in longest
    ]


def inserted(text: str) -> list[str]:
    """List the inserted articles (第十条之一), which are not kept."""
    return [found.group(1) for found in map(_INSERTED.match, _body(text).splitlines()) if found]


def paragraphs(article: str) -> list[str]:
    """Cut an article into its paragraphs (款); items （一） belong to the paragraph above."""
    cut: list[str] = []
    for line in article.splitlines():
        if cut and _ITEM.match(line):
            cut[-1] += "\n" + line
        else:
            cut.append(line)
    return cut


def _body(text: str) -> str:
    head, mark, body = text.partition(_INFO_END)
    return _COMMENT.sub("", body if mark else head)


def _last(runs: list[list[_Open]]) -> int:
    return max((number for number, _, _ in runs[-1]), default=0) if runs else 0


def _chapter(line: str, chapter: str) -> str:
    """Return the chapter that a heading opens; a section (节) leaves the chapter as it is."""
    found = _CHAPTER.match(line)
    return f"{found.group(1)} {_SPACE.sub('', found.group(2))}" if found else chapter


def _heading(line: str) -> tuple[int, str] | None:
    """Read a line that opens an article, a space after its number; a reference has none."""
    found = _ARTICLE.match(line)
    number = _number(found.group(1)) if found else None
    if found is None or number is None:
        return None
    rest = line[found.end() :]
    if rest and not rest[0].isspace() and rest[0] not in ":：":
        return None
    return number, rest.lstrip(" \t\u3000:：").rstrip()


def _unspaced(line: str, expected: int, headed: set[int]) -> tuple[int, str] | None:
    """Read 第二条本法适用于… where the next article has no better heading."""
    found = _ARTICLE.match(line)
    if found and _number(found.group(1)) == expected and expected not in headed:
        return expected, line[found.end() :].strip()
    return None


def _number(numeral: str) -> int | None:
    try:
        return int(numeral) if numeral.isdecimal() else to_arabic(numeral)
    except NumeralError:
        return None


def _volume(run: list[_Open]) -> int:
    return sum(len(line) for _, _, lines in run for line in lines)


def _title(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.strip("# \t\u3000")


def _versions(text: str, name: str) -> frozenset[date]:
    """Find the dates that name this version: the file name's, and the header's when it agrees."""
    header = _header_date(text)
    found = _FILE_DATE.search(name)
    if not found:
        return frozenset([header] if header else [])
    named = date(*map(int, found.groups()))
    if header and abs(named - header) <= _ADOPTED_TO_PUBLISHED:
        return frozenset([named, header])
    return frozenset([named])


def _header_date(text: str) -> date | None:
    """Find the latest date of adoption or amendment above the first article."""
    head = text.partition(_INFO_END)[0] if _INFO_END in text else _above_first_article(text)
    dates = [date(*map(int, parts)) for parts in _DATE.findall(_IN_FORCE.sub("", head))]
    return max(dates, default=None)


def _above_first_article(text: str) -> str:
    lines: list[str] = []
    for line in text.splitlines():
        if _ARTICLE.match(line):
            break
        lines.append(line)
    return "\n".join(lines)
