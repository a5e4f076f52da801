"""Registering laws and their versions (登记法规与版本)."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from zhifa_training.audit.services import note
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.laws.rules import (
    Interval,
    VersionClashError,
    ensure_repeal,
    place,
    starts_on,
)
from zhifa_training.units.scope import Actor


@transactional
def register(
    *,
    name: str,
    title: str,
    adopted_on: date,
    effective_on: date | None,
    standing: str,
    actor: Actor,
) -> LawVersion:
    """Return the version of a law, entering law and version where they are new.

    The caveat of a known version follows the latest registration; its dates too, until two people
    have confirmed them.
    """
    law = held_law(name, title)
    version = find_version(law, adopted_on)
    if version is not None and version.confirmed_at is not None:
        effective_on = version.effective_on
    if version is None:
        version = LawVersion(law_id=law.id, adopted_on=adopted_on)
    elif (version.effective_on, version.standing) == (effective_on, standing):
        return version
    version.standing = standing
    settle(version, effective_on=effective_on)
    note_version("law.register", law, version, actor)
    return version


@transactional
def repeal(version: LawVersion, *, on: date, basis: str, actor: Actor) -> None:
    """Record that a version ends without a successor (登记废止)."""
    lock(version.law)
    lock(version)
    ensure_repeal(interval_of(version), on=on, basis=basis)
    version.repealed_on = on
    note_version(
        "law.repeal", version.law, version, actor, repealed_on=on.isoformat(), basis=basis.strip()
    )


def held_law(name: str, title: str) -> Law:
    """Return the law of a name, entered if it is new, and hold it while a version goes in."""
    law = db.session.scalars(select(Law).filter_by(name=name)).one_or_none()
    if law is None:
        law = Law(name=name, title=title)
        db.session.add(law)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise VersionClashError(f"“{name}”刚刚已由他人登记，请重试") from error
    lock(law)
    return law


def find_version(law: Law, adopted_on: date) -> LawVersion | None:
    """Return the version of a law that was adopted on a day."""
    known = select(LawVersion).filter_by(law_id=law.id, adopted_on=adopted_on)
    return db.session.scalars(known).one_or_none()


def settle(version: LawVersion, *, effective_on: date | None) -> None:
    """Give a version its date of effect and its place among the others."""
    known = select(LawVersion).filter_by(law_id=version.law_id)
    others = {other.id: other for other in db.session.scalars(known) if other is not version}
    begins = starts_on(version.adopted_on, effective_on)
    placement = place(begins, map(interval_of, others.values()))
    try:
        if placement.shortened is not None:
            others[placement.shortened].repealed_on = begins
            db.session.flush()
        version.effective_on = effective_on
        if placement.ends_on is not None or version.repealed_on is None:
            version.repealed_on = placement.ends_on
        db.session.add(version)
        db.session.flush()
    except IntegrityError as error:
        raise VersionClashError("该法规刚刚登记了另一个版本，施行时间重叠，请刷新后重试") from error


def interval_of(version: LawVersion) -> Interval:
    """Return when a version is in force."""
    begins = starts_on(version.adopted_on, version.effective_on)
    return Interval(version.id, begins, version.repealed_on)


def note_version(action: str, law: Law, version: LawVersion, actor: Actor, **detail: Any) -> None:
    """Enter what was done with a version in the log."""
    note(
        action,
        object_kind="law_version",
        object_id=version.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        law=law.name,
        adopted_on=version.adopted_on.isoformat(),
        **detail,
    )
