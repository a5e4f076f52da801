"""Questions as text people read and ``text`` reads back (试题文本)."""

from collections.abc import Iterator, Sequence

from question_bank.formats.building import draft_of
from question_bank.formats.drafts import Draft
from question_bank.formats.guides import write_guide
from question_bank.formats.lists import BLANKS, join
from question_bank.formats.row_writing import key_cell
from question_bank.questions import LETTERS, Question, QuestionType


def write_text(questions: Sequence[Question]) -> str:
    """Return questions as text: number, type, stem, options, key, then what else is known."""
    return "\n".join(write_lines(questions)) + "\n"


def write(questions: Sequence[Question]) -> bytes:
    """Return a text file that ``text.read`` reads back."""
    return write_text(questions).encode("utf-8-sig")


def write_lines(questions: Sequence[Question]) -> Iterator[str]:
    """Yield the lines of questions, an empty one after each."""
    for number, question in enumerate(questions, 1):
        draft = draft_of(question)
        yield from _lines(draft, f"{number}.")
        for place, part in enumerate(draft.parts, 1):
            worth = f"（{part.points} 分）" if part.points else ""
            yield from _lines(part, f"（{place}）", worth, whole=draft)
        yield ""


def _lines(draft: Draft, mark: str, worth: str = "", whole: Draft | None = None) -> Iterator[str]:
    kind = f"【{draft.type.label}】" if draft.type else ""
    yield f"{mark}{kind}{worth}{draft.stem}"
    if draft.type is not QuestionType.TRUE_FALSE:
        for letter, option in zip(LETTERS, draft.options, strict=False):
            yield f"{letter}. {option}"
    is_document = draft.type is QuestionType.DOCUMENT_ERROR
    listed = join(draft.extras, BLANKS)
    told = [
        ("答案", key_cell(draft)),
        ("更正" if is_document else "干扰项", listed),
        ("评分要点", f"\n{write_guide(draft.guide)}" if draft.guide else ""),
        ("解析", draft.analysis),
        ("依据法规", draft.law),
        ("条款", draft.article),
        ("依据原文", draft.evidence),
        ("图像", join(draft.media, BLANKS)),
        ("知识点", draft.topic),
        ("门类", "、".join(draft.fields)),
        ("难度", draft.difficulty),
        ("编号", draft.code),
    ]
    left_out = {"知识点", "门类", "难度", "编号"} if whole else set()
    for label, words in told:
        if words and label not in left_out:
            yield f"{label}：{words}"
