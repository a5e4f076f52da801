"""What ``make run`` does before the server starts (首次启动): migrate, fill, say how to sign in."""

import os
import sys

import click
from flask import current_app
from flask.cli import cli
from flask_migrate import upgrade

from zhifa_training.config import Profile
from zhifa_training.core import clock
from zhifa_training.demo import loading, sign_ins

OFFICERS = 3_000
SEED = 1
WANTED = "ZHIFA_DEMO_OFFICERS"
"""How many officers the demo of a first start has; 0 starts with an empty database."""
CREATE_ADMINISTRATOR = "flask --app app accounts create-admin --help"


def prepare() -> None:
    """Make the database ready and print the address and who can sign in."""
    settings = current_app.config["SETTINGS"]
    if settings.profile is Profile.EMBEDDED:
        upgrade()
        _fill()
    click.echo(f"\n网址：http://127.0.0.1:{os.environ.get('PORT') or '8000'}（按 Ctrl-C 停止）")
    shown = sign_ins.kept(settings.instance)
    if shown and not loading.is_empty():
        click.echo("用下列任一登录名和密码登录（演示数据，人员均为虚构）：\n")
        click.echo(sign_ins.table(shown))
    else:
        click.echo(f"尚无演示账号。请用命令建立首个管理员：{CREATE_ADMINISTRATOR}")
    click.echo("")


def _fill() -> None:
    """Load the demo into an empty database, telling how far it is."""
    text = os.environ.get(WANTED) or str(OFFICERS)
    officers = int(text) if text.isdecimal() else -1
    if officers == 0 or not loading.is_empty():
        return
    click.echo(f"首次启动：正在装入演示数据（{text} 名虚构执法人员），约需半分钟。")
    loaded = loading.load(officers=officers, seed=SEED, on=clock.today(), progress=_progress)
    sign_ins.keep(current_app.config["SETTINGS"].instance, loaded.sign_ins)
    _progress(
        f"已装入 {loaded.units} 个机构、{loaded.officers} 名执法人员、{loaded.attempts} 份答卷。"
    )


def _progress(text: str) -> None:
    """Keep to one line on a terminal, and write one line each to a file."""
    is_terminal = sys.stdout.isatty()
    click.echo(f"\r\033[K{text}" if is_terminal else text, nl=not is_terminal)


if __name__ == "__main__":
    cli.main(["--app", "app", "demo", "first-start"], prog_name="flask")
