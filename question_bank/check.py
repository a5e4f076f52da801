"""Check the shipped bank from the command line: python -m question_bank.check --laws DIR."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from question_bank.citations import LawFolderError, Report, check
from question_bank.content import CONTENT, ContentError, load_bank
from question_bank.questions import QuestionType
from question_bank.syllabus import Topic


def render(report: Report) -> str:
    """Write a report for people."""
    counts = f"已核对 {report.verified}，无文本可核对 {report.unverifiable}"
    lines = [f"试题 {report.questions} 道：{counts}，矛盾 {len(report.contradictions)}。"]
    for title, tally in (
        ("题型", {QuestionType(name).label: count for name, count in report.by_type.items()}),
        ("法规", report.by_law),
        ("内容", {Topic(name).label: count for name, count in report.by_topic.items()}),
    ):
        lines.append(f"{title}：" + "，".join(f"{name} {count}" for name, count in tally.items()))
    if report.unverifiable_ids:
        lines.append("无文本可核对：" + "、".join(report.unverifiable_ids))
    for found in report.contradictions:
        place = f"第 {found.article} 条" if found.article else "法规"
        lines.append(f"矛盾  {found.id}（{found.law} {place}）：{found.reason}")
    for finding in report.findings:
        lines.append(f"提示  {'、'.join(finding.ids[:4]) or '全库'}：{finding.reason}")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check; 1 means contradictions, 2 means content or folder cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m question_bank.check", description="核对随附题库与法规文本。"
    )
    parser.add_argument("--laws", type=Path, required=True, help="法规文本文件夹")
    parser.add_argument("--content", type=Path, default=CONTENT, help="题库文件夹")
    parser.add_argument("--only", nargs="*", default=(), help="只核对这些文件（不带 .toml）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    options = parser.parse_args(arguments)
    try:
        report = check(load_bank(options.content, options.only), options.laws)
    except (ContentError, LawFolderError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(render(report))
    return 1 if report.contradictions else 0


if __name__ == "__main__":
    raise SystemExit(main())
