"""Keeping pictures and films (图像库): by the digest of their content, outside the web root."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from flask import current_app

from question_bank.questions import Medium
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, transactional
from zhifa_training.questions.models import StoredMedium
from zhifa_training.questions.pictures import Examined, examine
from zhifa_training.units.scope import Actor


def folder() -> Path:
    """Return where pictures and films are kept; several nodes share it."""
    instance: Path = current_app.config["SETTINGS"].instance
    return instance / "media"


def path_of(digest: str) -> Path:
    """Return the file of a medium."""
    return folder() / digest[:2] / digest


@transactional
def take_in(content: bytes, *, description: str, actor: Actor) -> Medium:
    """Keep an upload and return it for a question; the same content is kept once."""
    examined = examine(content)
    digest = hashlib.sha256(examined.content).hexdigest()
    _write(path_of(digest), examined.content)
    if db.session.get(StoredMedium, digest) is None:
        _enter(digest, examined, actor)
    return Medium(digest, examined.kind, description)


@transactional
def adopt(files: Iterable[Path], *, actor: Actor) -> None:
    """Keep the files that come with the shipped bank as they are, under their own digest."""
    for file in files:
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if db.session.get(StoredMedium, digest) is None:
            _write(path_of(digest), content)
            _enter(digest, Examined(content, examine(content).type), actor)


def _write(path: Path, content: bytes) -> None:
    """Write beside and move into place, so that nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).replace(path)


def _enter(digest: str, examined: Examined, actor: Actor) -> None:
    size = len(examined.content)
    db.session.add(
        StoredMedium(digest=digest, type=examined.type, size=size, added_by=actor.account_id)
    )
    db.session.flush()
    note(
        "medium.add",
        object_kind="medium",
        object_id=digest,
        actor_id=actor.account_id,
        actor_name=actor.name,
        type=examined.type,
        size=size,
    )
