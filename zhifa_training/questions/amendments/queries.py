"""Reading what amendments do to questions (修订影响): computed, never stored."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from question_bank.amendments.changes import Change, Pair
from question_bank.amendments.effects import Effect, Impact, classify, without_texts
from question_bank.questions import Question
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.laws import queries as laws
from zhifa_training.laws.expressions import BEGINS, in_force
from zhifa_training.laws.models import ArticleChange, LawVersion
from zhifa_training.laws.rules import starts_on
from zhifa_training.questions.conditions import is_latest
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.wording import as_question
from zhifa_training.units.scope import Actor

OPEN_STATES = (QuestionState.PUBLISHED, QuestionState.DRAFT)
"""Questions in these states wait for a decision; a suspended one has had its."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One question that rests on an earlier version, and what the amendment does to it."""

    revision: QuestionRevision
    question: Question
    impact: Impact
    before: str
    """The article cited, as it was; empty where that text is not kept."""
    after: str
    """The article that took its place; empty where none did."""

    @property
    def id(self) -> UUID:
        """Return the question's id."""
        return self.revision.question_id

    @property
    def state(self) -> QuestionState:
        """Return where the question stands."""
        return self.revision.question.state

    @property
    def is_open(self) -> bool:
        """Tell whether somebody must still decide."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Unfit:
    """One wording that may not be asked on a day, and why (不得使用)."""

    revision_id: UUID
    question_id: UUID
    code: str
    reason: str
    law: str
    version_id: UUID | None
    """The version that is in force on the day; None where none is."""


@dataclass(frozen=True, slots=True)
class OpenRadar:
    """A version whose amendment leaves questions to be settled (待处理修订)."""

    version_id: UUID
    law: str
    questions: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two versions of a law say, and what changed from one to the other (版本对照)."""

    pairs: Sequence[Pair]
    old: Mapping[int, str]
    new: Mapping[int, str]

    def judge(self, question: Question) -> Impact:
        """Return what the step does to a question."""
        if not self.old or not self.new:
            return without_texts(question, self.new)
        return classify(question, self.pairs, self.old, self.new)


def compare(
    pairs: Iterable[tuple[UUID, UUID]], *, actor: Actor
) -> dict[tuple[UUID, UUID], Comparison]:
    """Return the comparison of each (older, newer) two versions."""
    wanted = list(dict.fromkeys(pairs))
    among = {version_id for pair in wanted for version_id in pair}
    if not among:
        return {}
    texts = laws.texts_of(among, actor=actor)
    changes = laws.list_changes(among=among, actor=actor)
    return {
        pair: Comparison(
            [_pair(change) for change in changes.get(pair, ())],
            texts.get(pair[0], {}),
            texts.get(pair[1], {}),
        )
        for pair in wanted
    }


def compare_two(older: LawVersion, newer: LawVersion, *, actor: Actor) -> Comparison:
    """Return the comparison of two versions."""
    return compare([(older.id, newer.id)], actor=actor)[older.id, newer.id]


def list_affected(version: LawVersion, *, actor: Actor) -> list[Affected]:
    """Return every question whose latest wording rests on an earlier version of this law."""
    statement = (
        _revisions()
        .where(
            is_latest(),
            LawVersion.law_id == version.law_id,
            LawVersion.id != version.id,
            starts_on(version.adopted_on, version.effective_on) > BEGINS,
            StoredQuestion.state != QuestionState.RETIRED,
        )
        .order_by(QuestionRevision.article, StoredQuestion.code)
    )
    revisions = list(db.session.scalars(statement))
    compared = compare(((r.law_version_id, version.id) for r in revisions), actor=actor)
    return [
        _affected(revision, compared[revision.law_version_id, version.id]) for revision in revisions
    ]


def get_affected(question_id: UUID, version: LawVersion, *, actor: Actor) -> Affected | None:
    """Return what a version does to one question; None where it rests on it already."""
    found = (each for each in list_affected(version, actor=actor) if each.id == question_id)
    return next(found, None)


def list_unfit(
    revision_ids: Collection[UUID] | None = None,
    *,
    on: date,
    pool: Pool | None = None,
    actor: Actor,
) -> list[Unfit]:
    """Return which wordings may not be asked on a day: of these, or of all that are in use.

    A wording is fit while the version it cites is in force, and while the article it cites has
    kept its words and its number in the version that is.
    """
    chosen = (
        (
            (QuestionRevision.number == StoredQuestion.published_number)
            & (StoredQuestion.state == QuestionState.PUBLISHED)
        )
        if revision_ids is None
        else QuestionRevision.id.in_(revision_ids)
    )
    statement = _revisions().where(chosen, ~in_force(on)).order_by(StoredQuestion.code)
    if pool is not None:
        statement = statement.where(StoredQuestion.pool == pool)
    revisions = list(db.session.scalars(statement))
    if not revisions:
        return []
    law_ids = {revision.law_version.law_id for revision in revisions}
    current = laws.list_in_force(law_ids, on=on, actor=actor)
    steps = {revision.id: _step(revision, current) for revision in revisions}
    compared = compare((step for step in steps.values() if step), actor=actor)
    unfit = []
    for revision in revisions:
        step = steps[revision.id]
        reason = _why_unfit(revision, compared[step] if step else None, on=on)
        if reason:
            unfit.append(_unfit(revision, reason, current.get(revision.law_version.law_id)))
    return unfit


