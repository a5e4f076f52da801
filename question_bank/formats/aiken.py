"""Read and write Aiken, the plainest format of Moodle: stem, options, ANSWER (Aiken 导入导出)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.formats.meanings import (
    InexpressibleError,
    as_judgement,
    is_judgement,
    truth_of,
    warned,
)
from question_bank.formats.own_drafts import drafts_to_write, exchanged
from question_bank.formats.plain_files import UnreadableError, read_text
from question_bank.formats.wording import tidy
from question_bank.questions import FALSE, LETTERS, TRUE, Question, QuestionType

MOST_ITEMS = 20_000
_OPTION = re.compile(r"([A-Z])[.)．）、](.*)")
_ANSWER = re.compile(r"(?:ANSWER|答案)\s{0,20}[:：](.*)", re.IGNORECASE)
_FEEDBACK = re.compile(r"(?:FEEDBACK|解析)\s{0,20}[:：](.*)", re.IGNORECASE)
_KEY = re.compile(r"[A-Z]+")
_BETWEEN = re.compile(r"[\s,，、;；.。]+")


@dataclass
class _Item:
    line: int
    stem: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    answer: str | None = None
    analysis: list[str] = field(default_factory=list)


def read(content: bytes) -> Reading:
    """Return the questions of an Aiken file."""
    try:
        text, remarks = read_text(content)
    except UnreadableError as refused:
        return Reading("aiken", (), (Fault(None, "文件", "", str(refused)),))
    drafts, faults = list[Draft](), list[Fault]()
    for count, item in enumerate(_items(text), 1):
        if count > MOST_ITEMS:
            over = f"超过 {MOST_ITEMS} 题，其余未读，请拆分文件。"
            faults.append(Fault(item.line, "文件", "", over))
            break
        try:
            drafts.append(_draft(item))
        except InexpressibleError as reason:
            faults.append(reason.at(item.line))
    return Reading("aiken", tuple(drafts), tuple(faults), remarks)


def _items(text: str) -> Iterator[_Item]:
    """Yield items: each begins with its stem and ends with its answer and feedback."""
    item, after_gap = _Item(0), False
    for number, raw in enumerate(text.split("\n"), 1):
        line = tidy(raw)
        if not line:
            after_gap = True
            continue
        if item.stem and _begins(item, line, after_gap=after_gap):
            yield item
            item = _Item(0)
        item.line = item.line or number
        _take(item, line)
        after_gap = False
    if item.stem:
        yield item


def _begins(item: _Item, line: str, *, after_gap: bool) -> bool:
    """Tell whether a line begins the next item."""
    if item.answer is not None:
        is_more = bool(item.analysis) and not after_gap
        return not (_FEEDBACK.match(line) or is_more)
    is_own = _ANSWER.match(line) or _OPTION.match(line)
    return after_gap and bool(item.options) and not is_own


def _take(item: _Item, line: str) -> None:
    if not item.stem:
        item.stem.append(line)
    elif item.answer is not None:
        found = _FEEDBACK.match(line)
        item.analysis.append(found[1].strip() if found else line)
    elif found := _ANSWER.match(line):
        item.answer = found[1].strip()
    elif (found := _OPTION.match(line)) and found[1] == LETTERS[
        len(item.options) : 1 + len(item.options)
    ]:
        item.options.append([found[2].strip()])
    elif item.options:
        item.options[-1].append(line)
    else:
        item.stem.append(line)


def _draft(item: _Item) -> Draft:
    stem = "\n".join(item.stem)
    if item.answer is None:
        raise InexpressibleError("答案", stem, "缺少“ANSWER:”一行，请补上答案。")
    letters = _BETWEEN.sub("", item.answer.upper())
    if not _KEY.fullmatch(letters):
        raise InexpressibleError("答案", item.answer, "答案须为选项的字母，如“ANSWER: B”。")
    offered = LETTERS[: len(item.options)]
    if not set(letters) <= set(offered):
        wrong = f"答案“{letters[:30]}”不在选项之中，选项须从 A 起依次写出，请核对。"
        raise InexpressibleError("答案", stem, wrong)
    draft = Draft(
        place=f"第 {item.line} 行",
        type=QuestionType.SINGLE,
        stem=stem,
        options=tuple("\n".join(lines) for lines in item.options),
        key=tuple(sorted(set(letters))),
        analysis="\n".join(item.analysis).strip(),
    )
    return _typed(draft)


def _typed(draft: Draft) -> Draft:
    if len(draft.key) > 1:
        several = "有几个答案，按多选题读入；Aiken 本身只有单选题，请核对。"
        return warned(replace(draft, type=QuestionType.MULTIPLE), several)
    if not is_judgement(draft.options):
        return draft
    chosen = draft.options[LETTERS.index(draft.key[0])]
    judged = as_judgement(draft, is_true=truth_of(chosen) is True)
    shown = "、".join(draft.options)
    guess = "" if set(draft.options) == {TRUE, FALSE} else f"选项为“{shown}”，按判断题读入。"
    return warned(judged, guess)


def write(questions: Sequence[Question]) -> bytes:
    """Return questions as an Aiken file, or raise CannotWriteError naming those it cannot hold."""
    return "\n".join(_written(draft) for draft in drafts_to_write(questions, _refusal)).encode()


def refusal(question: Question) -> str:
    """Say why a question cannot be written as Aiken; empty where it can."""
    return _refusal(exchanged(question))


def losses(question: Question) -> list[str]:
    """List what an Aiken file does not carry of a question."""
    draft = exchanged(question)
    if refused := _refusal(draft):
        return [refused]
    told = ["Aiken 只有题干、选项和答案；编号、解析、依据、内容、门类和难度都不写入。"]
    if any(_line(text) != text for text in (draft.stem, *draft.options)):
        told.append("Aiken 每项只有一行，文字中的换行改为空格。")
    if draft.type is QuestionType.SINGLE and is_judgement(draft.options):
        told.append("两个选项只说对错，再次导入时会按判断题读入。")
    return told


def _refusal(draft: Draft) -> str:
    if draft.type not in (QuestionType.SINGLE, QuestionType.TRUE_FALSE):
        return f"Aiken 只有单选题和判断题，{draft.type.label if draft.type else '此题'}不能导出。"
    if _OPTION.match(draft.stem) or _ANSWER.match(draft.stem):
        return "题干的开头会被看作选项或答案，请改写后再导出。"
    if len(draft.key) != 1 or len(draft.options) > len(LETTERS) or not all(draft.options):
        return "选项或答案不完整，不能导出。"
    return ""


def _written(draft: Draft) -> str:
    key = draft.key[0]
    if draft.type is QuestionType.TRUE_FALSE:
        key = LETTERS[draft.options.index(key)]
    options = zip(LETTERS, draft.options, strict=False)
    lines = [_line(draft.stem), *(f"{letter}. {_line(text)}" for letter, text in options)]
    return "\n".join([*lines, f"ANSWER: {key}", ""])


def _line(text: str) -> str:
    return " ".join(text.split("\n"))
