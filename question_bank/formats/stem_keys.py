"""What a stem carries besides its words (题干附带): type, points, the key, bare options."""

import re

from question_bank.formats import answers
from question_bank.formats.drafts import SHOWN
from question_bank.formats.shaping import Raw
from question_bank.formats.vocabulary import Hint, judgement_named, type_named
from question_bank.questions import LETTERS

_TAG = re.compile(r"^\s*[【\[(（]\s*([^】\])）\n]{2,12})\s*[】\])）]\s*[.、．:：]?\s*")
_PLAIN_TAG = re.compile(r"^\s*(\S{2,8}?)\s*[:：]\s*")
_POINTS = re.compile(r"[(（]\s?(?:本题|本小题|共)?\s?(\d{1,3})\s?分\s?[)）]")
_POINTS_LAST = re.compile(_POINTS.pattern + r"$")
_IN_BRACKETS = re.compile(
    r"[(（【\[]\s*([A-ZＡ-Ｚ](?:[\s,，、;；]*[A-ZＡ-Ｚ]){0,25}|√|×|✓|✗|对|错|正确|错误|[TF])\s*[)）】\]]"
)
_BARE = re.compile(r"(?:^|(?<=[\s。；;：:？?)）]))([A-Z])(?![A-Za-z])")
_MARKS = ("√", "×", "✓", "✗")
EMPTY = "（　）"
_FEWEST = 2


def settle(raw: Raw) -> None:
    """Move what a stem carries to where it belongs."""
    _take_tag(raw)
    _take_points(raw)
    if not raw.options:
        _take_bare_options(raw)
    _take_key(raw)


def tagged(stem: str) -> Hint:
    """Return the type a stem names in brackets before it begins."""
    found = _TAG.match(stem)
    return type_named(found.group(1)) if found else None


def _take_tag(raw: Raw) -> None:
    for pattern in (_TAG, _PLAIN_TAG):
        found = pattern.match(raw.stem)
        words = re.split(r"[,，;；、]", found.group(1))[0] if found else ""
        if found and type_named(words) and not raw.type_words:
            raw.type_words = words
            raw.stem = raw.stem[found.end() :]


def _take_points(raw: Raw) -> None:
    found = _POINTS.match(raw.stem) or _POINTS_LAST.search(raw.stem)
    if found and not raw.points:
        raw.points = found.group(1)
        raw.stem = (raw.stem[: found.start()] + raw.stem[found.end() :]).strip()


def _take_key(raw: Raw) -> None:
    """Read the key a stem shows in its brackets, or behind it, and empty the brackets."""
    found = [one for one in _IN_BRACKETS.finditer(raw.stem) if _may_be_key(raw, one.group(1))]
    shown = list(dict.fromkeys(one.group(1) for one in found))
    for one in reversed(found):
        raw.stem = raw.stem[: one.start()] + EMPTY + raw.stem[one.end() :]
    if found and not raw.options:
        raw.stem = raw.stem.removesuffix(EMPTY).rstrip()
    if not found and raw.stem.endswith(_MARKS) and not raw.options:
        shown = [raw.stem[-1]]
        raw.stem = raw.stem[:-1].rstrip()
    _agree(raw, "".join(shown))


def _agree(raw: Raw, shown: str) -> None:
    """Take the key a stem shows, or say where it contradicts the key given."""
    if not raw.key.strip():
        raw.key = shown
    elif shown and _meaning(shown) != _meaning(raw.key):
        raw.warnings.append(f"题干中写的答案“{shown}”与“{raw.key[:SHOWN]}”不同，请核对。")


def _meaning(key: str) -> object:
    return judgement_named(answers.bare(key)) or sorted(answers.letters_of(key))


def _may_be_key(raw: Raw, words: str) -> bool:
    return bool(raw.options) or judgement_named(words) is not None


def _take_bare_options(raw: Raw) -> None:
    """Read options without any mark after their letters: A3 B4 C5, or a line for each."""
    starts: list[tuple[int, int]] = []
    for found in _BARE.finditer(raw.stem):
        if len(starts) < len(LETTERS) and found.group(1) == LETTERS[len(starts)]:
            starts.append(found.span())
    if len(starts) < _FEWEST or not raw.stem[: starts[0][0]].strip():
        return
    before = raw.stem[: starts[0][0]]
    ends = [start for start, _ in starts[1:]] + [len(raw.stem)]
    options = [raw.stem[begin:end].strip() for (_, begin), end in zip(starts, ends, strict=True)]
    if all(options):
        raw.options = options
        raw.stem = before.strip()
        raw.warnings.append("选项字母后没有标点，已按字母分开，请核对。")
