"""Accounts and who holds them (账号管理)."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts import queries
from zhifa_training.accounts.access import Permission, Role
from zhifa_training.accounts.forms import OfficerAccountForm, PersonAccountForm
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.accounts.rules.errors import AccountExistsError, LoginTakenError
from zhifa_training.accounts.services import administration
from zhifa_training.accounts.views.blueprint import bp
from zhifa_training.core import clock, lists, navigation
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response

navigation.register("账号", "accounts.index", Permission.ACCOUNT_MANAGE, "user", 80)

COLUMNS = (
    Column("login", "登录名"),
    Column("name", "姓名"),
    Column("unit", "机构"),
    Column("roles", "角色"),
    Column("state", "状态"),
    Column("signed_in_at", "最近登录", ColumnKind.MOMENT),
)


def answer_list(title: str, template: str) -> ResponseReturnValue:
    """Return the accounts in scope as a page or as a workbook."""
    page = queries.list_accounts(
        actor=actor(),
        asked=lists.asked("login"),
        role=request.args.get("role", ""),
        state=request.args.get("state", ""),
    )
    if lists.wants_export():
        return workbook_response(title, COLUMNS, page.items)
    return render_template(
        template,
        page=page,
        headings=lists.headings([(c.label, c.key) for c in COLUMNS], queries.ORDERS, "login"),
        given={name: request.args.get(name, "") for name in ("q", "role", "state")},
        roles=[(role.value, role.label) for role in Role],
        states=[(state.value, state.label) for state in queries.AccountState],
        export_url=lists.export_url(),
    )


@bp.get("/accounts/")
@requires(Permission.ACCOUNT_MANAGE)
def index() -> ResponseReturnValue:
    """List the accounts of one's units (账号一览)."""
    return answer_list("账号", "accounts/index.html")


@bp.get("/accounts/<uuid:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def show(account_id: UUID) -> ResponseReturnValue:
    """Show one account and what may be done with it (账号详情)."""
    account = queries.get_account(account_id, actor=actor())
    return render_template(
        "accounts/show.html",
        account=account,
        state=queries.state_of(account_id, actor=actor()),
        assignments=queries.list_assignments(account_id, actor=actor()),
        is_own=account.id == actor().account_id,
        today=clock.today(),
    )


@bp.route("/accounts/new/officer", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def open_for_officer() -> ResponseReturnValue:
    """Open an account for an officer (为执法人员开通账号)."""
    form = OfficerAccountForm()
    if form.validate_on_submit():
        try:
            account_id, initial = administration.open_for_officer(
                form.badge_number.data, actor=actor()
            )
            return _initial_password(account_id, initial)
        except (AccountExistsError, LoginTakenError, NotVisibleError) as refusal:
            form.badge_number.errors = [str(refusal)]
    return render_template("accounts/open_for_officer.html", form=form)


@bp.route("/accounts/new/person", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def open_for_person() -> ResponseReturnValue:
    """Open an account for someone who is no officer (为其他人员开通账号)."""
    form = PersonAccountForm()
    if form.validate_on_submit():
        try:
            account_id, initial = administration.open_for_person(
                login=form.login.data, name=form.name.data, unit=form.unit.data, actor=actor()
            )
            return _initial_password(account_id, initial)
        except LoginTakenError as refusal:
            form.login.errors = [str(refusal)]
        except NotVisibleError as refusal:
            form.unit.errors = [str(refusal)]
    return render_template("accounts/open_for_person.html", form=form)


@bp.post("/accounts/<uuid:account_id>/reset-password")
@requires(Permission.ACCOUNT_MANAGE)
def reset_password(account_id: UUID) -> ResponseReturnValue:
    """Make a new initial password and show it once (重置密码)."""
    initial = administration.reset_password(account_id, actor=actor())
    return _initial_password(account_id, initial)


@bp.post("/accounts/<uuid:account_id>/disable")
@requires(Permission.ACCOUNT_MANAGE)
def disable(account_id: UUID) -> ResponseReturnValue:
    """Disable an account (停用账号)."""
    administration.disable(account_id, actor=actor())
    return _back(account_id, "账号已停用，所有登录均已退出。")


@bp.post("/accounts/<uuid:account_id>/enable")
@requires(Permission.ACCOUNT_MANAGE)
def enable(account_id: UUID) -> ResponseReturnValue:
    """Enable a disabled account (启用账号)."""
    administration.enable(account_id, actor=actor())
    return _back(account_id, "账号已启用。")


@bp.post("/accounts/<uuid:account_id>/unlock")
@requires(Permission.ACCOUNT_MANAGE)
def unlock(account_id: UUID) -> ResponseReturnValue:
    """Forget an account's failed sign-ins (解除登录限制)."""
    administration.unlock(account_id, actor=actor())
    return _back(account_id, "登录限制已解除，可以立即重新登录。")


def _back(account_id: UUID, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("accounts.show", account_id=account_id))


def _initial_password(account_id: UUID, initial: str) -> ResponseReturnValue:
    """Show a new initial password in this one answer; it is kept nowhere."""
    account = queries.get_account(account_id, actor=actor())
    return render_template("accounts/initial_password.html", account=account, initial=initial)
