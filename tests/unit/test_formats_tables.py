"""Every convention of question tables, each in the smallest file that shows it."""

import pytest

from question_bank.formats import tables
from question_bank.formats.grids import Grid, plain_grid
from question_bank.questions import QuestionType

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析"]
FOUR = ["甲", "乙", "丙", "丁"]


def read(*rows, name="Sheet1", merged=()):
    numbered = {number: list(row) for number, row in enumerate(rows, 1) if any(row)}
    return tables.read([Grid(name, numbered, merged)], "xlsx")


def only(reading):
    assert reading.faults == ()
    (draft,) = reading.drafts
    return draft


def choice(key, kind="单选题", options=FOUR, head=HEAD):
    return read(head, [kind, "题目", *options, key, ""])


@pytest.mark.parametrize(
    "kind", ["单选题", "单选", "单项选择题", "单 选", "single", "Single_Choice", "單選題"]
)
def test_single_by_any_name(kind):
    assert only(choice("B", kind)).type is QuestionType.SINGLE


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("多选", "multiple"), ("多项选择题", "multiple"), ("不定项选择题", "indefinite"),
        ("选择题", "multiple"),
    ],
)  # fmt: skip
def test_types_that_take_several(kind, expected):
    assert only(choice("AC", kind)).type.value == expected


@pytest.mark.parametrize(
    "key",
    [
        "ABC",
        "A,B,C",
        "A、B、C",
        "A;B；C",
        "A B C",
        "abc",
        "ＡＢＣ",
        "CBA",
        "答案：ABC",
        "【ABC】",
        "A|B|C",
    ],
)
def test_keys_of_several_letters(key):
    assert only(choice(key, "多选题")).key == ("A", "B", "C")


def test_a_key_may_name_its_letter_and_words_or_only_the_words():
    assert only(choice("B=乙")).key == ("B",)
    by_words = only(choice("乙"))
    assert by_words.key == ("B",)
    assert "选项内容" in by_words.warnings[0]


@pytest.mark.parametrize(
    "key", ["对", "√", "正确", "是", "T", "true", "TURE", "Y", "1", "A=正确", "v", "✓"]
)
def test_right_by_any_word(key):
    assert only(choice(key, "判断题", [""] * 4)).key == ("正确",)


@pytest.mark.parametrize("key", ["错", "×", "错误", "否", "F", "False", "N", "0", "Ｘ", "不正确"])
def test_wrong_by_any_word(key):
    assert only(choice(key, "判断题", [""] * 4)).key == ("错误",)


def test_a_letter_of_a_judgement_means_what_its_option_says():
    assert only(choice("A", "判断", ["错误", "正确", "", ""])).key == ("错误",)
    bare = only(choice("B", "判断", [""] * 4))
    assert bare.key == ("错误",)
    assert "没有选项" in bare.warnings[0]


def test_headings_in_any_order_and_any_words():
    draft = only(
        read(
            [
                "序号",
                "正确选项（必填）",
                "题目难度",
                "知识点名称",
                "题目（必填）",
                "A",
                "B",
                "题目解析",
            ],
            ["1", "A", "简单", "程序", "谁签发？", "负责人", "队员", "见程序规定"],
        )
    )
    assert (draft.key, draft.difficulty, draft.topic) == (("A",), "易", "程序")
    assert draft.analysis == "见程序规定"
    assert "按内容判断为单选题" in draft.warnings[0]


@pytest.mark.parametrize(
    "cell",
    ["A.甲|B.乙|C.丙", "A、甲\nB、乙\nC、丙", "A．甲 B．乙 C．丙", "A.甲B.乙C.丙", "甲|乙|丙",
     "甲\n乙\n丙", "甲；乙；丙", '["甲", "乙", "丙"]', "(A)甲(B)乙(C)丙",
     "<p>A.甲</p><p>B.乙</p><p>C.丙</p>"],
)  # fmt: skip
def test_all_options_in_one_cell(cell):
    draft = only(read(["题型", "题干", "选项", "答案"], ["多选", "题目", cell, "AC"]))
    assert draft.options == ("甲", "乙", "丙")


