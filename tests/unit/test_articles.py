from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.articles import fold, paragraphs, parse, read
from question_bank.numerals import NumeralError, to_arabic, to_chinese
from tests.unit.bank_builders import LAWS, needs_law_texts

LAW = """# 中华人民共和国某法

2020年1月1日 通过

2021年1月22日 修订

<!-- INFO END -->

## 目　录

第一章　总则

第二章　附则

## 第一章　总　则

第一条　为了规范执法，
依照第九条的规定，制定本法。

第二条 执法人员不得少于两人：

（一）持有证件；

（二）统一着装。

违反前款第二项的，予以批评。

<!-- FORCE BREAK -->

第三条规定的情形，从其规定。

### 第一节 期限

第三条 期限为三十日。

第三条之一 插入的条文。

## 附　则

第四条　本法自2021年7月15日起施行。
"""


def test_articles_are_found_at_the_start_of_a_line_alone():
    articles = parse(LAW)
    assert list(articles) == [1, 2, 3, 4]
    assert articles[1] == "为了规范执法，\n依照第九条的规定，制定本法。"
    assert articles[3] == "期限为三十日。"


def test_a_reference_that_opens_a_line_starts_no_article_unless_it_is_the_next():
    text = "第一条 甲。\n第三条规定的除外。\n第五条规定的也除外。\n第二条 乙。"
    assert parse(text) == {1: "甲。\n第三条规定的除外。\n第五条规定的也除外。", 2: "乙。"}
    assert parse("第一条为了甲。\n第二条适用于乙。") == {1: "为了甲。", 2: "适用于乙。"}


def test_headings_preamble_and_inserted_articles_belong_to_no_article():
    articles = parse(LAW)
    assert "总" not in articles[1] + articles[2]
    assert "第一节" not in articles[2]
    assert "插入" not in "".join(articles.values())
    assert "目" not in "".join(articles.values())


def test_a_table_of_contents_that_lists_articles_does_not_hide_the_body():
    listing = "目录\n第一条 目的\n第二条 范围\n\n"
    body = "第一条 为了规范执法，制定本办法。\n第二条 本办法适用于执法人员。"
    assert parse(listing + body) == {1: "为了规范执法，制定本办法。", 2: "本办法适用于执法人员。"}
    annex = body + "\n附件\n第一条 样式见附图。"
    assert parse(annex) == parse(body)


def test_high_numbers_and_arabic_numbers_are_read():
    assert list(parse("第一百二十三条 甲。\n第124条 乙。\n第一百三十条　丙。")) == [123, 124, 130]
    assert parse("没有条文的文字。") == {}


def test_paragraphs_carry_their_items():
    cut = paragraphs(parse(LAW)[2])
    assert cut == [
        "执法人员不得少于两人：\n（一）持有证件；\n（二）统一着装。",
        "违反前款第二项的，予以批评。",
        "第三条规定的情形，从其规定。",
    ]


def test_folding_compares_words_not_forms():
    assert fold("二百　元（以下），“罚款”") == fold('二百元(以下),"罚款"')
    assert fold("１０ 日") == "10日"
    assert fold("二百元以下") != fold("二百元以上")


def test_the_version_is_the_file_name_s_date_or_the_header_s(tmp_path):
    named = tmp_path / "某法(2021-01-22).md"
    named.write_text(LAW, encoding="utf-8")
    assert read(named).dates == {date(2021, 1, 22)}
    assert read(named).title == "中华人民共和国某法"
    bare = tmp_path / "某规定.md"
    bare.write_text(
        "# 某规定\n(2011年1月4日公布 根据2016年2月3日决定修正 自2017年3月1日起施行)\n第一条 甲。",
        encoding="utf-8",
    )
    assert read(bare).dates == {date(2016, 2, 3)}


