"""Writing the log (记日志): inside the unit of work of the act it tells of."""

from typing import Any
from uuid import UUID

from flask import g, has_request_context, request

from zhifa_training.audit.models import AuditEntry, Outcome
from zhifa_training.core.db import db, transactional


@transactional
def note(
    action: str,
    *,
    object_kind: str,
    object_id: UUID | str,
    actor_id: UUID | None,
    actor_name: str,
    outcome: Outcome = Outcome.DONE,
    **detail: Any,
) -> None:
    """Enter one act. ``detail`` holds plain values only, and never a secret or an ID number."""
    inside = has_request_context()
    db.session.add(
        AuditEntry(
            action=action,
            object_kind=object_kind,
            object_id=str(object_id),
            actor_id=actor_id,
            actor_name=actor_name,
            outcome=outcome,
            address=(request.remote_addr or "") if inside else "cli",
            request_id=g.get("request_id", "") if inside else "",
            detail=detail,
        )
    )
