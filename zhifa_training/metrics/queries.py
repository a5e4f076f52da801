"""Rates and the names behind them (指标查询): one select of officers, counted or listed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.paging import Page, paginate
from zhifa_training.metrics.rules import (
    GRACE_MONTHS,
    SAT,
    Indicator,
    Standing,
    Tally,
    Window,
    months_before,
)
from zhifa_training.records.models import Fact, RecordVoid, TrainingRecord
from zhifa_training.units.models import Exclusion, Officer, Posting, Unit, UnitClosure
from zhifa_training.units.rules import EXAM_DUTY_LIFTED_BY, Establishment, Level, Parentage
from zhifa_training.units.scope import Actor, beneath, valid_on, within

EXPLAINED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of a unit's table: a unit beneath it, or the officers it holds itself."""

    unit_id: UUID
    name: str
    short_name: str
    level: Level
    is_own: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One officer in one indicator, and what decided it."""

    officer_id: UUID
    badge_number: str
    name: str
    unit_id: UUID
    unit: str
    standing: Standing
    reason: str
    done_on: date | None
    evidence: str


def _fact(fact: Fact, window: Window, on: date) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            TrainingRecord.officer_id == Posting.officer_id,
            TrainingRecord.fact == fact,
            TrainingRecord.occurred_on.between(window.since, on),
            ~exists().where(RecordVoid.record_id == TrainingRecord.id),
        )
        .correlate(Posting)
    )


def _population(unit_id: UUID, window: Window, on: date) -> Select[Any]:
    """Select every officer in post beneath a unit on a day, once, with what decides their class."""
    excluded = (
        exists()
        .where(
            Exclusion.officer_id == Posting.officer_id,
            Exclusion.reason.in_(EXAM_DUTY_LIFTED_BY),
            Exclusion.voided_at.is_(None),
            valid_on(Exclusion, on),
        )
        .correlate(Posting)
    )
    earlier = Posting.__table__.alias("earlier")
    entered_before = (
        exists()
        .where(
            earlier.c.officer_id == Posting.officer_id,
            earlier.c.starts_on <= months_before(on, GRACE_MONTHS),
        )
        .correlate(Posting)
    )
    is_excluded = case((excluded, 1), else_=0)
    return (
        select(
            Posting.officer_id,
            Posting.unit_id,
            is_excluded.label("is_excluded"),
            case((excluded, 0), (entered_before, 0), else_=1).label("is_grace"),
            case((_fact(Fact.ROTATION_EXAM_SAT, window, on), 1), else_=0).label("has_sat"),
            case((_fact(Fact.ROTATION_EXAM_PASSED, window, on), 1), else_=0).label("has_passed"),
        )
        .join(Officer, Officer.id == Posting.officer_id)
        .where(
            Posting.unit_id.in_(beneath(frozenset({unit_id}), on=on)),
            Posting.is_enforcing,
            Officer.establishment != Establishment.AUXILIARY,
            valid_on(Posting, on),
        )
    )


def get_unit(unit_id: UUID, *, actor: Actor) -> Unit:
    """Return the unit, if ``actor`` can see it."""
    found = db.session.scalars(
        select(Unit).where(Unit.id == unit_id, within(actor, Unit.id))
    ).one_or_none()
    if found is None:
        raise NotVisibleError("没有找到该机构")
    return found


def list_roots(*, actor: Actor) -> list[Unit]:
    """Return the units at the top of what ``actor`` can see, highest level first."""
    rank = case({level: place for place, level in enumerate(Level)}, value=Unit.level)
    statement = select(Unit).where(Unit.id.in_(actor.scope)).order_by(rank, Unit.code)
    return list(db.session.scalars(statement))


def list_path(unit: Unit, *, on: date, actor: Actor) -> list[Unit]:
    """Return the units from the top of ``actor``'s scope down to ``unit``."""
    statement = (
        select(Unit)
        .join(UnitClosure, UnitClosure.ancestor_id == Unit.id)
        .where(
            UnitClosure.descendant_id == unit.id,
            UnitClosure.kind == Parentage.REPORTING,
            valid_on(UnitClosure, on),
            within(actor, Unit.id),
        )
        .order_by(UnitClosure.depth.desc())
    )
    return list(db.session.scalars(statement))


def list_unit_rows(unit: Unit, window: Window, *, on: date, actor: Actor) -> list[UnitRow]:
    """Return one line for each unit right beneath ``unit`` and one for its own officers."""
    get_unit(unit.id, actor=actor)
    people = _population(unit.id, window, on).subquery()
    required = (1 - people.c.is_excluded) * (1 - people.c.is_grace)
    branch = _branches(unit.id, on).subquery()
    sums = (
        select(
            branch.c.branch_id,
            func.count(people.c.officer_id),
            Unit.name,
            Unit.short_name,
            Unit.level,
            func.coalesce(func.sum(required), 0),
            func.coalesce(func.sum(required * people.c.has_sat), 0),
            func.coalesce(func.sum(required * people.c.has_passed), 0),
            func.coalesce(func.sum(people.c.is_grace), 0),
            func.coalesce(func.sum(people.c.is_excluded), 0),
        )
        .select_from(branch)
        .join(Unit, Unit.id == branch.c.branch_id)
        .outerjoin(people, people.c.unit_id == branch.c.unit_id)
        .group_by(branch.c.branch_id, Unit.name, Unit.short_name, Unit.level, Unit.code)
        .order_by(Unit.code)
    )
    rows = []
    for branch_id, heads, name, short_name, level, *figures in db.session.execute(sums):
        is_own = branch_id == unit.id
        if heads or not is_own:
            rows.append(UnitRow(branch_id, name, short_name, level, is_own, Tally(*figures)))
    return sorted(rows, key=lambda row: not row.is_own)


