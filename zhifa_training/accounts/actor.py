"""The person behind a request (操作者): who they are, and where each of their rights holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from zhifa_training.accounts.access import GRANTS, Permission, Role

NOWHERE: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone signed in. ``scope`` is where the right that the present request needs holds."""

    account_id: UUID | None
    officer_id: UUID | None
    name: str
    holdings: Mapping[Permission, frozenset[UUID]]
    scope: frozenset[UUID] = NOWHERE
    roles: tuple[tuple[Role, UUID], ...] = ()
    session_id: UUID | None = None
    signed_in_at: datetime | None = None
    must_change_password: bool = False
    unit_names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def is_authenticated(self) -> bool:
        """Tell Flask-Login that this person is signed in."""
        return True

    @property
    def is_active(self) -> bool:
        """Tell Flask-Login that this person may act; disabled accounts are never loaded."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Tell Flask-Login that this is somebody."""
        return False

    def may(self, permission: Permission) -> bool:
        """Tell whether some role of theirs grants ``permission`` somewhere."""
        return bool(self.holdings.get(permission))

    def acting(self, permission: Permission) -> "Actor":
        """Return the same person, scoped to where ``permission`` holds."""
        return replace(self, scope=self.holdings.get(permission, NOWHERE))

    def acting_for_oneself(self) -> "Actor":
        """Return the same person with no units in sight: only what is their own."""
        return replace(self, scope=NOWHERE)


def holdings(roles: Iterable[tuple[Role, UUID]]) -> dict[Permission, frozenset[UUID]]:
    """Return where each permission holds, from the roles held and their units."""
    places: dict[Permission, set[UUID]] = {}
    for role, unit_id in roles:
        for permission in GRANTS[role]:
            places.setdefault(permission, set()).add(unit_id)
    return {permission: frozenset(units) for permission, units in places.items()}


def system(*, roots: Iterable[UUID], name: str = "系统") -> Actor:
    """Return the actor that commands and periodic work run as, holding every right at ``roots``."""
    everywhere = frozenset(roots)
    return Actor(
        account_id=None,
        officer_id=None,
        name=name,
        holdings=dict.fromkeys(Permission, everywhere),
        scope=everywhere,
    )
