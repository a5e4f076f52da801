"""Commands on accounts (账号命令), for the server's operator."""

import click
from flask import Blueprint
from sqlalchemy import select

from zhifa_training.accounts import rights as rights_table
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account
from zhifa_training.accounts.rules.passwords import initial_password
from zhifa_training.accounts.services import (
    administration,
    granting,
    passwords,
    sessions,
    throttle,
)
from zhifa_training.accounts.services.notes import note
from zhifa_training.accounts.services.sign_in import normalised_login
from zhifa_training.core import clock
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.units.models import Unit

bp = Blueprint("account_commands", __name__, cli_group="accounts")


@bp.cli.command("create-admin")
@click.option("--login", required=True, help="登录名")
@click.option("--name", required=True, help="姓名")
@click.option("--unit", "code", required=True, help="机构编码")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.OFFICER]),
    default=Role.SYSTEM_ADMINISTRATOR.value,
    show_default=True,
    help="角色",
)
def create_admin(login: str, name: str, code: str, role: str) -> None:
    """Open an account with a role, and print its initial password once."""
    initial = initial_password()
    try:
        _create(login, name, code, Role(role), passwords.hashed(initial))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _print_initial(normalised_login(login), initial)


@bp.cli.command("reset-password")
@click.option("--login", required=True, help="登录名")
def reset_password(login: str) -> None:
    """Give an account a new initial password, and print it once."""
    initial = initial_password()
    try:
        _reset(normalised_login(login), passwords.hashed(initial))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _print_initial(normalised_login(login), initial)


@bp.cli.command("rights")
def print_rights() -> None:
    """Print the table of rights as docs/rights.md holds it."""
    click.echo(rights_table.as_markdown(), nl=False)


def _print_initial(login: str, initial: str) -> None:
    click.echo(f"登录名：{login}")
    click.echo(f"初始密码：{initial}")
    click.echo("初始密码只能使用一次，72 小时内有效，首次登录须修改。")


@transactional
def _create(login: str, name: str, code: str, role: Role, password_hash: str) -> None:
    unit = db.session.scalars(select(Unit).where(Unit.code == code)).one_or_none()
    if unit is None:
        raise DomainError(f"没有编码为“{code}”的机构，请先导入机构。")
    account = administration.add_account(
        login=login, name=name, password_hash=password_hash, unit_id=unit.id
    )
    granting.add_role(account, role=role, unit_id=unit.id, starts_on=clock.today())
    note("account.open", account, None, role=role.value, unit=code)


@transactional
def _reset(login: str, password_hash: str) -> None:
    account = db.session.scalars(select(Account).where(Account.login == login)).one_or_none()
    if account is None:
        raise DomainError(f"没有登录名为“{login}”的账号，请核对。")
    administration.set_initial_password(account, password_hash)
    throttle.clear(login)
    note("account.reset_password", account, None, sessions_ended=sessions.end_sessions(account.id))
