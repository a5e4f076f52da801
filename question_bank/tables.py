"""Count what the shipped bank covers, as Markdown: python -m question_bank.tables."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from question_bank.content import Bank, load_bank
from question_bank.questions import QuestionType
from question_bank.syllabus import Field, Topic


def render(bank: Bank) -> str:
    """Write the tables of laws, topics and fields by type, and of laws by topic and field."""
    shapes = _shapes(bank)
    heads = [shape.label for shape in shapes]
    topics = ((topic.label, *_by_type(bank, topic, shapes)) for topic in Topic)
    fields = ((field.label, *_by_type(bank, field, shapes)) for field in Field)
    columns = [*(topic.label for topic in Topic), *(field.label for field in Field)]
    return "\n\n".join(
        [
            _table(("法规", "文本版本", *heads, "合计"), _laws(bank)),
            _table(("内容", *heads, "题数"), topics),
            _table(("执法门类", *heads, "题数"), fields),
            _table(("法规", *columns), _laws_by_subject(bank)),
        ]
    )


def _by_type(bank: Bank, subject: Topic | Field, shapes: list[QuestionType]) -> list[int]:
    counts = Counter(q.type for q in bank.questions if subject in (q.topic, *q.fields))
    return [*(counts[shape] for shape in shapes), sum(counts.values())]


def _laws_by_subject(bank: Bank) -> Iterator[tuple[object, ...]]:
    counts = Counter(
        (question.citation.law, subject)
        for question in bank.questions
        for subject in (question.topic, *question.fields)
    )
    for law in bank.laws:
        yield law.name, *(counts[law.name, subject] or "" for subject in (*Topic, *Field))


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
