"""Recording officers (人员登记): who they are, sealed where it must be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.crypto import CryptoError, KeyRing
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.core.ids import new_id
from zhifa_training.core.keys import key_ring
from zhifa_training.units.entries import CertificateDetails, OfficerDetails, OfficerEntry
from zhifa_training.units.id_numbers import mismatches
from zhifa_training.units.models import (
    Certificate,
    CertificateField,
    Leadership,
    Officer,
    Posting,
)
from zhifa_training.units.rules import (
    OfficerDetailError,
    ensure_certificate_dates,
    mask_id_number,
)
from zhifa_training.units.scope import Actor
from zhifa_training.units.services.refusals import explained
from zhifa_training.units.spelling import spelling

PLAIN = ("badge_number", "name", "sex", "birth_on", "education", "establishment", "status")


@transactional
def record_officer(entry: OfficerEntry, *, actor: Actor) -> Officer:
    """Record one officer with their postings and certificate (登记执法人员)."""
    wrong = mismatches(
        entry.details.id_number, born_on=entry.details.birth_on, as_sex=entry.details.sex
    )
    if wrong:
        raise OfficerDetailError("；".join(wrong))
    officer_id = insert_officers([entry])[entry.details.badge_number]
    note(
        "officer.record",
        object_kind="officer",
        object_id=officer_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        badge_number=entry.details.badge_number,
    )
    return db.session.get_one(Officer, officer_id)


@transactional
def record_officers(entries: Sequence[OfficerEntry], *, actor: Actor) -> dict[str, UUID]:
    """Record many officers in a few statements, and return their ids by badge number."""
    recorded = insert_officers(entries)
    note(
        "officer.record_many",
        object_kind="officer",
        object_id="",
        actor_id=actor.account_id,
        actor_name=actor.name,
        count=len(recorded),
    )
    return recorded


@transactional
def correct_officer(officer: Officer, details: OfficerDetails, *, actor: Actor) -> list[str]:
    """Change what is recorded of an officer, and return which columns changed (更正信息).

    An empty ID number means the one already recorded.
    """
    lock(officer)
    details = _with_id_number(details, officer)
    wrong = mismatches(details.id_number, born_on=details.birth_on, as_sex=details.sex)
    if wrong:
        raise OfficerDetailError("；".join(wrong))
    values = columns_of(details, officer.id, key_ring())
    changed = [name for name in PLAIN if getattr(officer, name) != values[name]]
    if officer.id_number_index != values["id_number_index"]:
        changed.append("id_number")
    with explained():
        for name in values if "id_number" in changed else (*PLAIN, "name_spelling"):
            setattr(officer, name, values[name])
    if changed:
        note(
            "officer.correct",
            object_kind="officer",
            object_id=officer.id,
            actor_id=actor.account_id,
            actor_name=actor.name,
            changed=changed,
        )
    return changed


def _with_id_number(details: OfficerDetails, officer: Officer) -> OfficerDetails:
    if details.id_number:
        return details
    try:
        known = key_ring().open(officer.id_number_sealed, bound_to=bound_to(officer.id))
    except CryptoError as error:
        raise DomainError(f"{error}；请联系系统管理员核对密钥环") from error
    return replace(details, id_number=known)


@transactional
def issue_certificate(
    officer: Officer, details: CertificateDetails, *, actor: Actor
) -> Certificate:
    """Record a certificate, or renew the one of the same number (登记证件)."""
    ensure_certificate_dates(valid_from=details.valid_from, valid_until=details.valid_until)
    lock(officer)
    certificate = db.session.scalars(
        select(Certificate).filter_by(officer_id=officer.id, number=details.number)
    ).one_or_none() or Certificate(officer_id=officer.id, number=details.number)
    certificate.valid_from, certificate.valid_until = details.valid_from, details.valid_until
    held = {row.field: row for row in certificate.fields}
    certificate.fields = [
        held.get(field) or CertificateField(field=field) for field in sorted(set(details.fields))
    ]
    db.session.add(certificate)
    note(
        "officer.certificate",
        object_kind="officer",
        object_id=officer.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        number=details.number,
        valid_until=details.valid_until.isoformat(),
    )
    return certificate


@transactional
def reveal_id_number(officer: Officer, *, reason: str, actor: Actor) -> str:
    """Return the full ID number to one who says why; the reason is logged (查看身份证号)."""
    note(
        "officer.reveal_id_number",
        object_kind="officer",
        object_id=officer.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        reason=reason,
    )
    try:
        return key_ring().open(officer.id_number_sealed, bound_to=bound_to(officer.id))
    except CryptoError as error:
        raise DomainError(f"{error}；请联系系统管理员核对密钥环") from error


def insert_officers(entries: Sequence[OfficerEntry]) -> dict[str, UUID]:
    """Insert officers and all that belongs to them, table by table."""
    batch = _Batch(key_ring())
    ids = {}
    for entry in entries:
        ids[entry.details.badge_number] = batch.add(entry)
    batch.store()
    return ids


class _Batch:
    """Rows of the five tables an officer's entry fills."""

    def __init__(self, ring: KeyRing) -> None:
        tables: tuple[Any, ...] = (Officer, Posting, Certificate, CertificateField, Leadership)
        self.ring = ring
        self.rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}

    def add(self, entry: OfficerEntry) -> UUID:
        """Add the rows of one officer, and return the key."""
        officer_id = new_id()
        values = columns_of(entry.details, officer_id, self.ring)
        self.rows[Officer].append({"id": officer_id, "created_at": clock.now(), **values})
        self.rows[Posting].extend(posting_row(officer_id, details) for details in entry.postings)
        if entry.certificate:
            certificate_id = new_id()
            self.rows[Certificate].append(
                certificate_row(officer_id, certificate_id, entry.certificate)
            )
            self.rows[CertificateField].extend(field_rows(certificate_id, entry.certificate))
        if entry.leader_role and entry.postings:
            last = entry.postings[-1]
            self.rows[Leadership].append(
                leadership_row(officer_id, last.unit_id, entry.leader_role, last.starts_on)
            )
        return officer_id

    def store(self) -> None:
        """Send every table's rows in one statement each."""
        for table, rows in self.rows.items():
            if rows:
                with explained():
                    db.session.connection().execute(insert(table.__table__), rows)