def test_a_row_for_each_option_with_the_stem_in_the_first():
    reading = read(
        ["题型", "题干", "选项内容", "是否正确项", "解析"],
        ["单选", "谁签发？", "负责人", "是", "见规定"],
        ["", "", "队员", "否", ""],
        ["多选", "属于处罚的有", "警告", "是", ""],
        ["", "", "罚款", "是", ""],
        ["", "", "拘传", "否", ""],
        merged=[[2, 0, 3, 0], [2, 1, 3, 1]],
    )
    assert [draft.key for draft in reading.drafts] == [("A",), ("A", "B")]
    assert reading.drafts[1].options == ("警告", "罚款", "拘传")
    assert reading.drafts[0].analysis == "见规定"


def test_a_row_for_each_option_with_the_stem_repeated():
    reading = read(
        ["题目", "选项", "是否正确"],
        ["谁签发？", "负责人", "1"], ["谁签发？", "队员", "0"],
        ["几人？", "一人", "N"], ["几人？", "二人", "Y"],
    )  # fmt: skip
    assert [draft.key for draft in reading.drafts] == [("A",), ("B",)]


def test_a_sheet_for_each_type():
    judged = [
        ["题目", "对", "错", "答案"],
        ["应当出示证件。", "对", "错", "A"],
        ["可以一人。", "对", "错", "B"],
    ]
    single = [["题干", "A", "B", "答案"], ["谁签发？", "负责人", "队员", "A"]]
    reading = tables.read([plain_grid("单选", single), plain_grid("判断", judged)], "xlsx")
    assert reading.faults == ()
    assert [draft.type.value for draft in reading.drafts] == ["single", "true_false", "true_false"]
    assert [draft.key for draft in reading.drafts] == [("A",), ("正确",), ("错误",)]
    assert reading.drafts[0].place == "“单选”第 2 行"
    assert not any(draft.warnings for draft in reading.drafts)


def test_marked_columns_of_right_and_wrong():
    reading = read(
        ["题型", "题干", "对", "错"],
        ["判断", "应当两人。", "√", ""],
        ["判断", "一人即可。", "", "√"],
    )
    assert [draft.key for draft in reading.drafts] == [("正确",), ("错误",)]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("0", "2", "1"), ["single", "multiple", "true_false"]),
        (("1", "2", "3"), ["single", "multiple", "true_false"]),
        (("1", "3", "2"), ["single", "multiple", "true_false"]),
        (("0", "1", "2"), ["single", "multiple", "true_false"]),
    ],
)
def test_digits_for_types_are_decided_by_the_keys(codes, expected):
    rows = [[codes[0], "一", *FOUR, "A", ""], [codes[1], "二", *FOUR, "AB", ""]]
    reading = read(HEAD, *rows, [codes[2], "三", "", "", "", "", "对", ""])
    assert [draft.type.value for draft in reading.drafts] == expected
    assert all("题型代码" in draft.warnings[0] for draft in reading.drafts)


def test_titles_notes_and_repeated_headings_are_skipped_by_name():
    reading = read(
        ["2026 年题库"], ["填写说明：带 * 的必填，不要删除表头", "", "", "", "", "", "", ""],
        HEAD, HEAD, ["一、判断题"], ["", "应当出示证件。", "", "", "", "", "√", ""],
        merged=[[1, 0, 1, 7], [2, 0, 2, 7]],
    )  # fmt: skip
    assert only(reading).type is QuestionType.TRUE_FALSE
    assert [one.row for one in reading.skipped] == [1, 2, 3, 4, 5]
    assert "题型标题" in reading.skipped[-1].reason


def test_headings_over_two_rows():
    draft = only(
        read(
            ["题型", "题干", "选项", "", "", "答案"],
            ["", "", "A", "B", "C", ""],
            ["单选", "谁签发？", "负责人", "队员", "司机", "A"],
            merged=[[1, 0, 2, 0], [1, 1, 2, 1], [1, 2, 1, 4], [1, 5, 2, 5]],
        )
    )
    assert draft.options == ("负责人", "队员", "司机")


