"""Writing questions (命题): each wording is a new revision, used once another approves it."""

from uuid import UUID

from sqlalchemy import select

from question_bank.questions import Question
from question_bank.storage import content_hash
from question_bank.well_formed import problems
from zhifa_training.core.db import db, transactional
from zhifa_training.questions import rules
from zhifa_training.questions.models import (
    Pool,
    QuestionRevision,
    QuestionState,
    StoredMedium,
    StoredQuestion,
)
from zhifa_training.questions.rules import NothingChangedError, QuestionFaultError, StepKind
from zhifa_training.questions.services import steps
from zhifa_training.questions.wording import revision_values
from zhifa_training.units.scope import Actor

NEW = "新建试题"


@transactional
def create(
    *, wording: Question, law_version_id: UUID, pool: Pool, actor: Actor, why: str = NEW
) -> StoredQuestion:
    """Enter a new question; it waits for review like any revision."""
    stored = StoredQuestion(code=wording.id, state=QuestionState.DRAFT, pool=pool)
    db.session.add(stored)
    db.session.flush()
    propose(stored, wording=wording, law_version_id=law_version_id, why=why, actor=actor)
    return stored


@transactional
def propose(
    stored: StoredQuestion, *, wording: Question, law_version_id: UUID, why: str, actor: Actor
) -> QuestionRevision:
    """Add a revision; what is in use stays in use until somebody else approves it."""
    if faults := [*problems(wording), *_lost_media(wording)]:
        raise QuestionFaultError(faults)
    life = rules.propose(steps.read(stored), by=actor.account_id)
    revisions = select(QuestionRevision).filter_by(question_id=stored.id)
    if db.session.scalars(revisions.filter_by(content_digest=content_hash(wording))).first():
        raise NothingChangedError("内容与已有修订完全相同，没有可提交的修改")
    revision = QuestionRevision(
        question_id=stored.id,
        number=life.latest,
        why=why,
        created_by=actor.account_id,
        **revision_values(wording, law_version_id=law_version_id),
    )
    db.session.add(revision)
    steps.write(stored, life)
    steps.enter(StepKind.PROPOSED, stored, number=life.latest, actor=actor, words=why)
    return revision


def _lost_media(wording: Question) -> list[str]:
    wanted = {medium.digest for medium in wording.body.media}
    kept = select(StoredMedium.digest).where(StoredMedium.digest.in_(wanted))
    lost = wanted - set(db.session.scalars(kept)) if wanted else set()
    return [f"有 {len(lost)} 幅图像没有保存在平台上，请重新上传。"] if lost else []