def test_a_date_of_adoption_counts_beside_the_date_of_publication(tmp_path):
    path = tmp_path / "某条例(2018-06-04).md"
    path.write_text("# 某条例\n2018年6月1日 通过\n<!-- INFO END -->\n第一条 甲。", encoding="utf-8")
    assert read(path).dates == {date(2018, 6, 1), date(2018, 6, 4)}
    path.write_text("# 某条例\n2008年6月1日 通过\n<!-- INFO END -->\n第一条 甲。", encoding="utf-8")
    assert read(path).dates == {date(2018, 6, 4)}


@given(st.integers(0, 10**12 - 1))
def test_numerals_go_there_and_back(number):
    assert to_arabic(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百一十", 110),
        ("一百二十三", 123),
        ("两千零五", 2005),
        ("一万", 10_000),
        ("十万", 100_000),
        ("一百零二万三千", 1_023_000),
        ("二〇二一", 2021),
        ("一九九六", 1996),
        ("三亿零五", 300_000_005),
    ],
)
def test_numerals_are_read_as_people_write_them(numeral, number):
    assert to_arabic(numeral) == number


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(10, "十"), (15, "十五"), (110, "一百一十"), (1001, "一千零一"), (100_010, "十万零一十")],
)
def test_numerals_are_written_as_laws_write_them(number, numeral):
    assert to_chinese(number) == numeral


@pytest.mark.parametrize("text", ["", "甲", "十百", "三五十", "百千", "一万二万", "1"])
def test_what_is_no_numeral_is_refused(text):
    with pytest.raises(NumeralError, match="不是可以识别的中文数字"):
        to_arabic(text)


COUNTS = {
    "宪法.md": 143,
    "行政处罚法(2021-01-22).md": 86,
    "行政强制法(2011-06-30).md": 71,
    "行政许可法(2019-04-23).md": 83,
    "行政复议法(2023-09-01).md": 90,
    "行政复议法实施条例(2007-05-29).md": 66,
    "行政诉讼法(2017-06-27).md": 103,
    "国家赔偿法(2012-10-26).md": 42,
    "公务员法(2018-12-29).md": 113,
    "公职人员政务处分法(2020-06-20).md": 68,
    "监察法(2024-12-25).md": 78,
    "政府信息公开条例(2019-04-03).md": 56,
    "公路法(2017-11-04).md": 87,
    "公路安全保护条例(2011-03-07).md": 77,
    "收费公路管理条例(2004-09-13).md": 60,
    "道路运输条例(2023-07-20).md": 82,
    "城市公共交通条例(2024-10-17).md": 55,
    "港口法(2018-12-29).md": 62,
    "航道法(2016-07-02).md": 48,
    "航道管理条例(2008-12-27).md": 32,
    "海上交通安全法(2021-04-29).md": 122,
    "内河交通安全管理条例(2019-03-02).md": 95,
    "国内水路运输管理条例(2023-07-20).md": 46,
    "船员条例(2023-07-20).md": 66,
    "安全生产法(2021-06-10).md": 119,
    "建设工程质量管理条例(2019-04-23).md": 82,
    "建设工程安全生产管理条例(2003-11-24).md": 71,
    "危险化学品安全管理条例(2013-12-07).md": 102,
    "道路交通安全法(2021-04-29).md": 124,
    "河南省治理货物运输车辆超限超载条例(2018-06-04).md": 31,
    "河南省道路运输条例(2007-12-03).md": 45,
    "ministry-rules/交通运输行政执法程序规定.md": 132,
    "ministry-rules/交通运输行政执法证件管理规定.md": 37,
}


@needs_law_texts
@pytest.mark.parametrize("name", COUNTS)
def test_each_law_has_as_many_articles_as_the_survey_counted(name):
    assert sorted(read(LAWS / name).articles) == list(range(1, COUNTS[name] + 1))


@needs_law_texts
def test_no_text_in_the_folder_has_a_gap_or_an_empty_article():
    for path in LAWS.rglob("*.md"):
        articles = read(path).articles
        assert sorted(articles) == list(range(1, len(articles) + 1)), path.name
        assert all(len(text) > 5 for text in articles.values()), path.name
