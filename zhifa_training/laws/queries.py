"""Reading laws, versions and articles (查阅法规). One registry for every unit."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import defer, joinedload

from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import contains
from zhifa_training.laws.expressions import BEGINS, in_force
from zhifa_training.laws.models import ArticleChange, Law, LawArticle, LawDraft, LawVersion
from zhifa_training.laws.rules import DraftState
from zhifa_training.units.scope import Actor

DRAFTS_SHOWN = 50


def get_law(law_id: UUID, *, actor: Actor) -> Law:
    """Return a law."""
    law = db.session.get(Law, law_id)
    if law is None:
        raise NotVisibleError("没有找到该法规")
    return law


def list_versions(law: Law, *, actor: Actor) -> list[LawVersion]:
    """Return the versions of a law, the latest first."""
    statement = select(LawVersion).filter_by(law_id=law.id).order_by(BEGINS.desc())
    return list(db.session.scalars(statement))


def get_version(version_id: UUID, *, actor: Actor) -> LawVersion:
    """Return a version with its law."""
    statement = select(LawVersion).filter_by(id=version_id).options(joinedload(LawVersion.law))
    version = db.session.scalars(statement).one_or_none()
    if version is None:
        raise NotVisibleError("没有找到该法规版本")
    return version


def list_articles(version_id: UUID, *, text: str = "", actor: Actor) -> list[LawArticle]:
    """Return the articles of a version, those that contain ``text`` where it is given."""
    statement = select(LawArticle).filter_by(version_id=version_id).order_by(LawArticle.number)
    if text:
        statement = statement.where(contains(LawArticle.text, text))
    return list(db.session.scalars(statement))


def texts_of(version_ids: Collection[UUID], *, actor: Actor) -> dict[UUID, dict[int, str]]:
    """Return the article texts of versions; a version without articles is not among them."""
    statement = select(LawArticle.version_id, LawArticle.number, LawArticle.text).where(
        LawArticle.version_id.in_(version_ids)
    )
    texts: dict[UUID, dict[int, str]] = {}
    for version_id, number, text in db.session.execute(statement):
        texts.setdefault(version_id, {})[number] = text
    return texts


def list_changes(
    *, among: Collection[UUID], actor: Actor
) -> dict[tuple[UUID, UUID], list[ArticleChange]]:
    """Return what changed between each two of these versions, by (older, newer)."""
    statement = (
        select(ArticleChange)
        .where(ArticleChange.older_id.in_(among), ArticleChange.newer_id.in_(among))
        .order_by(ArticleChange.position)
    )
    changes: dict[tuple[UUID, UUID], list[ArticleChange]] = {}
    for change in db.session.scalars(statement):
        changes.setdefault((change.older_id, change.newer_id), []).append(change)
    return changes


def find_predecessor(version: LawVersion, *, actor: Actor) -> LawVersion | None:
    """Return the version that this one follows."""
    mine = select(BEGINS).where(LawVersion.id == version.id).scalar_subquery()
    statement = (
        select(LawVersion)
        .where(LawVersion.law_id == version.law_id, LawVersion.id != version.id, mine > BEGINS)
        .order_by(BEGINS.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def list_in_force(law_ids: Collection[UUID], *, on: date, actor: Actor) -> dict[UUID, LawVersion]:
    """Return the version of each law that is in force on a day."""
    statement = select(LawVersion).where(LawVersion.law_id.in_(law_ids), in_force(on))
    return {version.law_id: version for version in db.session.scalars(statement)}


def count_waiting(*, actor: Actor) -> int:
    """Return how many proposed texts wait for a second person."""
    statement = select(func.count(LawDraft.id)).filter_by(state=DraftState.STAGED)
    return db.session.scalars(statement).one()


def list_drafts(*, actor: Actor) -> list[LawDraft]:
    """Return the proposed texts without their articles, those that wait first."""
    waits_first = case((LawDraft.state == DraftState.STAGED, 0), else_=1)
    heavy = (LawDraft.articles, LawDraft.findings, LawDraft.mentions)
    statement = (
        select(LawDraft)
        .options(*(defer(column, raiseload=True) for column in heavy))
        .order_by(waits_first, LawDraft.proposed_at.desc())
        .limit(DRAFTS_SHOWN)
    )
    return list(db.session.scalars(statement))


def get_draft(draft_id: UUID, *, actor: Actor) -> LawDraft:
    """Return a proposed text."""
    draft = db.session.get(LawDraft, draft_id)
    if draft is None:
        raise NotVisibleError("没有找到该送审文本")
    return draft
