"""Signing in and out (登录与退出)."""

from flask import jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from zhifa_training.accounts.forms import SignInForm
from zhifa_training.accounts.guard import public
from zhifa_training.accounts.login import keep_token, session_digest
from zhifa_training.accounts.rules.browsers import describe
from zhifa_training.accounts.rules.errors import SignInRefusedError, TooManyAttemptsError
from zhifa_training.accounts.rules.passwords import LONGEST
from zhifa_training.accounts.rules.targets import is_internal
from zhifa_training.accounts.services import own_account
from zhifa_training.accounts.services import sign_in as service
from zhifa_training.accounts.services.sign_in import Origin
from zhifa_training.accounts.views.blueprint import bp

HOME = "/"


def origin() -> Origin:
    """Return where this request comes from."""
    return Origin(
        address=request.remote_addr or "",
        browser=describe(request.user_agent.string),
        replaced=session_digest(),
    )


def target() -> str:
    """Return where the person was going; anything but a page of our own means home."""
    wanted = request.args.get("next", "")
    return wanted if is_internal(wanted) else HOME


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for login and password, and open a session (登录)."""
    form, status = SignInForm(), 200
    if form.validate_on_submit():
        try:
            keep_token(
                service.sign_in(login=form.login.data, password=form.password.data, origin=origin())
            )
            return redirect(target())
        except (SignInRefusedError, TooManyAttemptsError) as refusal:
            form.password.errors = [str(refusal)]
            status = 429 if isinstance(refusal, TooManyAttemptsError) else 401
    elif request.method == "GET" and current_user.is_authenticated:
        return redirect(target())
    return render_template("accounts/sign_in.html", form=form), status


@bp.post("/sign-in/again")
@public
def sign_in_again() -> ResponseReturnValue:
    """Sign the same person in again without leaving the exam page (就地重新登录)."""
    sent = request.get_json(silent=True)
    login, password = (
        (sent.get("login"), sent.get("password")) if isinstance(sent, dict) else (None, None)
    )
    if not isinstance(login, str) or not isinstance(password, str) or len(password) > LONGEST:
        return jsonify(code="malformed", message="请填写登录名和密码。"), 422
    try:
        token = service.sign_in(login=login, password=password, origin=origin(), is_again=True)
    except TooManyAttemptsError as refusal:
        return jsonify(code="too_many_attempts", message=str(refusal)), 429
    except SignInRefusedError as refusal:
        return jsonify(code="refused", message=str(refusal)), 403
    keep_token(token)
    return jsonify(csrf_token=generate_csrf())


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this browser's session; signing out twice is no mistake (退出)."""
    if current_user.is_authenticated:
        own_account.sign_out(actor=current_user)
    session.clear()
    return redirect(url_for("accounts.sign_in"))