def _branches(unit_id: UUID, on: date) -> Select[Any]:
    """Select (branch, unit): each unit beneath, with the child of ``unit_id`` it hangs from."""
    child, below = UnitClosure.__table__.alias("child"), UnitClosure.__table__.alias("below")
    own = select(literal(unit_id, Unit.id.type).label("branch_id"), Unit.id.label("unit_id")).where(
        Unit.id == unit_id
    )
    hanging = select(
        child.c.descendant_id.label("branch_id"), below.c.descendant_id.label("unit_id")
    ).where(
        child.c.ancestor_id == unit_id,
        child.c.depth == 1,
        below.c.ancestor_id == child.c.descendant_id,
        child.c.kind == Parentage.REPORTING,
        below.c.kind == Parentage.REPORTING,
        valid_on(child.c, on),
        valid_on(below.c, on),
    )
    return own.union_all(hanging)  # type: ignore[return-value]


def _standing(people: Any, indicator: Indicator) -> ColumnElement[str]:
    done = people.c.has_sat if indicator is SAT else people.c.has_passed
    return case(
        (people.c.is_excluded == 1, Standing.EXCLUDED.value),
        (people.c.is_grace == 1, Standing.GRACE.value),
        (done == 1, Standing.DONE.value),
        else_=Standing.NOT_YET.value,
    )


def names_statement(
    unit: Unit,
    indicator: Indicator,
    window: Window,
    *,
    on: date,
    standings: frozenset[Standing],
    search: str,
    is_own_only: bool,
    actor: Actor,
) -> Select[Any]:
    """Select the officers behind a number, in the same classes the number counts."""
    get_unit(unit.id, actor=actor)
    people = _population(unit.id, window, on).subquery()
    standing = _standing(people, indicator).label("standing")
    columns: tuple[Any, ...] = (Officer, Unit, standing)
    statement = (
        select(*columns)
        .select_from(people)
        .join(Officer, Officer.id == people.c.officer_id)
        .join(Unit, Unit.id == people.c.unit_id)
        .where(standing.in_([each.value for each in standings]))
        .order_by(Unit.code, Officer.badge_number)
    )
    if is_own_only:
        statement = statement.where(people.c.unit_id == unit.id)
    if search:
        places = (Officer.name, Officer.badge_number, Officer.name_spelling)
        statement = statement.where(or_(*(p.icontains(search, autoescape=True) for p in places)))
    return statement


def page_of_names(
    statement: Select[Any],
    indicator: Indicator,
    window: Window,
    *,
    on: date,
    number: int,
    size: int,
    actor: Actor,
) -> Page[StandingRow]:
    """Return one page of ``names_statement``, each officer with what decided their class."""
    page = paginate(statement, number=number, size=size)
    rows = explain(page.items, indicator, window, on=on, actor=actor)
    return Page(rows, page.number, page.size, page.total)


def list_names(
    statement: Select[Any], indicator: Indicator, window: Window, *, on: date, actor: Actor
) -> list[StandingRow]:
    """Return all of ``names_statement``, for the export."""
    found = db.session.execute(statement).all()
    rows: list[StandingRow] = []
    for start in range(0, len(found), EXPLAINED_AT_ONCE):
        part = found[start : start + EXPLAINED_AT_ONCE]
        rows += explain(part, indicator, window, on=on, actor=actor)
    return rows


def explain(
    found: Any, indicator: Indicator, window: Window, *, on: date, actor: Actor
) -> list[StandingRow]:
    """Return the rows with reason and evidence, in two more statements however many they are."""
    del actor  # the officers were selected inside the caller's scope
    ids = [officer.id for officer, _unit, _standing in found]
    first = _first_facts(ids, indicator, window, on)
    reasons = _exclusions(ids, on)
    rows = []
    for officer, unit, standing in found:
        record = first.get(officer.id)
        excluded = reasons.get(officer.id)
        is_excluded = Standing(standing) is Standing.EXCLUDED and excluded is not None
        rows.append(
            StandingRow(
                officer_id=officer.id,
                badge_number=officer.badge_number,
                name=officer.name,
                unit_id=unit.id,
                unit=unit.name,
                standing=Standing(standing),
                reason=_reason(Standing(standing), excluded),
                done_on=record.occurred_on if record else None,
                evidence=excluded.evidence
                if is_excluded and excluded
                else (record.title if record else ""),
            )
        )
    return rows


def _reason(standing: Standing, excluded: Exclusion | None) -> str:
    if standing is Standing.EXCLUDED and excluded:
        return excluded.reason.label
    return f"入职未满 {GRACE_MONTHS} 个月" if standing is Standing.GRACE else ""


def _first_facts(
    ids: list[UUID], indicator: Indicator, window: Window, on: date
) -> dict[UUID, TrainingRecord]:
    statement = (
        select(TrainingRecord)
        .where(
            TrainingRecord.officer_id.in_(ids),
            TrainingRecord.fact == indicator.fact,
            TrainingRecord.occurred_on.between(window.since, on),
            ~exists().where(RecordVoid.record_id == TrainingRecord.id),
        )
        .order_by(TrainingRecord.occurred_on.desc(), TrainingRecord.id.desc())
    )
    return {record.officer_id: record for record in db.session.scalars(statement)}


def _exclusions(ids: list[UUID], on: date) -> dict[UUID, Exclusion]:
    statement = select(Exclusion).where(
        and_(
            Exclusion.officer_id.in_(ids),
            Exclusion.reason.in_(EXAM_DUTY_LIFTED_BY),
            Exclusion.voided_at.is_(None),
            valid_on(Exclusion, on),
        )
    )
    return {row.officer_id: row for row in db.session.scalars(statement)}
