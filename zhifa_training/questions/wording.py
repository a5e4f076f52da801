"""Between a stored revision and the bank's own question (题面转换)."""

from typing import Any
from uuid import UUID

from question_bank.questions import Citation, Question
from question_bank.storage import (
    content_hash,
    plain_body,
    plain_options,
    read_options,
    with_body,
)
from question_bank.syllabus import Difficulty, Field
from zhifa_training.questions.models import QuestionRevision


def revision_values(question: Question, *, law_version_id: UUID) -> dict[str, Any]:
    """Return the columns of a revision that says what ``question`` says."""
    return {
        "type": question.type,
        "stem": question.stem,
        "options": plain_options(question.options),
        "key": sorted(question.key),
        "body": plain_body(question.body),
        "explanation": question.explanation,
        "evidence": question.evidence,
        "law_version_id": law_version_id,
        "article": question.citation.article,
        "paragraph": question.citation.paragraph,
        "topic": question.topic,
        "fields": sorted(field.value for field in question.fields),
        "difficulty": int(question.difficulty),
        "content_digest": content_hash(question),
    }


def as_question(revision: QuestionRevision) -> Question:
    """Return what a revision says, as the bank knows it; its law version must be loaded."""
    version = revision.law_version
    bare = Question(
        id=revision.question.code,
        type=revision.type,
        stem=revision.stem,
        options=read_options(revision.options),
        key=frozenset(revision.key),
        citation=Citation(
            version.law.name, version.adopted_on, revision.article, revision.paragraph
        ),
        explanation=revision.explanation,
        evidence=revision.evidence,
        topic=revision.topic,
        fields=frozenset(Field(field) for field in revision.fields),
        difficulty=Difficulty(revision.difficulty),
    )
    return with_body(bare, revision.body)
