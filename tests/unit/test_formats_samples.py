"""The sample files of other systems, each with the outcome docs/question-import.md promises."""

from pathlib import Path
from time import perf_counter

import pytest

from question_bank.questions import QuestionType
from tests.unit.bank_builders import build_question
from zhifa_training.questions import exchange
from zhifa_training.questions.uploads import UnreadableFileError, read_upload

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "import-samples"
DOCUMENT = Path(__file__).parents[2] / "docs" / "question-import.md"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="没有样例文件（../shared/data/import-samples）"
)
OUTCOMES = {
    "xlsx/07_formula_injection_text.xlsx": (10, 0, 1),
    "xlsx/11_gbk.csv": (1, 0, 1),
    "xlsx/17_realistic_mess_merged_fullwidth_numeric.xlsx": (3, 1, 2),
    "questions-csv/mcq_sing_lbk.csv": (275, 0, 1),
    "questions-csv/mcq_sing_pfe.csv": (168, 2, 1),
}
REFUSALS = {
    "xlsx/01_bomb_sheet_200MB.xlsx": "超过 100 MB",
    "xlsx/14_truncated.xlsx": "已损坏或下载不完整",
}


def read(name):
    path = SAMPLES / name
    return read_upload(path.read_bytes(), path.name)


@needs_samples
def test_every_sample_has_a_documented_outcome():
    folders = [SAMPLES / "xlsx", SAMPLES / "questions-csv"]
    found = {
        f"{path.parent.name}/{path.name}"
        for folder in folders
        for path in folder.iterdir()
        if path.suffix in (".xlsx", ".csv")
    }
    assert found == OUTCOMES.keys() | REFUSALS.keys()
    page = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in found if Path(name).name not in page] == []


@needs_samples
@pytest.mark.parametrize("name", OUTCOMES)
def test_samples_are_read(name):
    reading = read(name)
    counts = (len(reading.drafts), len(reading.faults), len(reading.skipped))
    assert counts == OUTCOMES[name]


@needs_samples
@pytest.mark.parametrize("name", REFUSALS)
def test_hostile_samples_are_refused(name):
    with pytest.raises(UnreadableFileError, match=REFUSALS[name]):
        read(name)


@needs_samples
def test_formulas_stay_the_text_they_were():
    first = read("xlsx/07_formula_injection_text.xlsx").drafts[0]
    assert first.stem == "=cmd|'/c calc'!A0"
    assert first.options == ("=cmd|'/c calc'!A0", "B", "C", "D")


@needs_samples
def test_the_realistic_mess():
    reading = read("xlsx/17_realistic_mess_merged_fullwidth_numeric.xlsx")
    single, judged, several = reading.drafts
    assert (single.type, single.key) == (QuestionType.SINGLE, ("A",))
    assert (judged.type, judged.key) == (QuestionType.TRUE_FALSE, ("正确",))
    assert (several.key, several.options) == (("A", "B"), ("2021-01-22", "0.3"))
    (fault,) = reading.faults
    assert (fault.row, fault.column, fault.value) == (5, "答案", "a , c")


@needs_samples
def test_options_that_repeat_are_named_by_row():
    assert [fault.row for fault in read("questions-csv/mcq_sing_pfe.csv").faults] == [73, 105]


def test_five_thousand_questions_of_a_workbook_in_twenty_seconds():
    questions = [build_question(identity=f"speed-{number:05}") for number in range(5_000)]
    content = exchange.written("xlsx", questions)
    began = perf_counter()
    reading = read_upload(content, "题库.xlsx")
    assert len(reading.drafts) == 5_000
    assert perf_counter() - began < 20
