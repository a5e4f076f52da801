"""Keys listed apart from their questions (集中答案): 1-5 ABCDE, 1.A 2.B, under titles or not."""

import re
from dataclasses import dataclass, field

from question_bank.formats.drafts import SHOWN, Fault
from question_bank.formats.shaping import Raw
from question_bank.formats.vocabulary import CHOICE, Hint
from question_bank.questions import QuestionType

_ONE = r"(?:正确|错误|[A-ZＡ-Ｚ√×✓✗对错])"
_ITEM = re.compile(
    rf"\s*(\d{{1,4}})\s*(?:[-—–~～至到]{{1,2}}\s*(\d{{1,4}}))?\s*题?\s*[.、．:：)）]?\s*"
    rf"({_ONE}(?:[ \t,，、]*{_ONE})*)[\s,，;；。.]*"
)
_HEAD = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|附[:：]?|[(（][一二三四五六七八九十][)）])?\s*"
    r"[【\[]?\s*(?:试题)?(?:正确|参考|标准)?答案\s*(?:及解析|与解析|部分|表|汇总|速查)?\s*[】\]]?\s*[:：]?\s*$"
)
_TOKEN = re.compile(_ONE)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class ListedKey:
    """One key of a list: for which number, under which title, on which line."""

    number: int
    key: str
    row: int
    hint: Hint


@dataclass(slots=True)
class KeyList:
    """Collect listed keys, then hand them to the questions that lack one."""

    keys: list[ListedKey] = field(default_factory=list)

    def take(self, row: int, line: str, hint: Hint, *, is_expected: bool) -> bool:
        """Keep the keys of a line that holds nothing else; tell whether it did."""
        found = listed(line)
        is_range = any(len(_range(item)) > 1 for item in found)
        if not found or not (is_expected or is_range or len(found) >= _FEWEST):
            return False
        for item in found:
            for number, key in _spread(item):
                self.keys.append(ListedKey(number, key, row, hint))
        return True

    def give(self, raws: list[tuple[int | None, Raw]]) -> list[Fault]:
        """Give each key to its question; return a fault for each that finds none."""
        open_by_number: dict[int, list[Raw]] = {}
        for number, raw in raws:
            if number is not None and not raw.key.strip():
                open_by_number.setdefault(number, []).append(raw)
        faults: list[Fault] = []
        for one in self.keys:
            waiting = open_by_number.get(one.number, [])
            found = next((raw for raw in waiting if _fits(raw, one)), None)
            if found is None:
                reason = (
                    f"第 {one.row} 行：答案表中第 {one.number} 题的答案“{one.key[:SHOWN]}”"
                    "没有对应的试题，请核对题号。"
                )
                faults.append(Fault(one.row, "答案", one.key[:SHOWN], reason))
            else:
                found.key = one.key
                waiting.remove(found)
        return faults


def is_head(line: str) -> bool:
    """Tell whether a line is the title of a list of keys."""
    return _HEAD.match(line) is not None


def listed(line: str) -> list[re.Match[str]]:
    """Return the items of a line made of nothing but numbered keys."""
    items, at = [], 0
    while at < len(line):
        found = _ITEM.match(line, at)
        if found is None:
            return []
        items.append(found)
        at = found.end()
    return items


def _range(item: re.Match[str]) -> range:
    first = int(item.group(1))
    last = int(item.group(2) or first)
    return range(first, last + 1)


def _spread(item: re.Match[str]) -> list[tuple[int, str]]:
    numbers = _range(item)
    if len(numbers) == 1:
        return [(numbers[0], item.group(3).strip())]
    words = [word for word in re.split(r"[\s,，、]+", item.group(3)) if word]
    if len(words) != len(numbers):
        words = [
            one
            for token in _TOKEN.findall(item.group(3))
            for one in ([token] if token in ("正确", "错误") else list(token))
        ]
    if len(words) != len(numbers):
        return [(numbers.start, item.group(3))]
    return list(zip(numbers, words, strict=True))


def _fits(raw: Raw, one: ListedKey) -> bool:
    if one.hint is None or raw.hint is None or raw.hint == one.hint:
        return True
    choices = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.INDEFINITE, CHOICE)
    return CHOICE in (raw.hint, one.hint) and raw.hint in choices and one.hint in choices
