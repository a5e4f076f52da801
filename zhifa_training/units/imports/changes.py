"""What a row changes in an officer already recorded (更新人员), and changing it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from zhifa_training.audit.services import note
from zhifa_training.core.db import db
from zhifa_training.units.entries import CertificateDetails, OfficerEntry
from zhifa_training.units.models import Leadership, Officer, Posting, Unit
from zhifa_training.units.rules import LeaderRole
from zhifa_training.units.services.officers import issue_certificate
from zhifa_training.units.services.postings import post_officer, seat_leader
from zhifa_training.units.spelling import spelling

IMPORTED = ("name", "sex", "birth_on", "education", "establishment", "status")
Said = Callable[[str], bool]


def differs(officer: Officer, entry: OfficerEntry, is_said: Said) -> bool:
    """Tell whether the row says anything that is not already recorded."""
    return bool(
        _changed_details(officer, entry, is_said)
        or _changes_posting(officer, entry)
        or _changes_certificate(officer, entry.certificate, is_said)
        or _changes_seat(officer, entry.leader_role)
    )


def change_officer(officer: Officer, entry: OfficerEntry, is_said: Said, *, actor: Any) -> None:
    """Record what the row says otherwise, the log entry with it."""
    changed = _changed_details(officer, entry, is_said)
    for name in changed:
        setattr(officer, name, getattr(entry.details, name))
    officer.name_spelling = spelling(officer.name)
    if changed:
        note(
            "officer.correct",
            object_kind="officer",
            object_id=officer.id,
            actor_id=actor.account_id,
            actor_name=actor.name,
            changed=changed,
        )
    if _changes_posting(officer, entry):
        _change_posting(officer, entry, actor)
    if _changes_certificate(officer, entry.certificate, is_said) and entry.certificate:
        issue_certificate(officer, _completed(officer, entry.certificate, is_said), actor=actor)
    if _changes_seat(officer, entry.leader_role) and entry.leader_role:
        posting = entry.postings[0]
        unit = db.session.get_one(Unit, posting.unit_id)
        seat_leader(
            officer, unit=unit, role=entry.leader_role, starts_on=posting.starts_on, actor=actor
        )


def _changed_details(officer: Officer, entry: OfficerEntry, is_said: Said) -> list[str]:
    return [
        name
        for name in IMPORTED
        if is_said(name) and getattr(officer, name) != getattr(entry.details, name)
    ]


def _present(officer: Officer) -> Posting | None:
    return next((posting for posting in officer.postings if posting.ends_on is None), None)


def _changes_posting(officer: Officer, entry: OfficerEntry) -> bool:
    present, wanted = _present(officer), entry.postings[0]
    if present is None:
        return not any(_is_same(posting, wanted) for posting in officer.postings)
    return not (present.unit_id == wanted.unit_id and present.post == wanted.post)


def _change_posting(officer: Officer, entry: OfficerEntry, actor: Any) -> None:
    """Correct the post where unit and first day are the same; otherwise it is a transfer."""
    present, wanted = _present(officer), entry.postings[0]
    if (
        present is None
        or present.unit_id != wanted.unit_id
        or (wanted.starts_on > present.starts_on)
    ):
        post_officer(officer, wanted, actor=actor)
        return
    present.post = wanted.post
    note(
        "officer.correct",
        object_kind="officer",
        object_id=officer.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        changed=["post"],
    )


def _is_same(posting: Posting, wanted: Any) -> bool:
    return (posting.unit_id, posting.starts_on) == (wanted.unit_id, wanted.starts_on)


def _changes_certificate(
    officer: Officer, certificate: CertificateDetails | None, is_said: Said
) -> bool:
    if certificate is None:
        return False
    wanted = _completed(officer, certificate, is_said)
    return not any(
        (held.number, held.valid_from, held.valid_until, {row.field for row in held.fields})
        == (wanted.number, wanted.valid_from, wanted.valid_until, set(wanted.fields))
        for held in officer.certificates
    )


def _completed(
    officer: Officer, certificate: CertificateDetails, is_said: Said
) -> CertificateDetails:
    """Return the certificate with the fields it already names, where the row names none."""
    held = next((c for c in officer.certificates if c.number == certificate.number), None)
    if is_said("fields") or held is None:
        return certificate
    return CertificateDetails(
        number=certificate.number,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        fields=tuple(row.field for row in held.fields),
    )


def _changes_seat(officer: Officer, role: LeaderRole | None) -> bool:
    if role is None:
        return False
    held = select(Leadership.role).filter_by(officer_id=officer.id, ends_on=None)
    return role not in set(db.session.scalars(held))
