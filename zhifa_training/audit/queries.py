"""Reading the log (查询日志)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from zhifa_training.audit.actions import ACTIONS
from zhifa_training.audit.models import AuditEntry, Outcome
from zhifa_training.core import clock, lists
from zhifa_training.core.paging import Page

ORDERS = {"at": AuditEntry.number, "person": AuditEntry.actor_name, "action": AuditEntry.action}
NEWEST_FIRST = "-at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the log is narrowed to; ``until`` is the last day shown."""

    action: str = ""
    since: date | None = None
    until: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One act as the screen and the workbook show it."""

    number: int
    at: datetime
    person: str
    action: str
    object: str
    outcome: str
    is_refused: bool
    address: str
    detail: str


def list_entries(*, actor: Any, people: Any, asked: lists.Asked, wanted: Wanted) -> Page[EntryRow]:
    """Return the acts of ``people``, a selection of account ids that ``actor`` may look into.

    ``people`` of None stands for everybody, the server's operator and failed sign-ins included.
    """
    statement = select(AuditEntry).where(
        *_visible(actor, people), *_period(wanted), _matches(asked.text)
    )
    if wanted.action in ACTIONS:
        statement = statement.where(AuditEntry.action == wanted.action)
    if wanted.outcome in set(Outcome):
        statement = statement.where(AuditEntry.outcome == Outcome(wanted.outcome))
    order = lists.order_by(ORDERS, asked.sort, NEWEST_FIRST, AuditEntry.number.desc())
    return lists.fetch(statement.order_by(*order), asked.number, lambda row: _row(row[0]))


def _visible(actor: Any, people: Any) -> list[ColumnElement[bool]]:
    if not actor.scope:
        return [AuditEntry.number < 0]
    return [] if people is None else [AuditEntry.actor_id.in_(people)]


def _period(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= _start(wanted.since))
    if wanted.until is not None:
        conditions.append(AuditEntry.at < _start(wanted.until + timedelta(days=1)))
    return conditions


def _start(day: date) -> datetime:
    return clock.from_beijing(datetime.combine(day, time()))


def _matches(text: str) -> ColumnElement[bool]:
    columns = (AuditEntry.actor_name, AuditEntry.object_id, AuditEntry.address)
    return or_(*(lists.contains(column, text) for column in columns))


def _row(entry: AuditEntry) -> EntryRow:
    return EntryRow(
        number=entry.number,
        at=entry.at,
        person=entry.actor_name,
        action=ACTIONS.get(entry.action, entry.action),
        object=f"{entry.object_kind} {entry.object_id}".strip(),
        outcome="拒绝" if entry.outcome is Outcome.REFUSED else "完成",
        is_refused=entry.outcome is Outcome.REFUSED,
        address=entry.address,
        detail="；".join(f"{key}={value}" for key, value in entry.detail.items()),
    )
