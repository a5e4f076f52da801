"""Entering acts on accounts in the log (账号日志)."""

from typing import Any
from uuid import UUID

from zhifa_training.accounts.models import Account
from zhifa_training.audit import services as audit
from zhifa_training.core.db import transactional
from zhifa_training.units.scope import Actor

OPERATOR = "服务器运维人员"
"""Who acts from the command line."""


@transactional
def note(action: str, account: Account, actor: Actor | None, **detail: Any) -> None:
    """Enter an act on ``account``; no ``actor`` means the server's operator."""
    actor_id: UUID | None = actor.account_id if actor else None
    audit.note(
        action,
        object_kind="account",
        object_id=account.id,
        actor_id=actor_id,
        actor_name=actor.name if actor else OPERATOR,
        **detail,
    )
