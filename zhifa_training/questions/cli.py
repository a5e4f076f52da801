"""Commands of the bank (题库命令): flask bank load, check, stats, import and export."""

import json
from pathlib import Path

import click
from flask import Blueprint

from question_bank.content import Bank, ContentError, load_bank
from zhifa_training.accounts.actor import system
from zhifa_training.core.lazy import heavy
from zhifa_training.questions import exchange, queries
from zhifa_training.questions.models import QuestionState
from zhifa_training.questions.services import bank as services
from zhifa_training.questions.uploads import UnreadableFileError, read_upload
from zhifa_training.questions.wording import as_question

bp = Blueprint("bank", __name__, cli_group="bank")
UNREADABLE = 2
ONLY_TRIED = "命令行只试读，请加 --dry-run；要写入题库，请在网页“题库－导入试题”中上传，预览后确认"


class UnreadableError(click.ClickException):
    """The content, the law texts or the answers cannot be read (无法读取)."""

    exit_code = UNREADABLE


@bp.cli.command("load")
def load() -> None:
    """Store the shipped questions; safe to repeat (载入随附题库)."""
    report = services.load_bank(_shipped(), actor=system(roots=(), name="题库载入"))
    click.echo(
        f"法规 {report.laws} 部；新增 {report.new} 题，修订 {report.revised} 题，"
        f"未变 {report.unchanged} 题；其中练习题 {report.practice} 题。"
    )


@bp.cli.command("check")
@click.option("--laws", "folder", type=Path, required=True, help="法规文本文件夹")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check_bank(folder: Path, as_json: bool) -> None:
    """Check the shipped keys against the law texts; exit 1 on a contradiction (核对题库)."""
    citations = heavy("question_bank.citations")
    try:
        report = citations.check(_shipped(), folder)
    except citations.LawFolderError as error:
        raise UnreadableError(str(error)) from error
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(heavy("question_bank.check").render(report), nl=False)
    if report.contradictions:
        raise SystemExit(1)


@bp.cli.command("stats")
@click.option("--responses", type=Path, required=True, help="作答文件（CSV，首行为题目名称）")
@click.option("--key", type=Path, help="答案文件，每行一题；作答为 0/1 时不用")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def stats(responses: Path, key: Path | None, as_json: bool) -> None:
    """Print item and test statistics of a response matrix (试卷分析)."""
    reading = heavy("question_bank.statistics.reading")
    reporting = heavy("question_bank.statistics.report")
    try:
        report = reporting.analyse(reading.read_responses(responses, key))
    except reading.ReadingError as error:
        raise UnreadableError(str(error)) from error
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        click.echo(reporting.render(report), nl=False)


@bp.cli.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="只读取和检查，不写入题库")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--encoding", default="", help="文本文件的编码，如 gb18030、big5；不写则自动识别")
def import_file(file: Path, dry_run: bool, as_json: bool, encoding: str) -> None:
    """Read a file of questions and say what it holds (试读试题文件)."""
    if not dry_run:
        raise UnreadableError(ONLY_TRIED)
    try:
        reading = read_upload(file.read_bytes(), file.name, encoding)
    except UnreadableFileError as error:
        if as_json:
            click.echo(exchange.refused_json(str(error)))
        raise UnreadableError(str(error)) from error
    click.echo(exchange.as_json(reading) if as_json else exchange.as_sentences(reading))


@bp.cli.command("export")
@click.option("--format", "file_format", type=click.Choice(exchange.FORMATS), required=True)
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--state", type=click.Choice([one.value for one in QuestionState]), help="试题状态")
def export(file_format: str, target: Path, state: str | None) -> None:
    """Write the stored questions to a file (导出题库)."""
    actor = system(roots=(), name="题库导出")
    wanted = QuestionState(state) if state else None
    revisions = queries.list_wordings(actor=actor, state=wanted)
    try:
        content = exchange.written(file_format, [as_question(one) for one in revisions])
        target.write_bytes(content)
    except (ValueError, OSError) as error:
        raise UnreadableError(str(error)) from error
    services.note_export(file_format, count=len(revisions), actor=actor)
    click.echo(f"已导出 {len(revisions)} 题到 {target}。")


def _shipped() -> Bank:
    try:
        return load_bank()
    except ContentError as error:
        raise UnreadableError(str(error)) from error
