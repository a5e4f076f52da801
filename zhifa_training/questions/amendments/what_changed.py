"""What changed since somebody was asked by the old rule (新旧规定对照卡).

Whoever asks questions of officers hands in the articles that were asked about: exams do today, from
released papers; practice and lessons can, from whatever they kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from question_bank.amendments.changes import Change, Pair
from question_bank.amendments.redline import Segment, redline
from zhifa_training.core.db import db
from zhifa_training.laws import queries as laws
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.laws.rules import starts_on
from zhifa_training.questions.amendments.queries import Comparison, compare
from zhifa_training.units.scope import Actor

SHOWN_FOR = timedelta(days=365)
"""How long after a version begins its changes are news."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An article somebody was asked about, in the version that held then (曾考条文)."""

    version_id: UUID
    article: int


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """One article that no longer says what somebody was asked about (条文已修订)."""

    law: str
    begins_on: date
    asked: Asked
    change: Change
    new_number: int | None
    segments: tuple[Segment, ...]


def list_changed(asked: Iterable[Asked], *, on: date, actor: Actor) -> list[ChangedArticle]:
    """Return which of these articles were amended or deleted by what is in force on a day.

    The newest version comes first; an article that only took another number is no news.
    """
    wanted = set(asked)
    cited = _versions({each.version_id for each in wanted})
    current = laws.list_in_force({v.law_id for v in cited.values()}, on=on, actor=actor)
    steps = {
        version.id: successor
        for version in cited.values()
        if (successor := current.get(version.law_id)) and _is_news(version, successor, on)
    }
    compared = compare(((old, new.id) for old, new in steps.items()), actor=actor)
    changed = [
        _changed(each, pair, comparison, cited[each.version_id].law, steps[each.version_id])
        for each in wanted
        if each.version_id in steps
        for comparison in [compared[each.version_id, steps[each.version_id].id]]
        for pair in comparison.pairs
        if pair.old == each.article and pair.change in (Change.AMENDED, Change.DELETED)
    ]
    return sorted(changed, key=lambda c: (-c.begins_on.toordinal(), c.law, c.asked.article))


def _versions(ids: Iterable[UUID]) -> dict[UUID, LawVersion]:
    statement = (
        select(LawVersion).where(LawVersion.id.in_(list(ids))).options(joinedload(LawVersion.law))
    )
    return {version.id: version for version in db.session.scalars(statement)}


def _is_news(old: LawVersion, new: LawVersion, on: date) -> bool:
    begins = starts_on(new.adopted_on, new.effective_on)
    began_before = starts_on(old.adopted_on, old.effective_on)
    return began_before < begins <= on < begins + SHOWN_FOR


def _changed(
    asked: Asked, pair: Pair, comparison: Comparison, law: Law, new: LawVersion
) -> ChangedArticle:
    after = comparison.new[pair.new] if pair.new else ""
    return ChangedArticle(
        law=law.name,
        begins_on=starts_on(new.adopted_on, new.effective_on),
        asked=asked,
        change=pair.change,
        new_number=pair.new,
        segments=tuple(redline(comparison.old[asked.article], after)),
    )
