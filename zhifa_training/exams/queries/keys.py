"""By what the forms of an exam are marked now (现行答案): frozen keys, and what corrected them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from question_bank.marking import MarkItem, read_mark_item
from question_bank.questions import LETTERS
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotAllowedError, NotVisibleError
from zhifa_training.exams.models.corrections import accepts_of
from zhifa_training.exams.models.expressions import is_over
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.exams import WITH_WORDING
from zhifa_training.exams.rules.corrections import may_rekey
from zhifa_training.questions.models import QuestionRevision


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One question of an exam with what it is marked by now (一题的现行答案)."""

    revision: QuestionRevision
    places: tuple[tuple[str, int], ...]
    """The form and its number there, form by form."""
    worth: Decimal
    item: MarkItem
    is_corrected: bool

    @property
    def number(self) -> int:
        """Return its number on the first form that holds it."""
        return self.places[0][1]

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return what is chosen from: id, letter, text; nothing where no key can be given."""
        if not may_rekey(self.revision.type):
            return []
        rows = zip(self.revision.options, LETTERS, strict=False)
        return [(option["id"], letter, option["text"]) for option, letter in rows]

    @property
    def offered(self) -> frozenset[str]:
        """Return the options a key may name."""
        return frozenset(token for token, _, _ in self.options)

    @property
    def in_words(self) -> str:
        """Return what earns everything, in the letters of the bank."""
        if self.item.is_void:
            return "已作废，全体得满分"
        if not self.options:
            return "见试题"
        return self.named([self.item.key, *self.item.others])

    def named(self, keys: Collection[Collection[str]]) -> str:
        """Return keys in the letters of the bank."""
        return " 或 ".join(
            "".join(letter for token, letter, _ in self.options if token in key) for key in keys
        )


def is_called(exam: Exam, *, actor: Actor) -> bool:
    """Tell whether ``actor`` is called to sit the exam."""
    called = (
        select(Candidate.id)
        .join(Candidate.sitting)
        .where(Sitting.exam_id == exam.id, Candidate.officer_id == actor.officer_id)
        .where(Candidate.withdrawn_at.is_(None))
    )
    return actor.officer_id is not None and bool(db.session.scalars(called.limit(1)).first())


def ensure_not_called(exam: Exam, *, actor: Actor) -> None:
    """Refuse keys to whoever is called to sit the exam."""
    if is_called(exam, actor=actor):
        raise NotAllowedError("您是这场考试的考生，不能查看试卷和答案")


def may_read(exam: Exam, *, actor: Actor) -> bool:
    """Tell whether ``actor`` may read the keys now: by a right to the bank, else after the exam."""
    if is_called(exam, actor=actor):
        return False
    if actor.may(Permission.QUESTION_VIEW):
        return True
    return bool(db.session.scalars(select(is_over()).where(Exam.id == exam.id)).one())


def list_keys(exam: Exam, *, actor: Actor) -> list[KeyRow]:
    """Return the questions of an exam, each once, in the order of its forms."""
    ensure_not_called(exam, actor=actor)
    if not may_read(exam, actor=actor):
        raise NotAllowedError(
            "考试还没有全部结束，您没有查看题库的权限，现在不能查看答案；"
            "请由有题库权限的人员办理，或者在全部场次和补考结束后办理"
        )
    accepts = accepts_of(PaperItem.paper_id, PaperItem.revision_id)
    statement = (
        select(PaperItem, Paper.form, accepts)
        .join(Paper, Paper.id == PaperItem.paper_id)
        .where(Paper.exam_id == exam.id)
        .order_by(Paper.form, PaperItem.position)
        .options(*WITH_WORDING)
    )
    places: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    found: dict[UUID, tuple[PaperItem, Any]] = {}
    for item, form, accepted in db.session.execute(statement):
        places[item.revision_id].append((form, item.position))
        found.setdefault(item.revision_id, (item, accepted))
    return [
        KeyRow(
            revision=item.revision,
            places=tuple(places[revision_id]),
            worth=item.worth,
            item=read_mark_item(
                str(revision_id), item.revision.type, item.key, item.worth, accepted
            ),
            is_corrected=accepted is not None,
        )
        for revision_id, (item, accepted) in found.items()
    ]


def get_key(exam: Exam, revision_id: UUID, *, actor: Actor) -> KeyRow:
    """Return one question of an exam with what it is marked by now."""
    rows = list_keys(exam, actor=actor)
    found = next((row for row in rows if row.revision.id == revision_id), None)
    if found is None:
        raise NotVisibleError("这场考试没有这道试题")
    return found
