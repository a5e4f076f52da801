from question_bank.content import load_bank
from question_bank.formats import word, word_writing
from question_bank.formats.building import question_of
from tests.unit.word_files import document, level, paragraph, table

NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{level(0, "decimal", "%1.")}'
    f"{level(1, 'upperLetter', '%2.')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)
DRAWING = "<w:r><w:drawing/></w:r>"
UNDERLINED = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">     </w:t></w:r>'


def test_numbers_and_letters_word_counts_itself_are_written_out():
    reading = word.read(
        document(
            paragraph("罚款上限是（ ）。", number=1),
            paragraph("五十元", number=1, level=1),
            paragraph("二百元", number=1, level=1),
            paragraph("答案：B"),
            paragraph("执法人员不得少于（ ）。", number=1),
            paragraph("一人", number=1, level=1),
            paragraph("二人", number=1, level=1),
            paragraph("答案：B"),
            numbering=NUMBERING,
        )
    )
    assert reading.faults == ()
    assert [draft.options for draft in reading.drafts] == [("五十元", "二百元"), ("一人", "二人")]
    assert [draft.key for draft in reading.drafts] == [("B",), ("B",)]


def test_pictures_and_formulas_are_named_on_the_question_that_loses_them():
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    reading = word.read(
        document(
            paragraph("1. 图中的标志是（ ）。", extra=DRAWING),
            paragraph("A. 禁止"),
            paragraph("B. 警告", extra=formula),
            paragraph("答案：A"),
            paragraph("2. 应当出示证件。"),
            paragraph("答案：对"),
        )
    )
    first, second = reading.drafts
    assert first.options == ("禁止", "警告a+b")
    assert "有 1 张图片未导入，请审核时补上。" in first.warnings
    assert "有 1 处公式只保留了文字，请核对。" in first.warnings
    assert not any("图片" in warning for warning in second.warnings)


def test_blanks_drawn_by_underlining_are_blanks():
    reading = word.read(
        document(paragraph("1. 对公民处以", extra=UNDERLINED), paragraph("答案：二百元"))
    )
    assert reading.drafts[0].stem == "对公民处以____"
    assert reading.drafts[0].key == ("二百元",)


def test_a_table_with_headings_is_read_as_a_table():
    rows = [
        ["题型", "题干", "选项A", "选项B", "答案"],
        ["单选题", "罚款上限是", "五十元", "二百元", "B"],
        ["判断题", "应当出示证件。", "", "", "√"],
    ]
    reading = word.read(document(paragraph("题库"), table(rows)))
    assert [draft.key for draft in reading.drafts] == [("B",), ("正确",)]
    assert reading.faults == ()
    assert "题库" in [one.value for one in reading.skipped]


def test_a_table_that_only_lays_out_options_is_read_as_text():
    layout = table([["A. 五十元", "B. 二百元"], ["C. 五百元", "D. 一千元"]])
    reading = word.read(document(paragraph("1. 上限是（ B ）。"), layout))
    assert reading.drafts[0].options == ("五十元", "二百元", "五百元", "一千元")
    assert reading.drafts[0].key == ("B",)


def test_deleted_words_are_not_read():
    deleted = "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
    reading = word.read(
        document(paragraph("1. 应当出示证件。", extra=deleted), paragraph("答案：对"))
    )
    assert reading.drafts[0].stem == "应当出示证件。"


def test_entity_bombs_are_refused():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    reading = word.read(document(paragraph("1. 题"), head=bomb))
    assert reading.drafts == ()
    assert "DOCTYPE" in reading.faults[0].reason


def test_a_document_nested_too_deep_is_refused():
    blocks = "<w:sdt>" * 500 + "</w:sdt>" * 500
    assert "层次过深" in word.read(document(blocks)).faults[0].reason


def test_what_is_no_document_is_said_to_be_none():
    assert "损坏" in word.read(b"PK\x03\x04 broken").faults[0].reason
    assert "不完整" in word.read(document("<w:p>")).faults[0].reason


def test_the_shipped_bank_survives_word():
    questions = list(load_bank().questions)
    reading = word.read(word_writing.write(questions))
    assert reading.faults == ()
    assert [question_of(draft) for draft in reading.drafts] == questions
