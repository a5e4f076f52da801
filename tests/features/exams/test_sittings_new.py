"""安排场次: times are typed on Beijing's clock."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import alerts, audited
from zhifa_training.core.clock import BEIJING
from zhifa_training.exams.models.sittings import Sitting


def sittings(db):
    return db.session.scalars(select(Sitting)).all()


def test_keeps_the_window_as_a_moment(browser, db, trainer, exam, typed_window):
    browser.sign_in(trainer).post("sittings.new", typed_window, exam_id=exam.id)
    (sitting,) = sittings(db)
    typed = datetime.fromisoformat(typed_window["opens_at"]).replace(tzinfo=BEIJING)
    assert sitting.opens_at == typed
    assert sitting.closes_at - sitting.opens_at == timedelta(hours=3)
    assert (sitting.late_entry_minutes, sitting.place) == (30, "三楼机房")
    assert len(audited(db, "sitting.create")) == 1


def test_late_entry_may_be_left_open(browser, db, trainer, exam, typed_window):
    typed = typed_window | {"late_entry_minutes": ""}
    browser.sign_in(trainer).post("sittings.new", typed, exam_id=exam.id)
    assert sittings(db)[0].late_entry_minutes is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "请填写场次名称"),
        ({"opens_at": ""}, "请填写开始时间"),
        ({"opens_at": "明天九点"}, "请按“年-月-日 时:分”填写"),
        ({"closes_at": "2020-01-01T10:00"}, "结束时间须晚于开始时间"),
        ({"opens_at": "2020-01-01T08:00", "closes_at": "2020-01-01T10:00"}, "已经过去"),
        ({"closes_at": "2099-01-01T10:00"}, "不超过 31 天"),
        ({"duration_minutes": "200"}, "不足考试时长 200 分钟"),
        ({"duration_minutes": "481"}, "答题时长（分钟）须为 1 至 480 的整数"),
        ({"late_entry_minutes": "-1"}, "迟到入场须为不小于 0 的整数"),
        ({"grace_seconds": "601"}, "收卷宽限（秒）须为 0 至 600 的整数"),
        ({"attempt_limit": "0"}, "可考次数须为 1 至 10 的整数"),
        ({"place": "长" * 81}, "地点不超过 80 个字"),
        ({"unit": "x"}, "请从列表中选择"),
    ],
)
def test_each_bad_input_is_refused_in_chinese(
    browser, db, trainer, exam, typed_window, change, said
):
    page = browser.sign_in(trainer).post(
        "sittings.new", typed_window | change, expect=200, exam_id=exam.id
    )
    assert said in alerts(page)
    assert sittings(db) == []


def test_an_exam_without_a_paper_has_no_sittings(browser, db, trainer, draft, typed_window):
    browser.sign_in(trainer).post("sittings.new", typed_window, expect=409, exam_id=draft.id)
    assert sittings(db) == []


def test_another_units_exam_is_not_found(browser, stranger, exam, typed_window):
    browser.sign_in(stranger).post("sittings.new", typed_window, expect=404, exam_id=exam.id)


def test_an_invigilator_may_not(browser, invigilator, exam):
    browser.sign_in(invigilator).get("sittings.new", expect=403, exam_id=exam.id)
