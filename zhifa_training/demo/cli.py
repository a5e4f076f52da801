"""Commands on the demo (演示数据命令)."""

import json
from dataclasses import asdict
from datetime import datetime

import click
from flask import Blueprint, current_app

from zhifa_training.core import clock
from zhifa_training.core.errors import DomainError
from zhifa_training.demo import first_start, loading, replacing, sign_ins

bp = Blueprint("demo_commands", __name__, cli_group="demo")
bp.cli.help = "演示数据：生成一个可复现的河南省"


@bp.cli.command("load")
@click.option("--officers", default=3_000, show_default=True, help="执法人员人数")
@click.option("--seed", default=1, show_default=True, help="随机种子：种子与日期相同，内容即相同")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="以哪一天为今天，默认当天"
)
@click.option("--replace", is_flag=True, help="先清除单机版数据库中的全部数据")
def load(officers: int, seed: int, on: datetime | None, replace: bool) -> None:
    """Fill the database with a believable Henan and print who can sign in."""
    try:
        loading.ensure_count(officers)
        if replace:
            replacing.empty_database()
        loaded = loading.load(
            officers=officers, seed=seed, on=on.date() if on else clock.today(), progress=_progress
        )
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    sign_ins.keep(current_app.config["SETTINGS"].instance, loaded.sign_ins)
    click.echo(
        f"已装入 {loaded.units} 个机构、{loaded.officers} 名执法人员、{loaded.attempts} 份答卷。\n"
    )
    click.echo(sign_ins.table(loaded.sign_ins))


@bp.cli.command("accounts")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def accounts(is_json: bool) -> None:
    """Print the demo's sign-ins."""
    shown = sign_ins.kept(current_app.config["SETTINGS"].instance)
    if is_json:
        click.echo(json.dumps([asdict(each) for each in shown], ensure_ascii=False, indent=1))
    elif shown:
        click.echo(sign_ins.table(shown))
    else:
        raise click.ClickException("没有演示账号：请先执行 flask --app app demo load")


@bp.cli.command("first-start")
def start() -> None:
    """Bring the schema up to date, fill an empty database, and print how to sign in."""
    try:
        first_start.prepare()
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _progress(text: str) -> None:
    click.echo(f"  {text}……")
