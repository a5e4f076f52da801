"""Printed sheets: rare characters show, and nothing of users is read as markup."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from zhifa_training.core.printing.fonts import has_glyph, printable
from zhifa_training.core.printing.typesetting import typeset

FACTS = {
    "name": "王䶮㛃",
    "unit": "某市交通运输综合行政执法支队",
    "exam": "执法资格考试",
    "sitting": "上午场",
    "closed_at": "2026-03-02 10:00",
    "receipt": "AB12",
    "score": "86.00",
    "full_score": "100.00",
    "pass_score": "60.00",
    "outcome": "合格",
    "printed_at": "2026-03-03 09:00",
}


def sheet(**changes):
    return PdfReader(BytesIO(typeset("score_sheet", {**FACTS, **changes})))


def text(reader):
    return "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("character", "䶮㛃喆昇龑")
def test_rare_characters_of_names_have_a_glyph(character):
    assert has_glyph(character)


def test_what_no_font_shows_is_named_by_its_code():
    assert not has_glyph("𠮷")
    assert printable("𠮷田 王\n") == "〔U+20BB7〕田 王\n"


def test_the_sheet_says_every_fact():
    shown = text(sheet())
    assert all(value.replace(" ", "") in shown.replace(" ", "") for value in FACTS.values())


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        "*粗* _斜_ $x^2$",
        '"); #read("/etc/passwd")',
        "\\ ] } #",
        "#sys.version",
        "<a>",
    ],
)
def test_nothing_of_users_is_markup(hostile):
    shown = text(sheet(name=hostile)).replace(" ", "").replace("\n", "")
    assert hostile.replace(" ", "") in shown


def test_a_long_title_stays_on_the_page():
    assert len(sheet(exam="执法资格考试" * 40).pages) == 1


def test_the_fonts_are_embedded():
    fonts = sheet().pages[0]["/Resources"]["/Font"].values()
    (inner,) = {f.get_object()["/DescendantFonts"][0].get_object()["/BaseFont"] for f in fonts}
    assert "+NotoSerifSC" in inner
