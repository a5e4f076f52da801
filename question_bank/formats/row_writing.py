"""Questions as rows of our own table (试题导出表): what ``tables`` reads back unchanged."""

from collections.abc import Iterator, Sequence

from question_bank.formats.building import draft_of
from question_bank.formats.drafts import Draft
from question_bank.formats.guides import write_guide
from question_bank.formats.lists import BLANKS, join
from question_bank.questions import LETTERS, Question, QuestionType

_BEFORE = ("编号", "题型", "小题", "题干")
_AFTER = (
    "答案", "干扰项", "更正", "评分要点", "解析", "依据法规", "条款", "依据原文", "知识点", "门类",
    "难度", "分值", "图像",
)  # fmt: skip
FEWEST_OPTION_COLUMNS = 4


def write_rows(questions: Sequence[Question]) -> list[list[str]]:
    """Return a heading and the rows of questions; parts follow their case set."""
    return write_drafts([draft_of(question) for question in questions])


def write_drafts(drafts: Sequence[Draft]) -> list[list[str]]:
    """Return a heading and the rows of drafts."""
    entries = [entry for draft in drafts for entry in _entries(draft)]
    counts = (len(_options(draft)) for draft, _ in entries)
    width = max((FEWEST_OPTION_COLUMNS, *counts))
    labels = [f"选项{LETTERS[at]}" for at in range(width)]
    rows = [[*_BEFORE, *labels, *_AFTER]]
    for draft, place in entries:
        options = _options(draft)
        padded = [*options, *[""] * (width - len(options))]
        kind = draft.type.label if draft.type else ""
        rows.append([draft.code, kind, place, draft.stem, *padded, *_rest(draft)])
    return rows


def _entries(draft: Draft) -> Iterator[tuple[Draft, str]]:
    yield draft, ""
    for place, part in enumerate(draft.parts, 1):
        yield part, str(place)


def _options(draft: Draft) -> tuple[str, ...]:
    return () if draft.type is QuestionType.TRUE_FALSE else draft.options


def _rest(draft: Draft) -> list[str]:
    is_document = draft.type is QuestionType.DOCUMENT_ERROR
    listed = join(draft.extras, BLANKS)
    return [
        key_cell(draft),
        "" if is_document else listed,
        listed if is_document else "",
        write_guide(draft.guide),
        draft.analysis,
        draft.law,
        draft.article,
        draft.evidence,
        draft.topic,
        "、".join(draft.fields),
        draft.difficulty,
        str(draft.points or ""),
        join(draft.media, BLANKS),
    ]


def key_cell(draft: Draft) -> str:
    """Return the key as one cell: ABC, 正确, blanks by |, an ordering as it stands."""
    if draft.type is QuestionType.ORDERING:
        return LETTERS[: len(draft.options)]
    if draft.type in (QuestionType.FILL_IN, QuestionType.MATCHING):
        return join(draft.key, BLANKS)
    return "".join(draft.key)
