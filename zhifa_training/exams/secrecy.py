"""Which questions exams still keep secret (保密用题), as one condition of one statement."""

from sqlalchemy import ColumnElement, exists, or_, select

from zhifa_training.exams.models.expressions import is_over
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.questions.models import QuestionRevision, StoredQuestion

HELD = "还有考试的试卷用着本题：须等全部场次结束、成绩公布，或者取消考试，才能转为练习题"


def is_held() -> ColumnElement[bool]:
    """Return the condition that an exam may yet be sat, or its results wait, with this question."""
    standing = (Sitting.exam_id == Exam.id) & Sitting.cancelled_at.is_(None)
    is_unreleased = exists().where(
        standing, Sitting.released_at.is_(None), Exam.release_policy == ReleasePolicy.TOGETHER
    )
    return (
        select(PaperItem.paper_id)
        .join(Paper, Paper.id == PaperItem.paper_id)
        .join(Exam, Exam.id == Paper.exam_id)
        .join(QuestionRevision, QuestionRevision.id == PaperItem.revision_id)
        .where(
            QuestionRevision.question_id == StoredQuestion.id,
            Exam.cancelled_at.is_(None),
            or_(~exists().where(standing), ~is_over(), is_unreleased),
        )
        .correlate(StoredQuestion)
        .exists()
    )