def bound_to(officer_id: UUID) -> str:
    """Return what an officer's sealed ID number is bound to: table and row."""
    return f"officer:{officer_id}"


def columns_of(details: OfficerDetails, officer_id: UUID, ring: KeyRing) -> dict[str, Any]:
    """Return the columns of an officer; the ID number sealed, indexed and masked."""
    return {name: getattr(details, name) for name in PLAIN} | {
        "name_spelling": spelling(details.name),
        "id_number_sealed": ring.seal(details.id_number, bound_to=bound_to(officer_id)),
        "id_number_index": ring.blind_index(details.id_number),
        "id_number_masked": mask_id_number(details.id_number),
    }


def posting_row(officer_id: UUID, details: Any) -> dict[str, Any]:
    """Return the row of a posting."""
    return {
        "id": new_id(),
        "officer_id": officer_id,
        "unit_id": details.unit_id,
        "post": details.post,
        "is_enforcing": details.is_enforcing,
        "starts_on": details.starts_on,
        "ends_on": details.ends_on,
    }


def certificate_row(
    officer_id: UUID, certificate_id: UUID, details: CertificateDetails
) -> dict[str, Any]:
    """Return the row of a certificate."""
    return {
        "id": certificate_id,
        "officer_id": officer_id,
        "number": details.number,
        "valid_from": details.valid_from,
        "valid_until": details.valid_until,
    }


def field_rows(certificate_id: UUID, details: CertificateDetails) -> list[dict[str, Any]]:
    """Return one row for each field a certificate names."""
    return [
        {"certificate_id": certificate_id, "field": field} for field in sorted(set(details.fields))
    ]


def leadership_row(officer_id: UUID, unit_id: UUID, role: Any, since: date) -> dict[str, Any]:
    """Return the row of a seat in the leadership."""
    return {
        "id": new_id(),
        "officer_id": officer_id,
        "unit_id": unit_id,
        "role": role,
        "starts_on": since,
        "ends_on": None,
    }
