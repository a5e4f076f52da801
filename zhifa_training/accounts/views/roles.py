"""Who holds which role (授权管理)."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts import queries
from zhifa_training.accounts.access import Permission, Role
from zhifa_training.accounts.forms import GrantForm
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.accounts.rules.errors import (
    ExclusiveRoleError,
    GrantPeriodError,
    RoleHeldError,
)
from zhifa_training.accounts.services import granting
from zhifa_training.accounts.views.blueprint import bp
from zhifa_training.accounts.views.people import answer_list
from zhifa_training.core import clock, navigation
from zhifa_training.core.errors import NotVisibleError

navigation.register("授权", "accounts.role_holders", Permission.ROLE_GRANT, "check", 82)


@bp.get("/roles/")
@requires(Permission.ROLE_GRANT)
def role_holders() -> ResponseReturnValue:
    """List the accounts to which one may give roles (授权一览)."""
    return answer_list("授权", "accounts/role_holders.html")


@bp.route("/roles/<uuid:account_id>", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
def roles(account_id: UUID) -> ResponseReturnValue:
    """Show an account's roles and give another (授予角色)."""
    account = queries.get_account(account_id, actor=actor())
    form = GrantForm(unit=account.unit.code if account.unit else "", starts_on=clock.today())
    if form.validate_on_submit():
        try:
            granting.grant(
                account_id,
                role=Role(form.role.data),
                unit=form.unit.data,
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                actor=actor(),
            )
            flash("角色已授予，对方下一次操作即生效。", "success")
            return redirect(url_for("accounts.roles", account_id=account_id))
        except NotVisibleError as refusal:
            form.unit.errors = [str(refusal)]
        except GrantPeriodError as refusal:
            form.ends_on.errors = [str(refusal)]
        except (ExclusiveRoleError, RoleHeldError) as refusal:
            form.role.errors = [str(refusal)]
    return render_template(
        "accounts/roles.html",
        account=account,
        form=form,
        assignments=queries.list_assignments(account_id, actor=actor()),
        is_own=account.id == actor().account_id,
        today=clock.today(),
    )


@bp.post("/roles/assignments/<uuid:assignment_id>/revoke")
@requires(Permission.ROLE_GRANT)
def revoke(assignment_id: UUID) -> ResponseReturnValue:
    """Take a role back (收回角色)."""
    account_id = granting.revoke(assignment_id, actor=actor())
    flash("角色已收回，对方下一次操作即失效。", "success")
    return redirect(url_for("accounts.roles", account_id=account_id))
