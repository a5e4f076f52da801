"""Turn HTML, and the bodies of QTI items, into plain words and say what was lost (富文本转文字)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree

from question_bank.formats.wording import distinct, tidy

Element = Any
Special = Callable[[Element], str | None]
"""Says what stands for an element instead of its own words; None to read them."""

_BLOCKS = frozenset((
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "tr",
    "table", "caption", "tbody", "thead", "tfoot", "blockquote", "pre", "section", "article",
    "header", "footer", "figure", "figcaption", "address", "hr", "prompt", "itemBody", "center",
))  # fmt: skip
_SILENT = frozenset((
    "script", "style", "svg", "head", "title", "meta", "link", "stylesheet", "template",
    "noscript",
))  # fmt: skip
_FLATTENED = {
    "table": "表格",
    "math": "公式",
    "sub": "上下标",
    "sup": "上下标",
    "li": "列表格式",
}
_DROPPED = {
    "script": "脚本",
    "svg": "矢量图",
    "object": "嵌入对象",
    "embed": "嵌入对象",
    "iframe": "嵌入页面",
    "video": "视频",
    "audio": "音频",
    "a": "链接地址",
}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_FORMULAS = {"mfrac": "/", "msup": "^", "msub": "_"}
_MARKDOWN = re.compile(r"\*\*|^#|^[-*] |\]\(|`", re.MULTILINE)
_DEEPEST = 200


@dataclass
class Words:
    """Hold plain words, the names of pictures among them and what did not come along."""

    text: str = ""
    pictures: list[str] = field(default_factory=list)
    flattened: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say what was lost, in Chinese."""
        flattened, dropped, pictured = (
            "、".join(distinct(one)) for one in (self.flattened, self.dropped, self.pictures)
        )
        return distinct(
            (
                f"{flattened}已转为普通文字，请核对。" if flattened else "",
                f"{dropped}未读入。" if dropped else "",
                f"图片“{pictured}”未读入，请另行上传。" if pictured else "",
            )
        )


class Gathering:
    """Put words together as a browser would show them: space folded, blocks on lines."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.gap = self.fresh = False

    def fold(self, text: str) -> None:
        """Add words whose space does not count."""
        words = _SPACE.sub(" ", text)
        self.gap = self.gap or words.startswith(" ")
        if stripped := words.strip(" "):
            self._write(stripped)
            self.gap = words.endswith(" ")

    def keep(self, text: str) -> None:
        """Add words as they are."""
        if text:
            self._write(text)

    def cell(self) -> None:
        """Begin the next cell of a row."""
        self.gap = False
        self._write(" | ")

    def line(self) -> None:
        """Begin a new line, as br does."""
        self._settle()
        self.pieces.append("\n")
        self.gap = False

    def block(self) -> None:
        """Begin a new line unless one has just begun."""
        self.fresh, self.gap = True, False

    def _settle(self) -> None:
        if self.fresh and self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")
        self.fresh = False

    def _write(self, text: str) -> None:
        self._settle()
        if self.gap and self.pieces and not self.pieces[-1].endswith(("\n", " | ")):
            self.pieces.append(" ")
        self.gap = False
        self.pieces.append(text)


def words_of(element: Element, special: Mapping[str, Special] | None = None) -> Words:
    """Return the words of an element, which itself counts as a block."""
    walk = _Walk(special or {}, Words(), Gathering())
    walk.into(element, kept=False, depth=0)
    walk.words.text = tidy("".join(walk.out.pieces))
    return walk.words


@dataclass(frozen=True)
class _Walk:
    """Go through an element once, gathering its words and what is lost on the way."""

    special: Mapping[str, Special]
    words: Words
    out: Gathering

    def into(self, element: Element, *, kept: bool, depth: int) -> None:
        """Gather what an element holds; space counts inside pre."""
        if depth > _DEEPEST:
            self.words.dropped.append("嵌套过深的内容")
            return
        kept = kept or _name(element) == "pre"
        self._add(element.text, kept=kept)
        for child in element:
            if isinstance(child.tag, str):
                self._visit(child, kept=kept, depth=depth)
            self._add(child.tail, kept=kept)

    def _visit(self, child: Element, *, kept: bool, depth: int) -> None:
        name = _name(child)
        if (say := self.special.get(name)) is not None and (said := say(child)) is not None:
            self.out.keep(said)
            return
        _note_losses(name, child, self.words)
        if name in _SILENT:
            return
        if name in _FORMULAS:
            self.out.keep(_formula(child))
            return
        _mark(name, child, self.words, self.out)
        begin = self.out.block if name in _BLOCKS else _nothing
        begin()
        self.into(child, kept=kept, depth=depth + 1)
        begin()

    def _add(self, text: str | None, *, kept: bool) -> None:
        if text and kept:
            self.out.keep(text)
        elif text:
            self.out.fold(text)


def _nothing() -> None:
    """Begin no line: words inside a line go on."""


def _mark(name: str, child: Element, words: Words, out: Gathering) -> None:
    """Add what an element itself stands for, before its words."""
    if name == "br":
        out.line()
    elif name in ("img", "image"):
        _show_picture(child, words, out)
    elif name in ("td", "th") and child.getprevious() is not None:
        out.cell()


def _formula(element: Element) -> str:
    """Write a fraction, power or index of MathML on one line."""
    sides = ["".join("".join(side.itertext()).split()) for side in element]
    return _FORMULAS[_name(element)].join(side for side in sides if side)


def _note_losses(name: str, child: Element, words: Words) -> None:
    if name in _FLATTENED:
        words.flattened.append(_FLATTENED[name])
    elif name in _DROPPED and (name != "a" or child.get("href")):
        words.dropped.append(_DROPPED[name])
    if name == "object" and child.get("data"):
        words.pictures.append(str(child.get("data")).rsplit("/", 1)[-1])


def _show_picture(child: Element, words: Words, out: Gathering) -> None:
    source = child.get("src") or ""
    name = "内嵌图片" if source.startswith("data:") else source.rsplit("/", 1)[-1]
    words.pictures.append(name or "未命名")
    described = tidy(child.get("alt") or "")
    out.keep(f"［图：{described or name or '未命名'}］")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def read_html(source: str) -> Words:
    """Return the words of a piece of HTML."""
    if not _MARKUP.search(source):
        return Words(tidy(_SPACE.sub(" ", unescape(source))))
    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(f"<div>{tidy(source)}</div>".encode(), parser)
    except (etree.XMLSyntaxError, AssertionError):
        root = None
    if root is None:
        return Words(tidy(source), dropped=["无法识别的 HTML"])
    return words_of(root)


def read_lines(source: str) -> Words:
    """Return the words of text in which lines count and HTML may occur (自动格式)."""
    if not _MARKUP.search(source):
        return Words(tidy(unescape(source)))
    return read_html(source.replace("\n", "<br>"))


def read_as(form: str, source: str) -> Words:
    """Return the words of text in one of Moodle's formats: html, moodle, markdown or plain."""
    if form == "html":
        return read_html(source)
    if form == "moodle":
        return read_lines(source)
    words = Words(tidy(source))
    if form == "markdown" and _MARKDOWN.search(source):
        words.flattened.append("Markdown 标记")
    return words
