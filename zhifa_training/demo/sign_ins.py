"""Who can sign in to the demo (演示账号): one generated sign-in for every role, in one file."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account, RoleAssignment
from zhifa_training.accounts.rules.passwords import initial_password
from zhifa_training.accounts.services.passwords import hashed
from zhifa_training.core import clock
from zhifa_training.demo.draws import Keys
from zhifa_training.demo.people import Person
from zhifa_training.demo.places import DEMO_CITY, DEMO_COUNTY
from zhifa_training.demo.rows import Rows
from zhifa_training.demo.tree import Node
from zhifa_training.units.rules import OfficerStatus

FILE = "demo_accounts.json"
PROVINCE = "410000"
NO_PASSWORD = "!"  # noqa: S105  (a hash that no password has)
OFFICERS_SHOWN = 3
STAFF = (
    (Role.TRAINER, PROVINCE, "province"),
    (Role.TRAINER, DEMO_CITY, "city"),
    (Role.UNIT_VIEWER, PROVINCE, "province"),
    (Role.UNIT_VIEWER, DEMO_CITY, "city"),
    (Role.UNIT_VIEWER, DEMO_COUNTY, "county"),
    (Role.UNIT_ADMINISTRATOR, PROVINCE, "province"),
    (Role.UNIT_ADMINISTRATOR, DEMO_CITY, "city"),
    (Role.UNIT_ADMINISTRATOR, DEMO_COUNTY, "county"),
    (Role.AUTHOR, PROVINCE, ""),
    (Role.REVIEWER, PROVINCE, ""),
    (Role.EXAM_MANAGER, DEMO_CITY, ""),
    (Role.INVIGILATOR, DEMO_CITY, ""),
    (Role.MARKER, DEMO_CITY, ""),
    (Role.SYSTEM_ADMINISTRATOR, PROVINCE, ""),
    (Role.SECURITY_ADMINISTRATOR, PROVINCE, ""),
    (Role.AUDIT_ADMINISTRATOR, PROVINCE, ""),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One account of the demo, as it is handed out."""

    role: str
    unit: str
    login: str
    password: str


class SignIns:
    """Gathers accounts: a password for the few that are shown, none for the rest."""

    def __init__(self, rows: Rows, keys: Keys, *, on: date) -> None:
        self.rows, self.keys = rows, keys
        self.on = on
        self.moment = datetime.combine(on.replace(day=1), datetime.min.time(), UTC)
        self.shown: list[SignIn] = []

    def staff(self, by_code: dict[str, Node]) -> dict[tuple[Role, str], UUID]:
        """Gather one account for every role that is not an officer's, and return their keys."""
        keys = {}
        for role, code, where in STAFF:
            unit = by_code[code]
            login = role.value.replace("_", "-") + (f"-{where}" if where else "")
            name = f"{unit.short_name}{role.label}"
            keys[role, code] = self._account(role, unit, login, name, unit_id=unit.id)
        return keys

    def officers(self, people: list[Person]) -> None:
        """Gather an account for every officer; the three shown first in the file."""
        staff, self.shown = self.shown, []
        shown = {person.id for person in shown_officers(people, self.on)}
        for person in people:
            self._account(
                Role.OFFICER,
                person.unit,
                person.badge_number.lower(),
                person.name,
                officer=person,
                has_password=person.id in shown,
            )
        self.shown += staff

    def _account(
        self,
        role: Role,
        unit: Node,
        login: str,
        name: str,
        *,
        officer: Person | None = None,
        unit_id: UUID | None = None,
        has_password: bool = True,
    ) -> UUID:
        account_id = self.keys.at(self.moment)
        is_gone = officer is not None and officer.status is not OfficerStatus.IN_POST
        password = initial_password() if has_password else ""
        self.rows.add(
            Account,
            id=account_id,
            login=login,
            name=name,
            officer_id=officer.id if officer else None,
            unit_id=unit_id,
            password_hash=hashed(password) if password else NO_PASSWORD,
            password_set_at=clock.now() if password else self.moment,
            password_expires_at=None,
            must_change_password=not has_password,
            disabled_at=self.moment if is_gone else None,
            created_at=self.moment,
        )
        since = max(unit.opened_on, officer.services[-1].starts_on if officer else unit.opened_on)
        self.rows.add(
            RoleAssignment,
            id=self.keys.at(self.moment),
            account_id=account_id,
            role=role,
            unit_id=unit.id,
            starts_on=since,
            ends_on=None,
            granted_by=None,
            granted_at=self.moment,
            revoked_at=None,
            revoked_by=None,
        )
        if password:
            self.shown.append(SignIn(role.value, unit.name, login, password))
        return account_id


def shown_officers(people: list[Person], on: date) -> list[Person]:
    """Choose officers who may sit the open exam and have a past: one of the county, two others."""
    able = [
        person
        for person in people
        if person.unit_on(on) is person.unit
        and person.unit.organiser.code == DEMO_CITY
        and person.is_required
        and not person.is_away(on)
    ]
    able.sort(key=lambda person: person.services[0].starts_on)
    of_county = [person for person in able if person.unit.code.startswith(DEMO_COUNTY)][:1]
    others = [person for person in able if person not in of_county]
    spread = others[:: max(1, len(others) // OFFICERS_SHOWN)]
    return [*of_county, *spread][:OFFICERS_SHOWN]


def keep(instance: Path, shown: list[SignIn]) -> None:
    """Write the sign-ins where their owner alone can read them."""
    path = instance / FILE
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(each) for each in shown], file, ensure_ascii=False, indent=1)


def kept(instance: Path) -> list[SignIn]:
    """Return the sign-ins of the last demo loaded here; none where there was none."""
    path = instance / FILE
    if not path.exists():
        return []
    return [SignIn(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def table(shown: list[SignIn]) -> str:
    """Return the sign-ins as a table for a terminal, aligned by Chinese width."""
    heads = SignIn("角色", "单位", "登录名", "密码")
    lines = [heads, *(_labelled(each) for each in shown)]
    widths = [max(_width(getattr(line, name)) for line in lines) for name in SignIn.__slots__]
    return "\n".join(
        "  ".join(
            text + " " * (width - _width(text))
            for text, width in zip(asdict(line).values(), widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _labelled(each: SignIn) -> SignIn:
    return SignIn(Role(each.role).label, each.unit, each.login, each.password)


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
