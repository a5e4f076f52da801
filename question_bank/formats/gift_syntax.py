"""Cut a GIFT file into its items, exactly as written (GIFT 语法)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

NUMBER = r"[-+]?\d{1,30}(?:\.\d{0,30})?|[-+]?\.\d{1,30}"
_ESCAPES = "\\~=#{}:n"
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_PLACEHOLDER = re.compile("[\x01-\x08]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_COMMENT = re.compile(r"\s*//")
_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:(.*)", re.IGNORECASE)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_BRACKETED = r"((?:\\\]|[^\]\[\\]|\\(?!\]))+)\]"
_TAG = re.compile(r"\[tag:" + _BRACKETED)
_ID = re.compile(r"\[id:" + _BRACKETED)
_TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?:#|$)", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{0,9})?)%")
_ORDER = re.compile(r"\s*>[^\n]*\n")
MOST_CHOICES = 200
_JOINED = 20
"""How many paragraphs a missing brace may swallow before it counts as missing."""


@dataclass(frozen=True)
class Phrase:
    """Hold words as written, with the format they are in: moodle, plain, html or markdown."""

    format: str
    text: str


@dataclass(frozen=True)
class Choice:
    """Hold one answer of a block: = right or ~ wrong, its weight and its feedback."""

    is_right: bool
    weight: float | None
    text: Phrase
    feedback: Phrase | None


@dataclass(frozen=True)
class Item:
    """Hold one item of the file; kind is MC, TF, Short, Numerical, Matching, Essay and so on."""

    line: int
    kind: str
    stem: Phrase
    title: str = ""
    code: str = ""
    tags: tuple[str, ...] = ()
    is_embedded: bool = False
    choices: tuple[Choice, ...] = ()
    pairs: tuple[tuple[Phrase, str], ...] = ()
    steps: tuple[Phrase, ...] = ()
    is_true: bool = False
    said_first: Phrase | None = None
    said_second: Phrase | None = None
    general: Phrase | None = None
    fault: str = ""


@dataclass
class _Paragraph:
    line: int
    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def items_of(text: str) -> Iterator[Item]:
    """Yield the items of a file in their order."""
    paragraphs = list(_paragraphs(text))
    place = 0
    while place < len(paragraphs):
        paragraph, place = _closed(paragraphs, place)
        if found := _CATEGORY.match(paragraph.text):
            yield Item(paragraph.line, "Category", Phrase("plain", found[1].strip()))
            rest = paragraph.text[found.end() :].strip("\n")
            paragraph = _Paragraph(paragraph.line + 1, [rest] if rest else [], paragraph.remarks)
        if paragraph.lines:
            yield _item(paragraph)


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    current, remarks = _Paragraph(1), list[str]()
    for number, raw in enumerate(text.split("\n"), 1):
        if _COMMENT.match(raw):
            (current.remarks if current.lines else remarks).append(raw)
            continue
        line = _ESCAPE.sub(_hide, _CONTROL.sub("", raw))
        if line.strip():
            if not current.lines:
                current = _Paragraph(number, [], remarks)
                remarks = []
            current.lines.append(line)
        elif current.lines:
            yield current
            current = _Paragraph(number)
    if current.lines:
        yield current


def _closed(paragraphs: list[_Paragraph], place: int) -> tuple[_Paragraph, int]:
    """Return a paragraph whose braces are closed, reaching over blank lines where they are not."""
    first = paragraphs[place]
    opened, closed = first.text.count("{"), first.text.count("}")
    if opened != closed + 1:
        return first, place + 1
    lines = list(first.lines)
    for after, other in enumerate(paragraphs[place + 1 : place + 1 + _JOINED], place + 2):
        lines += ["", *other.lines]
        if "{" in other.text:
            break
        if "}" in other.text:
            return _Paragraph(first.line, lines, first.remarks), after
    return first, place + 1


def _item(paragraph: _Paragraph) -> Item:
    rest, title = paragraph.text, ""
    if found := _TITLE.match(rest):
        title, rest = show(found[1]), rest[found.end() :]
    form, rest = _format(rest, "moodle")
    before, opening, after = rest.partition("{")
    block, closing, tail = after.partition("}")
    item = replace(_named(paragraph, title), stem=_phrase(before, form))
    if opening and not closing:
        return replace(item, fault="答案缺少右花括号“}”，请补上。")
    if "{" in block or "{" in tail or "}" in before + tail:
        return replace(item, fault="一道题只能有一组花括号，文字中的花括号请写作 \\{ 和 \\}。")
    if not opening:
        return item
    if tail.strip():
        embedded = _phrase(f"{before}____{tail}", form)
        item = replace(item, stem=embedded, is_embedded=True)
    return _answered(item, block)


def _named(paragraph: _Paragraph, title: str) -> Item:
    """Return an item that so far only has its name, its id and its tags."""
    remarks = " ".join(paragraph.remarks)
    return Item(
        line=paragraph.line,
        kind="Description",
        stem=Phrase("moodle", ""),
        title=title,
        code=next((_unbracketed(found) for found in _ID.findall(remarks)), ""),
        tags=tuple(_unbracketed(found) for found in _TAG.findall(remarks)),
    )


def _answered(item: Item, block: str) -> Item:
    form = item.stem.format
    answers, general_mark, general = block.partition("####")
    if general_mark and general.strip():
        item = replace(item, general=_maybe(general, form))
    if not answers.strip():
        return replace(item, kind="Essay")
    begun = answers.lstrip()
    if found := _TRUTH.match(answers):
        return _judged(item, found[1], answers)
    if _ORDER.match(answers):
        return _ordered(item, begun)
    return _numerical(item, begun[1:]) if begun[0] == "#" else _listed(item, answers)


def _ordered(item: Item, answers: str) -> Item:
    steps = (step for step in answers.split("\n")[1:] if step.strip())
    said = tuple(_phrase(step, item.stem.format) for step in steps)
    return replace(item, kind="Ordering", steps=said)


def _listed(item: Item, answers: str) -> Item:
    choices = _choices(answers, item.stem.format)
    if not choices:
        return replace(
            item, fault="花括号中的答案无法识别或过多，请用 = 标正确答案、~ 标错误答案。"
        )
    if any(not one.is_right for one in choices):
        return replace(item, kind="MC", choices=choices)
    if all("->" in one.text.text for one in choices):
        return replace(item, kind="Matching", pairs=tuple(_pair(one.text) for one in choices))
    return replace(item, kind="Short", choices=choices)


def _judged(item: Item, truth: str, answers: str) -> Item:
    said = [_maybe(part, item.stem.format) for part in answers.split("#")[1:3]]
    first, second = [*said, None, None][:2]
    is_true = truth[0] in "Tt"
    return replace(item, kind="TF", is_true=is_true, said_first=first, said_second=second)


def _numerical(item: Item, answers: str) -> Item:
    choices = _choices(answers, item.stem.format)
    if not choices:
        number, _, said = answers.partition("#")
        said_phrase = _maybe(said, item.stem.format)
        choices = (Choice(True, None, Phrase("plain", number.strip()), said_phrase),)
    return replace(item, kind="Numerical", choices=choices)


def _choices(answers: str, form: str) -> tuple[Choice, ...]:
    marks = re.split(r"([~=])", answers, maxsplit=MOST_CHOICES + 1)
    if marks[0].strip() or len(marks) > 2 * MOST_CHOICES + 1:
        return ()
    pairs = zip(marks[1::2], marks[2::2], strict=True)
    return tuple(_choice(mark == "=", words, form) for mark, words in pairs)


def _choice(is_right: bool, words: str, form: str) -> Choice:
    weight = None
    if found := _WEIGHT.match(words):
        weight, words = float(found[1]), words[found.end() :]
    text, _, said = words.partition("#")
    return Choice(is_right, weight, _phrase(text, form), _maybe(said, form))


def _pair(phrase: Phrase) -> tuple[Phrase, str]:
    left, _, right = phrase.text.partition("->")
    return Phrase(phrase.format, left.strip()), right.strip()


def _maybe(text: str, form: str) -> Phrase | None:
    return _phrase(text, form) if text.strip() else None


def _phrase(text: str, form: str) -> Phrase:
    named, rest = _format(text, form)
    folded = rest if named == "markdown" else " ".join(_lines(rest))
    return Phrase(named, show(folded.strip()))


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.strip().split("\n"))


def _format(text: str, otherwise: str) -> tuple[str, str]:
    found = _FORMAT.match(text)
    return (found[1].lower(), text[found.end() :]) if found else (otherwise, text)


def _hide(found: re.Match[str]) -> str:
    return chr(1 + _ESCAPES.index(found[1]))


def show(text: str) -> str:
    """Return words with their escapes resolved."""
    return _PLACEHOLDER.sub(lambda found: _shown(ord(found.group()) - 1), text).strip()


def _shown(place: int) -> str:
    return "\n" if _ESCAPES[place] == "n" else _ESCAPES[place]


def _unbracketed(text: str) -> str:
    return text.replace("\\]", "]").strip()