def list_open_radars(*, actor: Actor) -> list[OpenRadar]:
    """Return the amendments, also those still to come, that leave questions to be settled."""
    last = db.session.scalars(select(func.max(BEGINS))).one()
    unfit = list_unfit(on=max(clock.today(), last or clock.today()), actor=actor)
    counts = Counter((each.version_id, each.law) for each in unfit)
    return sorted(
        (OpenRadar(version_id, law, n) for (version_id, law), n in counts.items() if version_id),
        key=lambda radar: (-radar.questions, radar.law),
    )


def list_stale_revisions(version: LawVersion, *, actor: Actor) -> list[UUID]:
    """Return every wording, old ones too, that may not be asked once a version is in force."""
    statement = (
        select(QuestionRevision.id)
        .join(QuestionRevision.law_version)
        .where(LawVersion.law_id == version.law_id, LawVersion.id != version.id)
    )
    unfit = list_unfit(db.session.scalars(statement).all(), on=_begins(version), actor=actor)
    return [each.revision_id for each in unfit]


def count_settled(version: LawVersion, *, actor: Actor) -> int:
    """Return how many questions rest on a version in their latest wording."""
    statement = select(func.count(QuestionRevision.id)).where(
        is_latest(), QuestionRevision.law_version_id == version.id
    )
    return db.session.scalars(statement).one()


def count_by_article(version: LawVersion, *, actor: Actor) -> dict[int, int]:
    """Return how many questions rest on each article of a version in their latest wording."""
    statement = (
        select(QuestionRevision.article, func.count(QuestionRevision.id))
        .where(is_latest(), QuestionRevision.law_version_id == version.id)
        .group_by(QuestionRevision.article)
    )
    return {row.article: row[1] for row in db.session.execute(statement)}


def _revisions() -> Select[QuestionRevision]:
    return (
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .options(
            contains_eager(QuestionRevision.question),
            contains_eager(QuestionRevision.law_version).contains_eager(LawVersion.law),
        )
    )


def _affected(revision: QuestionRevision, comparison: Comparison) -> Affected:
    question = as_question(revision)
    impact = comparison.judge(question)
    return Affected(
        revision,
        question,
        impact,
        before=comparison.old.get(revision.article, ""),
        after=comparison.new.get(impact.article or 0, ""),
    )


def _unfit(revision: QuestionRevision, reason: str, version: LawVersion | None) -> Unfit:
    return Unfit(
        revision_id=revision.id,
        question_id=revision.question_id,
        code=revision.question.code,
        reason=reason,
        law=revision.law_version.law.name,
        version_id=version.id if version else None,
    )


def _step(
    revision: QuestionRevision, current: Mapping[UUID, LawVersion]
) -> tuple[UUID, UUID] | None:
    """Return the (older, newer) two versions between the one cited and the one in force."""
    version = current.get(revision.law_version.law_id)
    if version is None:
        return None
    cited = revision.law_version
    if _begins(cited) < _begins(version):
        return cited.id, version.id
    return version.id, cited.id


def _why_unfit(
    revision: QuestionRevision, comparison: Comparison | None, *, on: date
) -> str | None:
    version = revision.law_version
    is_ahead = _begins(version) > on
    if comparison is None:
        return _not_in_force(version, is_ahead=is_ahead)
    if is_ahead:
        keeps = any(
            pair.new == revision.article and pair.change in (Change.SAME, Change.RENUMBERED)
            for pair in comparison.pairs
        )
        return None if keeps else _not_in_force(version, is_ahead=True)
    impact = comparison.judge(as_question(revision))
    return None if impact.effect is Effect.UNTOUCHED else f"{impact.effect.label}：{impact.reason}"


def _not_in_force(version: LawVersion, *, is_ahead: bool) -> str:
    if is_ahead:
        return f"所引版本自 {_begins(version):%Y-%m-%d} 起施行，届时尚未施行"
    return f"所引版本已于 {version.repealed_on:%Y-%m-%d} 失效，届时没有施行中的版本"


def _begins(version: LawVersion) -> date:
    return starts_on(version.adopted_on, version.effective_on)


def _pair(change: ArticleChange) -> Pair:
    return Pair(change.change, change.old_number, change.new_number, change.likeness / 100)
