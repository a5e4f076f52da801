"""What a key says (答案识别): ABC, A,B, A、B, √, A=正确, full width or small letters."""

import re
import unicodedata
from dataclasses import dataclass

from question_bank.formats.vocabulary import judgement_named, narrow
from question_bank.questions import LETTERS

_LEAD = re.compile(r"^(?:正确|参考|标准)?(?:答案|选项)?(?:是|为)?[:：]|^答案")
_ROUND = "()[]【】《》<>{}。.;,、"
_BETWEEN = re.compile(r"[\s,、;/|&+.和与及或\-—]+")
_NAMED = re.compile(r"^([A-Za-z])\s*[=:：.、)]\s*(\S.*)$", re.DOTALL)


@dataclass(frozen=True)
class Letters:
    """Hold the letters of a key, and what was guessed on the way."""

    letters: tuple[str, ...] = ()
    warning: str = ""


def bare(key: str) -> str:
    """Return a key without 答案： before it and brackets around it."""
    text = unicodedata.normalize("NFKC", key).strip()
    return _LEAD.sub("", text).strip().strip(_ROUND).strip()


def letters_of(key: str) -> tuple[str, ...]:
    """Return the letters a key is made of; nothing where it is made of anything else."""
    tokens = [token for token in _BETWEEN.split(bare(key).upper()) if token]
    if not tokens or any(char not in LETTERS for token in tokens for char in token):
        return ()
    return tuple("".join(tokens))


def chosen(key: str, options: list[str]) -> Letters:
    """Return which options a key names: by letters, by A=words, or by their words."""
    letters = letters_of(key)
    by_words = _by_words(key, options)
    if letters and not (by_words and _are_beyond(letters, options)):
        return Letters(tuple(sorted(letters)))
    named = _NAMED.match(bare(key))
    if named and not by_words:
        return Letters((named.group(1).upper(),))
    if by_words:
        return Letters(by_words, f"答案写的是选项内容，已对应为 {''.join(by_words)}。")
    return Letters()


def _are_beyond(letters: tuple[str, ...], options: list[str]) -> bool:
    return any(letter not in LETTERS[: len(options)] for letter in letters)


def _by_words(key: str, options: list[str]) -> tuple[str, ...]:
    places = {narrow(option): LETTERS[at] for at, option in enumerate(options[:26]) if option}
    if narrow(key) in places:
        return (places[narrow(key)],)
    parts = [narrow(part) for part in re.split(r"[|;；\n]+", key) if part.strip()]
    if len(parts) > 1 and all(part in places for part in parts):
        return tuple(sorted({places[part] for part in parts}))
    return ()


def judged(key: str, options: list[str]) -> tuple[str | None, str]:
    """Return 正确 or 错误 as a key says, and what was guessed."""
    words = bare(key)
    named = _NAMED.match(words)
    said = judgement_named(key) or judgement_named(words)
    said = said or (judgement_named(named.group(2)) if named else None)
    if said:
        return said, ""
    letters = letters_of(key)
    if len(letters) != 1:
        return None, ""
    at = LETTERS.index(letters[0])
    if at < len(options) and judgement_named(options[at]):
        return judgement_named(options[at]), ""
    if not any(options) and at < len(_USUAL):
        return _USUAL[at], f"没有选项，答案 {letters[0]} 已按“{_USUAL[at]}”读取。"
    return None, ""


_USUAL = ("正确", "错误")


def is_key_like(text: str) -> bool:
    """Tell whether a text may be the key of a choice or a judgement."""
    return bool(letters_of(text)) or judgement_named(bare(text)) is not None
