"""Reading what the forms of an exam are made of (平行卷构成), for those who set it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from question_bank.syllabus import Difficulty, Topic
from zhifa_training.core.db import db
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.queries.drawing import list_recent
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.scope import Actor


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form and what it is made of (一套试卷)."""

    form: str
    questions: int
    full_score: Decimal
    expected_score: Decimal
    by_difficulty: dict[Difficulty, int]
    by_topic: dict[Topic, int]
    used_lately: int
    digest: str

    @property
    def missing(self) -> list[Topic]:
        """Return the topics no question is on."""
        return [topic for topic, count in self.by_topic.items() if not count]


def list_forms(exam: Exam, *, actor: Actor) -> list[FormRow]:
    """Return the forms of an exam, side by side."""
    difficulties: dict[UUID, Counter[int]] = defaultdict(Counter)
    topics: dict[UUID, Counter[Topic]] = defaultdict(Counter)
    counted = (
        select(PaperItem.paper_id, QuestionRevision.difficulty, QuestionRevision.topic)
        .add_columns(func.count())
        .join(Paper, Paper.id == PaperItem.paper_id)
        .join(QuestionRevision, QuestionRevision.id == PaperItem.revision_id)
        .where(Paper.exam_id == exam.id)
        .group_by(PaperItem.paper_id, QuestionRevision.difficulty, QuestionRevision.topic)
    )
    for paper_id, difficulty, topic, count in db.session.execute(counted):
        difficulties[paper_id][difficulty] += count
        topics[paper_id][topic] += count
    used = _used_lately(exam, actor)
    return [
        FormRow(
            form=paper.form,
            questions=len(paper.content),
            full_score=paper.full_score,
            expected_score=paper.expected_score,
            by_difficulty={each: difficulties[paper.id][each] for each in Difficulty},
            by_topic={each: topics[paper.id][each] for each in Topic},
            used_lately=used.get(paper.id, 0),
            digest=paper.content_digest,
        )
        for paper in exam.papers
    ]


def _used_lately(exam: Exam, actor: Actor) -> dict[UUID, int]:
    """Count in each form the questions that were in the exams it was to avoid."""
    recent = list_recent(exam, actor=actor)
    earlier, theirs, ours = aliased(Paper), aliased(PaperItem), aliased(QuestionRevision)
    was_used = exists().where(
        earlier.exam_id.in_(recent),
        theirs.paper_id == earlier.id,
        ours.id == theirs.revision_id,
        ours.question_id == QuestionRevision.question_id,
    )
    statement = (
        select(PaperItem.paper_id, func.count())
        .join(Paper, Paper.id == PaperItem.paper_id)
        .join(QuestionRevision, QuestionRevision.id == PaperItem.revision_id)
        .where(Paper.exam_id == exam.id, was_used)
        .group_by(PaperItem.paper_id)
    )
    return {paper_id: count for paper_id, count in db.session.execute(statement)}  # noqa: C416
