"""One's own password and sessions (本人账号)."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts import queries
from zhifa_training.accounts.forms import ChangePasswordForm
from zhifa_training.accounts.guard import actor, signed_in
from zhifa_training.accounts.login import keep_token
from zhifa_training.accounts.rules.errors import (
    SignInRefusedError,
    TooManyAttemptsError,
    WeakPasswordError,
)
from zhifa_training.accounts.rules.passwords import RULES
from zhifa_training.accounts.services import own_account
from zhifa_training.accounts.views.blueprint import bp
from zhifa_training.accounts.views.sign_in import HOME, origin
from zhifa_training.core import navigation

navigation.register_personal("修改密码", "accounts.change_password")
navigation.register_personal("登录设备", "accounts.sessions")


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Change one's own password, as the policy asks or as one likes (修改密码)."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            token = own_account.change_password(
                actor=actor(), current=form.current.data, new=form.new.data, origin=origin()
            )
        except (SignInRefusedError, TooManyAttemptsError) as refusal:
            form.current.errors = [str(refusal)]
        except WeakPasswordError as refusal:
            form.new.errors = [str(refusal)]
        else:
            keep_token(token)
            flash("密码已修改，其他设备上的登录均已退出。", "success")
            return redirect(HOME)
    return render_template(
        "accounts/change_password.html",
        form=form,
        hint=RULES[current_app.config["SETTINGS"].policy].hint,
        is_forced=actor().must_change_password,
    )


@bp.get("/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    """List where one is signed in (登录设备)."""
    rows = queries.list_own_sessions(actor=actor())
    return render_template("accounts/sessions.html", rows=rows)


@bp.post("/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of one's own sessions (退出一台设备)."""
    own_account.end_own_session(session_id, actor=actor())
    flash("已退出该设备。", "success")
    return redirect(url_for("accounts.sessions"))


@bp.post("/sessions/end-others")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """End all of one's sessions but this one (退出其他设备)."""
    ended = own_account.sign_out_elsewhere(actor=actor())
    flash(f"已退出其他 {ended} 台设备。" if ended else "没有其他设备在登录。", "success")
    return redirect(url_for("accounts.sessions"))
