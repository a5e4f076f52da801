"""What several account tests ask."""

from sqlalchemy import select

from zhifa_training.audit.models import AuditEntry, Outcome


def entries(db, action, outcome=Outcome.DONE):
    statement = select(AuditEntry).where(AuditEntry.action == action, AuditEntry.outcome == outcome)
    return list(db.session.scalars(statement.order_by(AuditEntry.number)))
