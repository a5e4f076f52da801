"""Answer files for a comparison: what is read, and what is said of a file that cannot be."""

import pytest

from question_bank.similarity.reading import read_sheets
from question_bank.statistics.reading import ReadingError

KEY = "A\nB\nC\n"
HEAD = "编号,q1,q2,q3\n"
BODY = "甲,A,b,C\n乙,Ｄ,,c\n"


@pytest.fixture
def read(tmp_path):
    def read(text, key=KEY, encoding="utf-8"):
        responses, keys = tmp_path / "answers.csv", tmp_path / "key.txt"
        responses.write_bytes(text.encode(encoding))
        keys.write_bytes(key.encode(encoding))
        return read_sheets(responses, keys)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("head", [HEAD, "", "姓名,1,2,3\n", "P,题一,题二,题三\n", ",i1,i2,i3\n"])
def test_people_and_choices_with_or_without_a_first_line(read, head, encoding):
    found = read(head + BODY, encoding=encoding)
    assert found.names == ("甲", "乙")
    assert found.rows == (("A", "B", "C"), ("D", "", "C"))
    assert found.key == ("A", "B", "C")
    assert found.constant == (found.items[2],)


def test_numbers_are_options_too(read):
    found = read("1,1,2\n2,3,2\n3,1,4\n", "1\n2\n")
    assert found.names == ("1", "2", "3")
    assert found.rows == (("1", "2"), ("3", "2"), ("1", "4"))


def test_a_file_without_names_calls_people_by_their_line(read):
    assert read("q1,q2,q3\nA,B,C\nA,C,C\nB,B,D\n").names == ("第2行", "第3行", "第4行")


def test_other_columns_of_identities_and_totals_are_left_out(read):
    assert read("编号,姓名,q1,q2,q3,总分\n7,甲,A,B,C,3\n8,乙,B,B,C,2\n").names == ("7", "8")


def test_names_may_look_like_missing_answers(read):
    assert read("NA,A,B,C\n-,B,B,C\n").names == ("NA", "-")


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("", KEY, "空文件"),
        (HEAD, KEY, "只有标题行"),
        (HEAD + "甲,A,B,C\n", KEY, "只有一人的作答（第 2 行），至少要有两人"),
        ("甲,A\n乙,B\n", "A\n", "key.txt 只有一道题"),
        (HEAD + "甲,A,B,C\n乙,A,B\n", KEY, "第 3 行有 3 格，标题行有 4 格，请补齐"),
        ("甲,A,B,C\n乙,A,B,C,D\n丙,A,B,D\n", KEY, "第 2 行有 5 格，多数行有 4 格"),
        (HEAD + BODY, "A\nB\n", "key.txt 有 2 行答案，answers.csv 除首列外有 3 列题目"),
        (HEAD + BODY, KEY + "D\n", "key.txt 有 4 行答案，answers.csv 除首列外有 3 列题目"),
        (HEAD + BODY, "A\n\nC\n", "key.txt 第 2 行没有答案"),
        (HEAD + BODY + "丙,A,Z,C\n", KEY, "第 4 行“q2”的“Z”不是选项（该题答案为“B”），请改为"),
        (HEAD + BODY + "丙,A,7,C\n", KEY, "第 4 行“q2”的“7”不是选项"),
        (HEAD + BODY + "甲,A,B,C\n", KEY, "第 4 行的“甲”与第 2 行重名，请改用编号"),
        (HEAD + BODY + ",A,B,C\n", KEY, "第 4 行首列是空的，请填写姓名或编号"),
        (HEAD + "甲,A,B,C\n乙,A,B,C\n", KEY, "每道题所有人的作答都相同"),
        (HEAD + "甲,,,\n乙,,,\n", KEY, "没有一格作答"),
        (HEAD + "甲,1,0,1\n乙,0,1,1\n", KEY, "各格是 0/1 得分，看不出选了哪一项，请改用原始选项"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_with_its_place(read, text, key, said):
    with pytest.raises(ReadingError) as raised:
        read(text, key)
    assert said in str(raised.value)
