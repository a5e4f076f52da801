"""Delimited text in every encoding and with every delimiter; and no table is too strange."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats import delimited, tables
from question_bank.formats.drafts import as_plain, judge
from question_bank.formats.grids import Grid
from question_bank.formats.plain import read_plain

TABLE = """题型,题干,选项A,选项B,答案
单选题,罚款上限是,五十元,二百元,B
判断题,应当出示证件。,,,√
""".replace("\n", "\r\n")
BARE = """0,"关于处罚的说法，正确的是（ ）。",<p>A. 甲</p><p>B. 乙</p>,2,A,依据处罚法第五十一条,0
2,下列属于强制措施的有（ ）。,<p>A. 甲</p><p>B. 乙</p><p>C. 丙</p>,3,ABC,依据强制法第九条,0
1,执法人员执法时应当出示证件。,,0,√,依据处罚法第五十五条,0
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_the_same_questions_in_every_encoding(encoding):
    reading = delimited.read(TABLE.encode(encoding))
    assert reading.faults == ()
    assert [draft.key for draft in reading.drafts] == [("B",), ("正确",)]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_any_delimiter(mark):
    reading = delimited.read(TABLE.replace(",", mark).encode())
    assert [draft.key for draft in reading.drafts] == [("B",), ("正确",)]


def test_a_bare_gbk_file_is_read_by_its_content():
    reading = delimited.read(BARE.encode("gbk"))
    assert reading.faults == ()
    assert [draft.type.value for draft in reading.drafts] == ["single", "multiple", "true_false"]
    assert reading.drafts[1].options == ("甲", "乙", "丙")
    assert reading.drafts[0].analysis == "依据处罚法第五十一条"
    assert all(any("没有表头" in one for one in draft.warnings) for draft in reading.drafts)


def test_quotes_that_do_not_pair_are_named_and_swallow_nothing():
    broken = '题型,题干,选项A,选项B,答案\n单选,"甲题,一,二,A\n单选,乙题,三,四,B\n'
    reading = delimited.read(broken.encode())
    assert (reading.faults[0].row, reading.faults[0].value) == (2, '"')
    assert [draft.stem.strip('"') for draft in reading.drafts] == ["甲题", "乙题"]


def test_mojibake_is_refused_and_two_likely_encodings_are_asked():
    assert "乱码" in delimited.read("锟斤拷,题干\n".encode()).faults[0].reason
    traditional = "題型,題幹,選項,答案\n單選題,下列關於行政處罰的說法正確的是何者,甲,乙"
    assert "请指明编码" in delimited.read(traditional.encode("big5")).faults[0].reason
    assert delimited.read(traditional.encode("big5"), "big5").faults[0].row == 2


def test_a_reading_travels_as_plain_values(tmp_path):
    reading = delimited.read((TABLE + "单选题,缺答案,甲,乙,\n").encode())
    assert read_plain(as_plain(reading)) == reading
    assert len(reading.faults) == 1


WORDS = st.sampled_from(
    ["", "题型", "题干", "选项A", "选项B", "选项", "答案", "是否正确项", "小题", "材料", "单选题",
     "判断", "案例题", "一、填空题", "A", "AB", "√", "1", "2", "甲", "乙|丙", "____",
     "<p>A.甲<p>B.乙",
     "A.甲\nB.乙", "2分：要点", "\\", "第五十一条"]
)  # fmt: skip
CELLS = st.one_of(
    WORDS, st.text(max_size=8), st.just(["e", "#REF!"]), st.just(["n", "4.1E+17"]),
    st.just(["b", True]), st.just(["d", "2021-01-22"]),
)  # fmt: skip
MERGED = st.lists(
    st.tuples(*[st.integers(0, 6)] * 4).map(
        lambda four: [min(four[0], four[2]) + 1, min(four[1], four[3]),
                      max(four[0], four[2]) + 1, max(four[1], four[3])]
    ),
    max_size=2,
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=7), MERGED)
def test_no_table_is_too_strange(rows, merged):
    grid = Grid("表", {number: row for number, row in enumerate(rows, 1) if row}, merged)
    reading = tables.read([grid], "xlsx")
    assert all(judge(draft) == [] for draft in reading.drafts)
    assert all(one.reason for one in (*reading.faults, *reading.skipped))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(content):
    reading = delimited.read(content)
    assert all(one.reason for one in reading.faults)
