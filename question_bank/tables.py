"""Count what the shipped bank covers, as Markdown: python -m question_bank.tables."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from question_bank.content import Bank, load_bank
from question_bank.questions import QuestionType
from question_bank.syllabus import Field, Topic


def render(bank: Bank) -> str:
    """Write the tables of laws, topics and fields (题库构成)."""
    topics = Counter(question.topic for question in bank.questions)
    fields = Counter(field for question in bank.questions for field in question.fields)
    return "\n\n".join(
        [
            _table(
                ("法规", "文本版本", *(shape.label for shape in _shapes(bank)), "合计"), _laws(bank)
            ),
            _table(("内容", "题数"), ((topic.label, topics[topic]) for topic in Topic)),
            _table(("执法门类", "题数"), ((field.label, fields[field]) for field in Field)),
        ]
    )


def _shapes(bank: Bank) -> list[QuestionType]:
    """List the types that occur, in their own order."""
    found = {question.type for question in bank.questions}
    return [shape for shape in QuestionType if shape in found]


def _laws(bank: Bank) -> Iterator[tuple[object, ...]]:
    shapes = _shapes(bank)
    counts = Counter((question.citation.law, question.type) for question in bank.questions)
    for law in bank.laws:
        cells = [counts[law.name, shape] for shape in shapes]
        yield law.name, law.version, *cells, sum(cells)
    totals = [sum(counts[law.name, shape] for law in bank.laws) for shape in shapes]
    yield "合计", "", *totals, sum(totals)


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(render(load_bank()) + "\n")
