"""Default deny: a view that declares no access is closed (未声明权限即拒绝)."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_IN = "signed_in"
IN_STATEMENT = "in_statement"
DECLARATIONS = frozenset({PUBLIC, SIGNED_IN, IN_STATEMENT, *Permission})
ALWAYS_OPEN = frozenset({"accounts.change_password", "accounts.sign_out"})
"""What someone with an initial password may still reach."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs. The same function comes back, so decorator order is free."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Declare that anyone may call this view."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare that anyone signed in may call this view, even someone without a role."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def decided_in_statement(view: View) -> View:
    """Declare that the view's one SQL statement checks the sign-in session and the right itself.

    Only the two hot paths of the exam room (save, hand-in) may use it; a contract test lists them.
    """
    view.access = IN_STATEMENT  # type: ignore[attr-defined]
    return view


def actor() -> Actor:
    """Return who asks, scoped to where they hold the right this view declared."""
    asking: Actor = g.actor
    return asking


class UndeclaredViewError(Exception):
    """A view says nothing of who may call it; the product does not start (未声明权限)."""


def declared_access(app: Flask, endpoint: str) -> str | None:
    """Return what the view behind ``endpoint`` declares, or None if it is silent."""
    access: str | None = getattr(app.view_functions[endpoint], "access", None)
    return access


def ensure_declared(app: Flask) -> None:
    """Refuse to start while a view declares no access."""
    silent = sorted(
        endpoint
        for endpoint in app.view_functions
        if endpoint != "static" and declared_access(app, endpoint) not in DECLARATIONS
    )
    if silent:
        raise UndeclaredViewError(f"以下页面未声明访问权限，系统拒绝启动：{'、'.join(silent)}")


def _check_access() -> Any:
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = declared_access(current_app, request.endpoint)
    if access in (PUBLIC, IN_STATEMENT):
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if current_user.must_change_password and request.endpoint not in ALWAYS_OPEN:
        return redirect(url_for("accounts.change_password"))
    return _admit(access)


def _admit(access: str | None) -> None:
    if access == SIGNED_IN:
        g.actor = current_user.acting_for_oneself()
        return
    if not isinstance(access, Permission) or not current_user.may(access):
        abort(403)
    g.actor = current_user.acting(access)


def init_app(app: Flask) -> None:
    """Put the guard in front of every view."""
    app.before_request(_check_access)