def test_a_file_without_headings_is_read_by_its_content_and_says_so():
    rows = [
        ["0", "下列关于处罚的说法，正确的是（ ）。", "<p>A. 甲</p><p>B. 乙</p>",
         "2", "A", "依据处罚法", "0"],
        ["2", "下列属于强制措施的有（ ）。", "<p>A. 甲</p><p>B. 乙</p><p>C. 丙</p>",
         "3", "ABC", "依据强制法第九条", "0"],
        ["1", "执法人员执法时应当出示证件。", "", "0", "√", "依据处罚法第五十五条", "0"],
    ]  # fmt: skip
    reading = read(*rows)
    assert reading.faults == ()
    assert [draft.type.value for draft in reading.drafts] == ["single", "multiple", "true_false"]
    assert reading.drafts[1].options == ("甲", "乙", "丙")
    assert reading.drafts[1].analysis == "依据强制法第九条"
    assert any("没有表头" in warning for warning in reading.drafts[0].warnings)


def test_blanks_and_their_answers():
    head = ["题型", "题干", "答案"]
    two = only(read(head, ["填空", "对公民（　）以下，对法人____以下。", "二百元;200元|三千元"]))
    assert two.stem == "对公民____以下，对法人____以下。"
    assert two.key == ("二百元;200元", "三千元")
    guessed = only(read(head, ["填空", "对公民____，对法人____。", "二百元；三千元"]))
    assert guessed.key == ("二百元", "三千元")
    assert "依次对应" in guessed.warnings[0]
    wrong = read(head, ["填空", "对公民____，对法人____。", "二百元"])
    assert "题干有 2 个空，答案给了 1 个" in wrong.faults[0].reason


def test_short_answers_with_points_and_without():
    head = ["题型", "题干", "答案", "分值"]
    pointed = only(read(head, ["简答题", "简述条件。", "1. 事实确凿（2分）\n2. 有依据（3分）", ""]))
    assert pointed.guide == ((2, "事实确凿"), (3, "有依据"))
    whole = only(read(head, ["问答", "简述条件。", "事实确凿，有依据", "5"]))
    assert whole.guide == ((5, "事实确凿，有依据"),)


def test_an_ordering_is_put_into_the_order_its_key_says():
    draft = only(choice("BADC", "排序题"))
    assert draft.options == ("乙", "甲", "丁", "丙")
    assert "按正确顺序各写一次" in choice("BAD", "排序题").faults[0].reason


def test_a_case_set_of_a_stem_row_and_part_rows():
    head = ["题型", "小题", "题干", "A", "B", "答案", "分值"]
    draft = only(
        read(
            head, ["案例分析题", "", "张某超限行驶。", "", "", "", "10"],
            ["单选题", "1", "罚款上限是", "二百元", "三千元", "A", "4"],
            ["判断题", "2", "应当出示证件。", "", "", "对", "6"],
        )
    )  # fmt: skip
    assert draft.type is QuestionType.CASE
    assert [part.key for part in draft.parts] == [("A",), ("正确",)]
    assert [part.points for part in draft.parts] == [4, 6]


def test_rows_that_share_a_merged_material_are_one_case():
    draft = only(
        read(
            ["材料", "题目", "A", "B", "答案"],
            ["张某超限行驶。", "罚款上限是", "二百元", "三千元", "A"],
            ["", "几人执法", "一人", "二人", "B"],
            merged=[[2, 0, 3, 0]],
        )
    )
    assert draft.stem == "张某超限行驶。"
    assert [part.stem for part in draft.parts] == ["罚款上限是", "几人执法"]


def test_typed_cells_are_read_as_a_person_reads_them():
    draft = only(
        read(
            HEAD,
            ["单选", "题目", ["n", "2"], ["t", "2021-01-22 00:00:00"], ["b", True], "丁", "a", ""],
        )
    )
    assert draft.options == ("2", "2021-01-22", "TRUE", "丁")
    assert "日期单元格" in draft.warnings[0]


