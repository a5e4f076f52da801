"""What we write, we read back as it was: every type, whatever its words."""

from hypothesis import HealthCheck, given, settings

from question_bank.content import load_bank
from question_bank.formats import tables
from question_bank.formats.building import draft_of, question_of
from question_bank.formats.drafts import judge
from question_bank.formats.grids import plain_grid
from question_bank.formats.row_writing import write_rows
from tests.unit.every_type import every_type
from tests.unit.format_drafts import EVERY, placeless

UNHURRIED = settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.filter_too_much]
)


def read_rows(rows):
    return tables.read([plain_grid("试题", rows)], "xlsx")


@UNHURRIED
@given(EVERY)
def test_a_draft_becomes_a_question_and_a_draft_again(draft):
    assert judge(draft) == []
    assert placeless(draft_of(question_of(draft))) == draft


@UNHURRIED
@given(EVERY)
def test_rows_are_read_back_as_the_question_they_were_written_from(draft):
    question = question_of(draft)
    reading = read_rows(write_rows([question]))
    assert reading.faults == ()
    assert [placeless(one) for one in reading.drafts] == [draft]
    assert question_of(reading.drafts[0]) == question


def test_every_type_of_the_bank_survives_one_file(tmp_path):
    questions = list(every_type(tmp_path).values())
    reading = read_rows(write_rows(questions))
    assert [question_of(draft) for draft in reading.drafts] == questions
    warned = [draft.type.value for draft in reading.drafts if draft.warnings]
    assert warned == ["multiple", "indefinite"], "they ask the same, and their keys differ"


def test_the_shipped_bank_survives():
    questions = list(load_bank().questions)
    reading = read_rows(write_rows(questions))
    assert reading.faults == ()
    assert [question_of(draft) for draft in reading.drafts] == questions
