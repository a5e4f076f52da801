"""QTI 2.1, 2.2 and 3.0: packages and single items, in and out (QTI 导入导出)."""

from collections.abc import Sequence

from lxml import etree

from question_bank.formats.drafts import Draft
from question_bank.formats.labels import labels_of
from question_bank.formats.own_drafts import common_losses, drafts_to_write, exchanged
from question_bank.formats.qti_names import VERSIONS, in_version
from question_bank.formats.qti_package import build_package
from question_bank.formats.qti_reading import read
from question_bank.formats.qti_writing import Item
from question_bank.questions import BLANK_MARK, Question, QuestionType

__all__ = ["losses", "read", "refusal", "write"]
_KEYED = (
    QuestionType.SINGLE,
    QuestionType.MULTIPLE,
    QuestionType.INDEFINITE,
    QuestionType.DOCUMENT_ERROR,
    QuestionType.EVIDENCE,
)


def write(questions: Sequence[Question], version: str = "2.1") -> bytes:
    """Return questions as a package of one version, or raise CannotWriteError naming misfits."""
    chosen = VERSIONS[version]
    items = []
    for number, draft in enumerate(drafts_to_write(questions, _refusal), 1):
        item = Item(draft, number)
        tree = in_version(item.build(), chosen)
        content = bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
        items.append((item.identifier, content, labels_of(draft)))
    return build_package(items, chosen)


def refusal(question: Question) -> str:
    """Say why a question cannot be written as QTI; empty where it can."""
    return _refusal(exchanged(question))


def losses(question: Question) -> list[str]:
    """List what a QTI package, or most platforms that read it, do not carry of a question."""
    told = [refused] if (refused := refusal(question)) else []
    if question.type is QuestionType.INDEFINITE:
        told.append("QTI 没有不定项选择题，写作多选；题型写在标签里，其他系统看作多选题。")
    if question.type is QuestionType.DOCUMENT_ERROR:
        told.append("QTI 没有文书改错题，写作多选；更正写作段落的反馈，其他系统只评所选段落。")
    return [*told, *common_losses(question)]


def _refusal(draft: Draft) -> str:
    if draft.type is QuestionType.FILL_IN and draft.stem.count(BLANK_MARK) != len(draft.key):
        return "题干中的空与答案的数目不一致，不能导出。"
    if draft.type in _KEYED and not draft.key:
        return "没有标准答案，不能导出。"
    return next((reason for part in draft.parts if (reason := _refusal(part))), "")
