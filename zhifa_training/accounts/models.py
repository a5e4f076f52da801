"""Accounts, roles and sign-in sessions (账号、授权与登录会话)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.accounts.access import Role
from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.units.models import Officer, Unit

_STANDING_ADMINISTRATOR = text(
    "role IN ('system_administrator', 'security_administrator', 'audit_administrator') "
    "AND revoked_at IS NULL"
)
_STANDING = text("revoked_at IS NULL")


class Account(Base):
    """Someone who can sign in (账号)."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("login = lower(login)", name="login_lower_case"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), unique=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """The unit that answers for someone who is no officer (归属机构)."""
    password_hash: Mapped[str] = mapped_column(String(200))
    password_set_at: Mapped[datetime] = mapped_column(default=clock.now)
    password_expires_at: Mapped[datetime | None]
    """When an initial password stops working; None for one the person chose."""
    must_change_password: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    officer: Mapped[Officer | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    roles: Mapped[list["RoleAssignment"]] = relationship(back_populates="account")


class RoleAssignment(Base):
    """A role held at a unit for a time (授权)."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        Index(
            "uq_role_assignment_one_administrator",
            "account_id",
            unique=True,
            sqlite_where=_STANDING_ADMINISTRATOR,
            postgresql_where=_STANDING_ADMINISTRATOR,
        ),
        Index(
            "uq_role_assignment_standing",
            "account_id",
            "role",
            "unit_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[UUID | None]
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]

    account: Mapped[Account] = relationship(back_populates="roles")
    unit: Mapped[Unit] = relationship()


class SignInSession(Base):
    """One signed-in browser (登录会话). The cookie holds a token, this table its digest."""

    __tablename__ = "sign_in_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    """When silence ends it; an exam in progress moves this past its deadline."""
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(120))

    account: Mapped[Account] = relationship()


class SignInThrottle(Base):
    """Failed sign-ins of one key within one window (登录限速), counted by the database."""

    __tablename__ = "sign_in_throttle"
    __table_args__ = (UniqueConstraint("key", "window_starts_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(160))
    """``account:…``, ``pair:…`` (account and address) or ``address:…``."""
    window_starts_at: Mapped[datetime]
    failures: Mapped[int]
