from pathlib import Path

from question_bank.content import load_bank
from question_bank.tables import render

PAGE = Path(__file__).parents[2] / "docs" / "question-bank.md"


def test_tables_count_every_question_once_by_law_and_topic() -> None:
    bank = load_bank()
    laws, topics, _, _ = render(bank).split("\n\n")
    total = len(bank.questions)
    assert laws.splitlines()[-1].endswith(f"| {total} |")
    assert sum(int(row.split("|")[-2]) for row in topics.splitlines()[2:]) == total


def test_page_on_the_bank_shows_the_tables_of_the_shipped_bank() -> None:
    page = PAGE.read_text(encoding="utf-8")
    stale = [table for table in render(load_bank()).split("\n\n") if table not in page]
    assert not stale, "run python -m question_bank.tables and paste its tables into the page"
