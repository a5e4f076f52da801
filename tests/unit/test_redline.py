"""修改对照: both texts can be read out of the segments, and changes are not crumbs."""

from hypothesis import given
from hypothesis import strategies as st

from question_bank.amendments.redline import Mark, Segment, new_side, old_side, redline

TEXT = st.text(alphabet="甲乙丙丁，。处以元日\n", max_size=60)


def joined(segments):
    return "".join(segment.text for segment in segments)


@given(TEXT, TEXT)
def test_each_side_reads_as_its_text(old, new):
    segments = redline(old, new)
    assert joined(old_side(segments)) == old
    assert joined(new_side(segments)) == new
    assert all(segment.text for segment in segments)


@given(TEXT)
def test_the_same_text_has_no_mark(text):
    assert {segment.mark for segment in redline(text, text)} <= {Mark.EQUAL}


def test_a_number_that_changed_is_marked_alone():
    assert redline("处五十元以下罚款", "处二百元以下罚款") == [
        Segment(Mark.EQUAL, "处"),
        Segment(Mark.DELETED, "五十"),
        Segment(Mark.INSERTED, "二百"),
        Segment(Mark.EQUAL, "元以下罚款"),
    ]


def test_one_stray_character_does_not_cut_a_change_in_two():
    segments = redline("由县级公路管理机构责令改正", "由本级交通主管部门责令改正")
    assert [segment.text for segment in segments if segment.mark is not Mark.EQUAL] == [
        "县级公路管理机构",
        "本级交通主管部门",
    ]
