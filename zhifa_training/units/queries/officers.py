"""Reading officers (执法人员): visible where their latest posting lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import selectinload

from question_bank.syllabus import Field
from zhifa_training.core import clock, lists
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.paging import Page
from zhifa_training.units.models import (
    Certificate,
    CertificateField,
    Exclusion,
    Leadership,
    Officer,
    Posting,
    Unit,
)
from zhifa_training.units.rules import Establishment, OfficerStatus
from zhifa_training.units.scope import Actor, beneath, latest_posting, valid_on, within

BY_UNIT = "unit"
ORDERS: dict[str, Any] = {
    "badge_number": Officer.badge_number,
    "name": Officer.name_spelling,
    "unit": Unit.code,
    "status": Officer.status,
    "post": Posting.post,
}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which officers are asked for."""

    unit_id: UUID | None = None
    status: OfficerStatus | None = None
    field: Field | None = None
    is_own_only: bool = False
    """Only the people of the unit itself, none beneath it."""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One line of the list (人员一览), and of its workbook."""

    id: UUID
    badge_number: str
    name: str
    unit_id: UUID
    unit: str
    post: str
    status: OfficerStatus
    establishment: Establishment
    fields: str
    valid_until: date | None


def get_officer(officer_id: UUID, *, actor: Actor) -> Officer:
    """Return the officer with certificates and postings, if ``actor`` can see them."""
    statement = (
        select(Officer)
        .join(Posting, Posting.officer_id == Officer.id)
        .where(
            Officer.id == officer_id,
            latest_posting(clock.today()),
            within(actor, Posting.unit_id),
        )
        .options(
            selectinload(Officer.certificates).selectinload(Certificate.fields),
            selectinload(Officer.postings).selectinload(Posting.unit),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotVisibleError("没有找到该人员，或其不在您的单位范围内")
    return found


def list_officers(*, actor: Actor, asked: lists.Asked, wanted: Wanted) -> Page[OfficerRow]:
    """Return the officers ``actor`` sees, filtered and in order; constant in statements."""
    today = clock.today()
    statement = (
        select(Officer, Unit.id, Unit.name, Posting.post)
        .join(Posting, Posting.officer_id == Officer.id)
        .join(Unit, Unit.id == Posting.unit_id)
        .where(within(actor, Posting.unit_id), *_filters(wanted, asked.text, today))
        .order_by(*lists.order_by(ORDERS, asked.sort, BY_UNIT, Officer.badge_number))
    )
    page = lists.fetch(statement, asked.number, tuple)
    held = _certificates([officer.id for officer, *_ in page.items])
    rows = [_row(entry, held) for entry in page.items]
    return Page(rows, page.number, page.size, page.total)


def list_exclusions(officer: Officer, *, actor: Actor) -> Sequence[Exclusion]:
    """Return an officer's exclusions, the latest first."""
    statement = (
        select(Exclusion)
        .join(Posting, Posting.officer_id == Exclusion.officer_id)
        .where(
            Exclusion.officer_id == officer.id,
            latest_posting(clock.today()),
            within(actor, Posting.unit_id),
        )
        .order_by(Exclusion.starts_on.desc())
    )
    return db.session.scalars(statement).unique().all()


def get_exclusion(exclusion_id: UUID, *, actor: Actor) -> Exclusion:
    """Return an exclusion of an officer whom ``actor`` can see."""
    found = db.session.get(Exclusion, exclusion_id)
    if found is None:
        raise NotVisibleError("没有找到该记录")
    get_officer(found.officer_id, actor=actor)
    return found


def list_seats(officer: Officer, *, actor: Actor) -> list[tuple[Leadership, str]]:
    """Return an officer's seats in leaderships with the units' names, the latest first."""
    statement = (
        select(Leadership, Unit.name)
        .join(Unit, Unit.id == Leadership.unit_id)
        .join(Posting, Posting.officer_id == Leadership.officer_id)
        .where(
            Leadership.officer_id == officer.id,
            latest_posting(clock.today()),
            within(actor, Posting.unit_id),
        )
        .order_by(Leadership.starts_on.desc())
    )
    return [(seat, name) for seat, name in db.session.execute(statement).unique()]


def _filters(wanted: Wanted, text: str, today: date) -> list[ColumnElement[bool]]:
    on = wanted.on or today
    conditions = [valid_on(Posting, on) if wanted.on else latest_posting(today)]
    if text:
        conditions.append(
            or_(
                lists.contains(Officer.name, text),
                lists.contains(Officer.name_spelling, "".join(text.split())),
                lists.contains(Officer.badge_number, text),
            )
        )
    if wanted.unit_id is not None:
        conditions.append(
            Posting.unit_id == wanted.unit_id
            if wanted.is_own_only
            else Posting.unit_id.in_(beneath(frozenset({wanted.unit_id}), on=on))
        )
    if wanted.status is not None:
        conditions.append(Officer.status == wanted.status)
    if wanted.field is not None:
        conditions.append(_holds(wanted.field, on))
    return conditions


def _holds(field: Field, on: date) -> ColumnElement[bool]:
    return exists().where(
        Certificate.officer_id == Officer.id,
        CertificateField.certificate_id == Certificate.id,
        CertificateField.field == field,
        Certificate.valid_from <= on,
        Certificate.valid_until > on,
    )


def _certificates(ids: Sequence[UUID]) -> dict[UUID, tuple[list[str], date]]:
    """Return the fields of every officer's certificates, and how long the last is good."""
    held: dict[UUID, tuple[list[str], date]] = {}
    for start in range(0, len(ids), CHUNK):
        statement = (
            select(Certificate.officer_id, Certificate.valid_until, CertificateField.field)
            .outerjoin(CertificateField, CertificateField.certificate_id == Certificate.id)
            .where(Certificate.officer_id.in_(ids[start : start + CHUNK]))
            .order_by(Certificate.valid_until)
        )
        for officer_id, valid_until, field in db.session.execute(statement):
            words = held.get(officer_id, ([], valid_until))[0]
            if field is not None and field.label not in words:
                words.append(field.label)
            held[officer_id] = (words, valid_until)
    return held


def _row(entry: Any, held: dict[UUID, tuple[list[str], date]]) -> OfficerRow:
    officer, unit_id, unit, post = entry
    fields, valid_until = held.get(officer.id, ([], None))
    return OfficerRow(
        officer.id,
        officer.badge_number,
        officer.name,
        unit_id,
        unit,
        post,
        officer.status,
        officer.establishment,
        "、".join(fields),
        valid_until,
    )
