"""The table of rights (权限一览表)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from zhifa_training.accounts import rights as table
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.guard import signed_in
from zhifa_training.accounts.views.blueprint import bp
from zhifa_training.core import navigation

navigation.register_personal("权限一览", "accounts.rights")


@bp.get("/rights")
@signed_in
def rights() -> ResponseReturnValue:
    """Show what each role may do, on one page to print (权限一览表)."""
    return render_template("accounts/rights.html", roles=list(Role), rows=table.rows())