FAULTS = [
    ("E", "单选", FOUR, "答案", "不在选项之中"),
    ("AC", "单选", FOUR, "答案", "单选题有 2 个答案"),
    ("A", "多选", FOUR, "答案", "只有一个答案"),
    ("", "单选", FOUR, "答案", "没有答案"),
    ("见解析", "单选", FOUR, "答案", "无法识别"),
    ("也许", "判断", [""] * 4, "答案", "无法识别"),
    ("A", "单选", ["甲", "", "丙", "丁"], "选项", "选项 B 内容为空"),
    ("A", "单选", ["甲", "甲", "丙", "丁"], "选项", "出现 2 次"),
    ("A", "单选", ["甲", "", "", ""], "选项", "只有 1 项"),
    ("A", "抢答题", FOUR, "题型", "题型“抢答题”无法识别"),
    ("A", "单选", [["e", "#REF!"], "乙", "丙", "丁"], "选项A", "错误值"),
    ("A", "单选", [["n", "4.10100E+17"], "乙", "丙", "丁"], "选项A", "丢失精度"),
    ("AAB", "多选", FOUR, "答案", "重复的字母"),
]


@pytest.mark.parametrize(("key", "kind", "options", "column", "reason"), FAULTS)
def test_what_is_wrong_is_a_fault_with_row_column_value_and_remedy(
    key, kind, options, column, reason
):
    reading = choice(key, kind, options)
    assert reading.drafts == ()
    told = [(one.row, one.column) for one in reading.faults if reason in one.reason]
    assert told == [(2, column)]
    assert all("请" in one.reason for one in reading.faults)


def test_an_empty_stem_is_a_fault_and_an_empty_row_is_nothing():
    reading = read(HEAD, ["单选", "", *FOUR, "A", ""], [""] * 8, ["单选", "题目", *FOUR, "A", ""])
    assert [one.row for one in reading.faults] == [2]
    assert [draft.place for draft in reading.drafts] == ["第 4 行"]


def test_columns_nobody_reads_are_named_on_each_question():
    draft = only(read([*HEAD, "来源"], ["单选", "题目", *FOUR, "A", "", "旧题库"]))
    assert "未导入的列：来源（旧题库）。" in draft.warnings


def test_repeats_are_told_above_all_where_their_keys_differ():
    row = ["单选", "题目", *FOUR, "A", ""]
    reading = read(HEAD, row, row, ["单选", "题目", "乙", "甲", "丙", "丁", "A", ""])
    first, second, third = (draft.warnings[-1] for draft in reading.drafts)
    assert first == "与第 4 行的题目相同而答案不同，请核对后只保留一题。"
    assert second == first
    assert third.startswith("与第 2 行、第 3 行的题目相同而答案不同")


def test_pictures_in_cells_of_an_editor_are_named():
    draft = only(choice("A", options=["甲<img src=x>", "乙", "丙", "丁"]))
    assert draft.options[0] == "甲"
    assert "1 张图片未导入" in draft.warnings[0]


def test_a_file_with_nothing_or_without_any_table_says_so():
    assert "没有内容" in tables.read([], "xlsx").faults[0].reason
    reading = read(["通讯录", "电话"], ["张三", "0371"])
    assert reading.drafts == ()
    assert "没有找到试题表头" in reading.faults[0].reason


def test_sheets_that_hold_no_questions_are_skipped_by_name():
    notes = plain_grid("说明", [["填写要求", "每行一题"]])
    bank = plain_grid("填写", [HEAD, ["单选", "题目", *FOUR, "A", ""]])
    reading = tables.read([notes, bank], "xlsx")
    assert len(reading.drafts) == 1
    assert "工作表“说明”（1 行）没有试题表头，未读取。" in [one.reason for one in reading.skipped]


def test_every_row_is_an_item_a_fault_or_skipped_by_name():
    rows = [HEAD, ["单选", "甲题", *FOUR, "A", ""], ["单选", *[""] * 7], ["多选题"],
            ["", "乙题", *FOUR, "AB", ""], ["备注"]]  # fmt: skip
    reading = read(*rows)
    told = {one.row for one in (*reading.faults, *reading.skipped)}
    placed = {int(draft.place.split()[1]) for draft in reading.drafts}
    assert told | placed == {1, 2, 3, 4, 5, 6}
