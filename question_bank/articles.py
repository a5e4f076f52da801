"""Read the text of a law into its articles (条文)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from question_bank.numerals import NUMERALS, NumeralError, to_arabic

_INFO_END = "<!-- INFO END -->"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ARTICLE = re.compile(rf"^[\s>*#]*第([{NUMERALS}\d]+)条(?!之[{NUMERALS}])\**")
_INSERTED = re.compile(rf"^[\s>*#]*第[{NUMERALS}\d]+条之[{NUMERALS}]+\**(?:\s|$)")
_HEADING = re.compile(rf"^\s*(?:#|第[{NUMERALS}\d]+[编章节](?:\s|$)|附\s*[则件录](?:\s|$|[:：]))")
_ITEM = re.compile(rf"^\s*[（(]([{NUMERALS}]+|\d+)[）)]")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_IN_FORCE = re.compile(rf"(?:自\s*{_DATE.pattern}\s*起|{_DATE.pattern}\s*)施\s*行")
_FILE_DATE = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[）)]")
_ADOPTED_TO_PUBLISHED = timedelta(days=31)
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


def fold(text: str) -> str:
    """Drop white space and fold full-width forms, so that texts compare by their words."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return re.sub(r"[\s\u200b-\u200d\ufeff]+", "", folded)


def read(path: Path) -> LawText:
    """Read a law text from a Markdown file."""
    text = path.read_text(encoding="utf-8-sig")
    return LawText(_title(text), parse(text), _versions(text, path.name))


def parse(text: str) -> dict[int, str]:
    """Cut a law text into {article number: text}; preamble and headings belong to none.

    An inserted article (第十条之一) is no part of article 10. Where the numbering starts
    anew (a table of contents, an annex) the longest run counts.
    """
    runs: list[dict[int, list[str]]] = []
    current: list[str] | None = None
    body = _body(text)
    headed = {found[0] for found in map(_heading, body.splitlines()) if found}
    for line in body.splitlines():
        found = _heading(line) or _unspaced(line, _last(runs) + 1, headed)
        if found:
            if found[0] == 1 or not runs:
                runs.append({})
            current = runs[-1].setdefault(found[0], [])
            current.append(found[1])
        elif _HEADING.match(line) or _INSERTED.match(line):
            current = None
        elif current is not None and line.strip():
            current.append(line.strip())
    longest = max(runs, key=_volume, default={})
    return {number: "\n".join(filter(None, lines)) for number, lines in longest.items()}


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


def _last(runs: list[dict[int, list[str]]]) -> int:
    return max(runs[-1], default=0) if runs else 0


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


def _volume(run: dict[int, list[str]]) -> int:
    return sum(len(line) for lines in run.values() for line in lines)


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
