"""Commands of the exams (考试命令): flask exams sweep."""

import click
from flask import Blueprint

from zhifa_training.exams.services import sweeping

bp = Blueprint("exam_commands", __name__, cli_group="exams")


@bp.cli.command("sweep")
def sweep() -> None:
    """Close expired attempts, score them, and file released results (收卷、判分、入档)."""
    swept = sweeping.sweep()
    click.echo(
        f"到时收卷 {swept.closed} 份，补判分 {swept.scored} 份，入档 {swept.filed} 份，"
        f"未能处理 {swept.failed} 份。"
    )
    if swept.failed:
        raise click.ClickException("有答卷未能处理，原因见日志；其余答卷不受影响")
