"""Commands of the exams (考试命令): flask exams sweep, rehearse, similarity."""

import json
from pathlib import Path

import click
from flask import Blueprint

from zhifa_training.core.errors import DomainError
from zhifa_training.core.lazy import heavy
from zhifa_training.exams.rehearsal.holding import Report, hold
from zhifa_training.exams.rehearsal.instance import rehearse_apart
from zhifa_training.exams.rules.rehearsal import KIND_NAMES, Size
from zhifa_training.exams.services import sweeping

bp = Blueprint("exam_commands", __name__, cli_group="exams")
UNREADABLE = 2


class UnreadableError(click.ClickException):
    """The answers or the key cannot be read (无法读取)."""

    exit_code = UNREADABLE


@bp.cli.command("sweep")
def sweep() -> None:
    """Close expired attempts, score them, and file released results (收卷、判分、入档)."""
    swept = sweeping.sweep()
    click.echo(
        f"到时收卷 {swept.closed} 份，补判分 {swept.scored} 份，入档 {swept.filed} 份，"
        f"重新判分 {swept.rescored} 份，未能处理 {swept.failed} 份。"
    )
    if swept.failed:
        raise click.ClickException("有答卷未能处理，原因见日志；其余答卷不受影响")


@bp.cli.command("rehearse")
@click.option("--examinees", default=300, show_default=True, help="考生人数")
@click.option("--seconds", default=60.0, show_default=True, help="从候考到交卷共多少秒")
@click.option("--questions", default=50, show_default=True, help="试卷题数")
@click.option("--seed", default=1, show_default=True, help="随机种子：相同则到达时刻相同")
@click.option(
    "--url", "urls", multiple=True, help="正在运行的网站，可重复；不写则另起临时实例，用后删除"
)
@click.option("--beside-real-exams", is_flag=True, help="数据库中有正式考试时仍在其中演练")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def rehearse(
    examinees: int,
    seconds: float,
    questions: int,
    seed: int,
    urls: tuple[str, ...],
    beside_real_exams: bool,
    is_json: bool,
) -> None:
    """Play a whole sitting against a running product: is anything lost, how fast (考试演练)."""
    try:
        size = Size(examinees=examinees, seconds=seconds, questions=questions, seed=seed)
        if not urls:
            raise SystemExit(_apart(size, is_json=is_json))
        report = hold(size, urls, is_beside_real_exams=beside_real_exams)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(json.dumps(report.plain(), ensure_ascii=False) if is_json else _table(report))
    if report.lost:
        raise click.ClickException(f"已确认的作答丢失 {report.lost} 条")
    if report.papers_complete < report.people:
        missing = report.people - report.papers_complete
        click.echo(f"有 {missing} 名考生未能完整交卷：{'；'.join(report.troubles)}", err=True)


def _apart(size: Size, *, is_json: bool) -> int:
    click.echo("未指定 --url：在临时目录中另起一个实例演练，用后删除。", err=True)
    arguments = [f"--examinees={size.examinees}", f"--seconds={size.seconds}"]
    arguments += [f"--questions={size.questions}", f"--seed={size.seed}"]
    if is_json:
        arguments.append("--json")
    return rehearse_apart(arguments, connections=size.examinees)


def _table(report: Report) -> str:
    people, questions = report.people, report.size.questions
    where = f"{report.nodes} 个网址（{report.database}），用时 {report.took_seconds:.0f} 秒"
    lines = [
        f"考生 {people} 人，试卷 {questions} 题，{where}",
        "环节   请求数   次/秒   p50 毫秒   p95 毫秒   p99 毫秒   错误",
    ]
    for kind, name in (KIND_NAMES | {"all": "合计"}).items():
        one = report.figures[kind]
        lines.append(
            f"{name}  {one.requests:>7} {one.per_second:>7} {one.p50_ms:>10} {one.p95_ms:>10} "
            f"{one.p99_ms:>10} {one.errors:>6}"
        )
    lines.append(
        f"已确认作答 {report.acknowledged} 条，核对到 {report.scored} 条，丢失 {report.lost} 条；"
        f"完整答卷 {report.papers_complete} 份。"
    )
    return "\n".join(lines)


@bp.cli.command("similarity")
@click.option("--responses", type=Path, required=True, help="作答文件（CSV，首列为姓名或编号）")
@click.option("--key", type=Path, required=True, help="答案文件，每行一题")
@click.option("--top", type=click.IntRange(1), default=100, help="至少列出几对（默认 100）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def similarity(responses: Path, key: Path, top: int, as_json: bool) -> None:
    """Compare all answer sheets pair by pair (答卷雷同筛查)."""
    reading = heavy("question_bank.similarity.reading")
    reporting = heavy("question_bank.similarity.report")
    try:
        sheets = reading.read_sheets(responses, key)
    except reading.ReadingError as error:
        raise UnreadableError(str(error)) from error
    found = heavy("question_bank.similarity.search").find_similar(
        sheets.names, sheets.rows, sheets.key, top=top
    )
    if as_json:
        printed = reporting.as_dict(found, sheets)
        click.echo(json.dumps(printed, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        click.echo(reporting.render(found, sheets), nl=False)
