"""Registering laws and their versions (登记法规与版本)."""

from datetime import date

from sqlalchemy import select

from zhifa_training.audit.services import note
from zhifa_training.core.db import db, transactional
from zhifa_training.laws.models import Law, LawVersion
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

    The caveat of a known version follows the latest registration.
    """
    law = db.session.scalars(select(Law).filter_by(name=name)).one_or_none()
    if law is None:
        law = Law(name=name, title=title)
        db.session.add(law)
        db.session.flush()
    known = select(LawVersion).filter_by(law_id=law.id, adopted_on=adopted_on)
    version = db.session.scalars(known).one_or_none()
    if version is None:
        version = LawVersion(law_id=law.id, adopted_on=adopted_on)
        db.session.add(version)
    elif (version.effective_on, version.standing) == (effective_on, standing):
        return version
    version.effective_on = effective_on
    version.standing = standing
    db.session.flush()
    _note(law, version, actor)
    return version


def _note(law: Law, version: LawVersion, actor: Actor) -> None:
    note(
        "law.register",
        object_kind="law_version",
        object_id=version.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        law=law.name,
        adopted_on=version.adopted_on.isoformat(),
    )
