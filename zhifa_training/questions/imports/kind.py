"""Importing questions (导入试题): drafts only, each to be reviewed by another before it counts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from question_bank.formats.building import question_of
from question_bank.formats.drafts import Draft
from question_bank.questions import Citation, Question
from question_bank.well_formed import problems
from zhifa_training.audit.services import note
from zhifa_training.core.errors import DomainError
from zhifa_training.core.ids import new_id
from zhifa_training.core.imports.kinds import Applied, Finding
from zhifa_training.core.imports.models import ImportBatch
from zhifa_training.core.spreadsheet.columns import ColumnSpec
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.imports.known import Known
from zhifa_training.questions.imports.lines import DRAFT, FAULTS, LAW, draft_in, faults_in
from zhifa_training.questions.services import imported

UNSTATED = 0
"""The article of a draft whose file names none; publishing refuses it until it is filled in."""
LATER = ("解析为空，请用自己的话说明依据。", "依据的条号须为正整数。")
"""What may still be missing from a draft: the author fills it in before the review."""


class UsedQuestionsError(DomainError):
    """Something of the batch has been reviewed or changed since (试题已使用)."""


class QuestionImport:
    """Rows of questions."""

    name = "questions"
    label = "试题"
    columns: tuple[ColumnSpec, ...] = (DRAFT, LAW, FAULTS)

    def judge(self, findings: Sequence[Finding], *, root: UUID) -> None:
        """Check each question by itself, against the others, then against the bank."""
        known = Known.read()
        for finding in findings:
            for fault in faults_in(finding.values):
                _refuse(finding, fault.column, fault.value, fault.reason)
            draft = draft_in(finding.values)
            if draft is not None:
                _judge(finding, draft, known)

    def apply(self, findings: Sequence[Finding], *, actor: Any) -> list[Applied]:
        """Store each question as a draft that waits for its review."""
        return [
            Applied(
                finding.place,
                imported.add_draft(
                    finding.values["question"],
                    law_version_id=finding.values["version"].id,
                    actor=actor,
                ),
                None,
            )
            for finding in findings
        ]

    def undo(self, applied: Sequence[Applied], *, batch: ImportBatch, actor: Any) -> None:
        """Retire the drafts of a batch; refuse where one has been reviewed or revised."""
        used = imported.retire_drafts([result.target_id for result in applied], actor=actor)
        if used:
            named = "、".join(used[:5])
            raise UsedQuestionsError(
                f"有 {len(used)} 题已审核或修订（{named}），不能整批撤销；请逐题停用"
            )

    def dictionaries(self, root: UUID) -> Mapping[str, Sequence[str]]:
        """Return nothing: questions need no words of the template."""
        return {}

    def note(self, action: str, *, batch_id: UUID, actor: Any, **detail: Any) -> None:
        """Enter what was done with a batch in the log."""
        note(
            action,
            object_kind="import_batch",
            object_id=batch_id,
            actor_id=actor.account_id,
            actor_name=actor.name,
            **detail,
        )


KIND = QuestionImport()


def _judge(finding: Finding, draft: Draft, known: Known) -> None:
    version = known.version_of(draft, UUID(finding.values[LAW.key]))
    if version is None:
        _refuse(finding, "依据法规", draft.law, "所选法规版本已不在法规库，请重新选择后上传。")
        return
    question = _question(draft, version, known)
    for fault in problems(question):
        if fault not in LATER:
            _refuse(finding, "试题", draft.place, fault)
    finding.values |= {"question": question, "version": version}
    twin = known.twin_of(draft)
    if twin:
        finding.shown = {DRAFT.key: draft.stem}
        finding.suspect(_column("题干"), f"{draft.place}：{twin}", "请核对，需要时改写题干后再导入")


def _question(draft: Draft, version: LawVersion, known: Known) -> Question:
    citation = Citation(version.law.name, version.adopted_on, UNSTATED)
    code = known.free_code(draft.code) or f"import-{new_id().hex}"
    return question_of(
        Draft(**{**draft.__dict__, "code": code, "law": ""}), code=code, citation=citation
    )


def _refuse(finding: Finding, column: str, value: str, reason: str) -> None:
    said, comma, remedy = reason.rstrip("。").rpartition("，请")
    finding.shown = {DRAFT.key: value}
    if comma:
        finding.refuse(_column(column or "试题"), said, f"请{remedy}")
    else:
        finding.refuse(_column(column or "试题"), reason.rstrip("。"), "请改正后重新上传")


def _column(label: str) -> ColumnSpec:
    return ColumnSpec(key=DRAFT.key, label=label)
