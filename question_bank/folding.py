"""Fold written answers, so that 200元, ２００ 元 and 二百元 are one answer (填空归一)."""

import re
import unicodedata

from question_bank.numerals import NUMERALS, NumeralError, to_arabic

_NUMERAL = re.compile(rf"(?:[{NUMERALS.replace('千', '')}]|千(?![克米瓦]))+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACE = re.compile(r"[\s\u200b-\u200d\ufeff]+")
_MARKS = r"[。，、；;,.．·“”\"'‘’《》〈〉<>（）()\[\]【】]+"
_DROPPED = re.compile(rf"(?<!\d){_MARKS}|{_MARKS}(?!\d)")
_POINT = re.compile(r"(\d+)\.(\d*?)0*(?!\d)")
_WHOLE = re.compile(r"(?<![\d.])0+(?=\d)")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)([万亿])")
_SCALES = {"万": 4, "亿": 8}


def fold_answer(words: str) -> str:
    """Return the form in which answers are compared: width, case, numerals and marks folded.

    A mark between two digits stays: 1、5 is not 15.
    """
    text = _SPACE.sub("", unicodedata.normalize("NFKC", words).casefold())
    text = _NUMERAL.sub(_arabic, _SCALED.sub(_scaled, _GROUPED.sub("", text)))
    text = _POINT.sub(_trimmed, _DROPPED.sub("", text))
    return _WHOLE.sub("", text)


def _arabic(found: re.Match[str]) -> str:
    if found.group() in "百千万亿":
        return found.group()
    try:
        return str(to_arabic(found.group()))
    except NumeralError:
        return found.group()


def _scaled(found: re.Match[str]) -> str:
    """Write 1.5万 as 15000; finer than one is left as it is."""
    number, scale = found.groups()
    whole, _, rest = number.partition(".")
    places = _SCALES[scale]
    return found.group() if len(rest) > places else whole + rest.ljust(places, "0")


def _trimmed(found: re.Match[str]) -> str:
    whole, rest = found.groups()
    return f"{whole}.{rest}" if rest else whole
