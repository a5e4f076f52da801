"""随机抽考: drawn once, unit by unit, and anybody can draw it again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import alerts, audited, column, flashed
from tests.workbooks import rows_of
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.models.resits import SampleDraw
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.rules.sampling import lot
from zhifa_training.exams.services import sampling
from zhifa_training.units.rules import OfficerStatus

LATER = {"opens_in": timedelta(days=3)}


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam, **LATER)


@pytest.fixture
def squads(make, city):
    squads = [make.unit(name, parent=city) for name in ("一中队", "二中队")]
    for squad, count in zip(squads, (8, 3), strict=True):
        for _ in range(count):
            make.officer(squad)
        make.officer(squad, "已退休", status=OfficerStatus.RETIRED)
    return squads


def draw(browser, sitting, share="25", least="1", **options):
    typed = {"share": share, "least": least}
    return browser.post("samples.show", typed, sitting_id=sitting.id, **options)


def test_draws_of_each_unit_and_shows_how(browser, db, trainer, sitting, squads):
    page = browser.sign_in(trainer).get("samples.show", sitting_id=sitting.id)
    assert "共 11 人" in page.text
    draw(browser, sitting)
    page = browser.get("samples.show", sitting_id=sitting.id)
    drawn = [
        unit
        for unit, outcome in zip(column(page, "单位"), column(page, "结果"), strict=True)
        if outcome == "抽中"
    ]
    assert (drawn.count("一中队"), drawn.count("二中队")) == (2, 1)
    assert len(column(page, "姓名")) == 11
    called = set(db.session.scalars(select(Candidate.officer_id)))
    assert len(called) == 3
    sample = db.session.scalars(select(SampleDraw)).one()
    assert sample.seed in page.text
    detail = audited(db, "sitting.sample")[0].detail
    assert (detail["population"], detail["drawn"], detail["seed"]) == (11, 3, sample.seed)
    rows = rows_of(browser.get("samples.show", sitting_id=sitting.id, export="xlsx"))
    lots = {row[4] for row in rows[1:] if row[3] == "抽中"}
    assert lots == {lot(sample.seed, officer_id) for officer_id in called}


def test_a_sample_is_drawn_once_and_the_roster_stays_it(browser, db, trainer, sitting, squads):
    draw(browser.sign_in(trainer), sitting)
    assert "只抽取一次" in draw(browser, sitting, expect=200).text
    browser.post("sittings.roster", sitting_id=sitting.id)
    assert "不能再全员列入" in flashed(browser, "sittings.show", sitting_id=sitting.id)
    assert len(db.session.scalars(select(Candidate)).all()) == 3


def test_a_draw_cannot_be_rewritten(db, sitting, squads, someone):
    sampling.draw_sample(sitting, share=50, least=1, actor=someone)
    with pytest.raises(Exception, match="不得改写"):
        db.session.execute(SampleDraw.__table__.update().values(seed="0"))
    db.session.rollback()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"share": "0"}, "抽取百分比须为 1 至 100 的整数"),
        ({"share": "101"}, "抽取百分比须为 1 至 100 的整数"),
        ({"share": "一成"}, "抽取百分比须为 1 至 100 的整数"),
        ({"least": "51"}, "每个单位至少（人）须为 0 至 50 的整数"),
    ],
)
def test_refuses(browser, db, trainer, sitting, squads, typed, said):
    page = draw(browser.sign_in(trainer), sitting, **typed, expect=200)
    assert said in alerts(page)
    assert db.session.scalars(select(SampleDraw)).all() == []


def test_refuses_beside_a_roster_from_nobody_and_for_resits(
    make, city, sitting, officer, someone, exam
):
    make.call(sitting, officer)
    for other, said in (
        (sitting, "名单中已有 1 人"),
        (
            make.sitting(exam, **LATER, unit_id=make.unit("空").id),
            "没有符合条件",
        ),
        (make.sitting(exam, **LATER, resit_round=1), "不能随机抽取"),
    ):
        with pytest.raises(DomainError, match=said):
            sampling.draw_sample(other, share=15, least=1, actor=someone)


def test_an_outsider_finds_nothing(browser, stranger, invigilator, sitting):
    browser.sign_in(stranger).get("samples.show", sitting_id=sitting.id, expect=404)
    browser.sign_in(invigilator).get("samples.show", sitting_id=sitting.id, expect=403)
