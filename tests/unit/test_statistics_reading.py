"""Response files: what is read, and what is said of a file that cannot be."""

import pytest

from question_bank.statistics.reading import FAULTS_SHOWN, ReadingError, read_responses

CHOICES = "编号,q1,q2\n001,A,b\n002,Ｃ,\n"
KEY = "A\nB\n"


@pytest.fixture
def write(tmp_path):
    def write(text, name="answers.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def refusal(write):
    def refusal(text, key=None):
        with pytest.raises(ReadingError) as raised:
            read_responses(write(text), None if key is None else write(key, "key.txt"))
        return str(raised.value)

    return refusal


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_choices_are_marked_by_the_key_in_every_encoding(write, encoding):
    found = read_responses(write(CHOICES, encoding=encoding), write(KEY, "key.txt", encoding))
    assert found.items == ("q1", "q2")
    assert found.scores.tolist() == [[1, 1], [0, 0]]
    assert found.choices.tolist() == [["A", "B"], ["C", ""]]
    assert found.omitted == (0, 1)


@pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
def test_any_usual_separator(write, mark):
    text = f"q1{mark}q2\r\n1{mark}0\r\n\r\n0{mark}1\r\n"
    assert read_responses(write(text)).scores.tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    "head",
    [
        "ID,q1,Total",
        "学号,q1,总分",
        ",q1,合计",
        "student_id,q1,Total Score",
        "执法证号,q1,sum",
        "Respondent ID,q1,总分（百分制）",
    ],
)
def test_identities_and_totals_are_left_out(write, head):
    found = read_responses(write(f"{head}\n张三,1,97\n李四,0,88\n"))
    assert found.items == ("q1",)
    assert found.scores.tolist() == [[1], [0]]


@pytest.mark.parametrize("missing", ["", " ", "NA", "未答", "-", "n/a"])
def test_what_means_not_answered(write, missing):
    found = read_responses(write(f"q1,q2\n{missing},1\n1,1\n"))
    assert found.omitted == (1, 0)
    assert found.scores.tolist() == [[0, 1], [1, 1]]


def test_letters_of_several_options_stand_in_any_order(write):
    found = read_responses(
        write('q1,q2\nDBA,TRUE\n"A,B,D",正确\nA、B,FALSE\n'), write("ABD\ntrue\n\n", "key.txt")
    )
    assert found.scores.tolist() == [[1, 1], [1, 0], [0, 0]]
    assert found.choices[:, 1].tolist() == ["TRUE", "正确", "FALSE"]


def test_0_and_1_may_be_options_when_the_key_says_so(write):
    found = read_responses(write("q1,q2\n0,1\n1,1\n"), write("0\n1\n", "key.txt"))
    assert found.scores.tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空文件"),
        ("\n\n", "空文件"),
        ("q1,q2\n", "只有标题行"),
        ("编号,总分\n1,2\n", "没有题目列"),
        ("q1,,q3\n1,0,1\n", "标题行第 2 列没有名称"),
        ("q1,q1\n1,0\n", "“q1”出现 2 次"),
        ("1,0\n0,1\n", "首行像是得分"),
        ("q1,q2\n1,0\n1\n", "第 3 行有 1 格，标题行有 2 格"),
        ("q1,q2\n1,0,1\n", "第 2 行有 3 格"),
        ("q1,q2\n1,0\n1,A\n", "第 3 行“q2”列的“A”不是 0 或 1；若填的是选项，请用 --key"),
        ("q1,q2\n1,2\n", "第 2 行“q2”列的“2”不是 0 或 1"),
        ('q1,q2\n1,"0\n', "引号不成对"),
        (b"PK\x03\x04\x00\x00", "不是文本文件"),
        (b"q1,q2\n\xff\xff\xff,1\n", "既不是 UTF-8 也不是 GB18030"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(refusal, text, said):
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        (CHOICES, "", "没有答案，请每行"),
        (CHOICES, "A\n\nB\n", "key.txt 第 2 行没有答案"),
        (CHOICES, "A\n", "答案文件有 1 行答案，answers.csv 有 2 列题目（“q1”至“q2”）"),
        (CHOICES, "A\n" + "长" * 30, "key.txt 第 2 行“长"),
        ("q1\n" + "很长的话" * 9 + "\n", "A\n", "第 2 行“q1”列的内容有 36 个字"),
        ("q1\n1\n0\n", "A\n", "已是 0/1 得分，请去掉 --key"),
    ],
)
def test_a_key_that_does_not_fit_is_refused(refusal, text, key, said):
    assert said in refusal(text, key)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ReadingError, match="不存在或无法读取"):
        read_responses(tmp_path / "nowhere.csv")


def test_many_faults_are_cut_short_and_counted(refusal):
    said = refusal("q1\n" + "x\n" * (FAULTS_SHOWN + 7))
    assert said.count("\n") == FAULTS_SHOWN
    assert "另有 7 处错误未列出" in said


def test_the_number_of_a_line_is_the_file_s_own(refusal):
    assert "第 5 行“q2”列" in refusal('q1,q2\n1,"\n0"\n\n1,x\n').replace("第 3 行", "")
