"""Rows of officers: judged, stored, updated, taken back."""

import pytest
from sqlalchemy import select

from tests.features.imports.workbooks import born, officer, xlsx
from tests.features.units.people import id_number
from zhifa_training.accounts.models import Account
from zhifa_training.core.imports import services
from zhifa_training.core.imports.kinds import find_kind
from zhifa_training.core.imports.models import ImportRow, RowOutcome
from zhifa_training.units.models import (
    Certificate,
    CertificateField,
    Leadership,
    Officer,
    Posting,
)
from zhifa_training.units.rules import OfficerStatus
from zhifa_training.units.services.postings import end_posting
from zhifa_training.units.services.snapshots import UsedSinceError

KIND = find_kind("officers")


def outcomes(db, batch):
    rows = db.session.scalars(
        select(ImportRow).filter_by(batch_id=batch.id).order_by(ImportRow.number)
    )
    return [row.outcome.value for row in rows]


def problems(db, batch):
    rows = db.session.scalars(select(ImportRow).filter_by(batch_id=batch.id))
    return {(row.number, problem["column"]): problem for row in rows for problem in row.problems}


def count(db, model):
    return len(db.session.scalars(select(model)).all())


@pytest.fixture(autouse=True)
def units(cities):
    return cities


def test_999_of_1000_rows_are_imported_and_the_bad_one_is_named(db, stage, actor):
    rows = [officer(serial) for serial in range(1000)]
    rows[500]["身份证号"] = rows[500]["身份证号"][:17] + (
        "1" if rows[500]["身份证号"][-1] == "0" else "0"
    )
    batch = stage("officers", xlsx(rows))
    applied = services.commit_batch(KIND, batch, is_whole_only=False, actor=actor)
    assert len(applied) == count(db, Officer) == count(db, Posting) == 999
    assert count(db, CertificateField) == 2 * 999
    found = problems(db, batch)
    assert list(found) == [(502, "身份证号")]
    assert "校验位不符" in found[502, "身份证号"]["reason"]


def test_all_or_nothing_imports_nothing(db, stage, actor):
    batch = stage("officers", xlsx([officer(1), officer(2, 姓名="")]))
    with pytest.raises(services.IncompleteBatchError, match="有 1 行有错误"):
        services.commit_batch(KIND, batch, is_whole_only=True, actor=actor)
    assert count(db, Officer) == 0
    services.commit_batch(KIND, batch, is_whole_only=False, actor=actor)
    assert count(db, Officer) == 1


def test_all_errors_of_a_row_are_told_at_once(db, stage):
    row = officer(1, 姓名="", 学历="博学", 出生日期="1980-13-01", 单位="丙市支队")
    row |= {"证件有效期止": "2020-01-01", "任职起始": "2199-01-01"}
    found = problems(db, stage("officers", xlsx([row])))
    assert {column for _, column in found} == {
        "姓名", "学历", "出生日期", "单位", "证件有效期止", "任职起始",
    }  # fmt: skip
    assert "可填：高中及以下、大专" in found[2, "学历"]["remedy"]
    assert found[2, "单位"]["reason"] == "找不到单位“丙市支队”"


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"身份证号": 410102198001020009}, "身份证号", "4.10102E+17 已丢失精度"),
        ({"身份证号": "410102800102000"}, "身份证号", "只有 15 位"),
        ({"身份证号": "4101021980010200"}, "身份证号", "现为 16 位"),
        ({"身份证号": "410102198004310001"}, "身份证号", "不是有效的出生日期"),
        ({"身份证号": "990102198001020001"}, "身份证号", "地区代码"),
        ({"性别": "男"}, "性别", "性别与身份证号不一致"),
        ({"出生日期": "1981-02-03"}, "出生日期", "出生日期与身份证号不一致"),
        ({"执法证号": "410102198001020009"}, "执法证号", "填成了身份证号"),
        ({"姓名": "张3"}, "姓名", "姓名含有数字"),
        ({"岗位": "联系 410102198001020009"}, "岗位", "有身份证号"),
        ({"任职起始": "2020-12-31"}, "任职起始", "早于该单位的成立日期"),
        ({"证件有效期止": ""}, "证件有效期止", "只填了一半"),
        ({"证件有效期起": "", "证件有效期止": ""}, "门类", "没有证件有效期"),
        ({"编制类型": ""}, "编制类型", "缺少编制类型"),
    ],
)
def test_each_fault_is_named_with_its_column(db, stage, changes, column, reason):
    found = problems(db, stage("officers", xlsx([officer(1, **changes)])))
    assert reason in found[2, column]["reason"]
    assert found[2, column]["remedy"]


def test_liberal_cells_mean_what_they_say(db, load):
    number = id_number(born(7)).replace("X", "Ｘ")
    row = officer(
        7, 姓名="张　 三\u200b", 身份证号=f" {number[:6]} {number[6:]}", 执法证号="ｂ０００７",
        出生日期=29221 + 7, 任职起始="2021年1月1日", 证件有效期起="2021.1.1",
        证件有效期止="2031/1/1 00:00:00", 门类="公路/运政", 单位="省总队-甲市支队",
        班子职务="副支队长",
    )  # fmt: skip
    load("officers", xlsx([row]), is_whole_only=True)
    found = db.session.scalars(select(Officer)).one()
    assert (found.name, found.badge_number, found.birth_on) == ("张三", "B0007", born(7))
    assert found.postings[0].unit.name == "甲市支队"
    assert {row.field.value for row in found.certificates[0].fields} == {
        "highway",
        "road_transport",
    }
    assert db.session.scalars(select(Leadership.role)).one().value == "deputy"


def test_duplicates_in_the_file_name_both_rows(db, stage):
    rows = [officer(1), officer(2), officer(3, 执法证号="B0001"), officer(2, 执法证号="B9")]
    batch = stage("officers", xlsx(rows))
    assert outcomes(db, batch) == ["duplicate"] * 4
    found = problems(db, batch)
    assert "第 4 行的执法证号相同" in found[2, "执法证号"]["reason"]
    assert "第 2 行的执法证号相同" in found[4, "执法证号"]["reason"]
    assert "第 5 行的身份证号相同" in found[3, "身份证号"]["reason"]


def test_the_same_person_under_another_badge_is_suspected(db, load, stage):
    load("officers", xlsx([officer(1)]))
    batch = stage("officers", xlsx([officer(1, 执法证号="NEW1")]))
    assert outcomes(db, batch) == ["duplicate"]
    assert "（执法证号 B0001）身份证号相同" in problems(db, batch)[2, "身份证号"]["reason"]


def test_a_badge_of_somebody_else_is_an_error(db, load, stage):
    load("officers", xlsx([officer(1)]))
    batch = stage("officers", xlsx([officer(2, 执法证号="B0001")]))
    assert outcomes(db, batch) == ["error"]


def test_unchanged_update_and_transfer(db, load, stage, actor):
    load("officers", xlsx([officer(1), officer(2), officer(3)]))
    rows = [
        officer(1),
        officer(2, 学历="硕士", 状态=""),
        officer(3, 单位="乙市支队", 任职起始="2024-03-01"),
    ]
    batch = stage("officers", xlsx(rows))
    assert outcomes(db, batch) == ["unchanged", "update", "update"]
    services.commit_batch(KIND, batch, is_whole_only=True, actor=actor)
    moved = db.session.scalars(select(Officer).filter_by(badge_number="B0003")).one()
    history = sorted((p.starts_on.isoformat(), str(p.ends_on), p.unit.name) for p in moved.postings)
    assert history == [
        ("2021-01-01", "2024-03-01", "甲市支队"),
        ("2024-03-01", "None", "乙市支队"),
    ]


def test_another_unit_without_a_later_day_is_refused(db, load, stage):
    load("officers", xlsx([officer(1)]))
    batch = stage("officers", xlsx([officer(1, 单位="乙市支队")]))
    assert "不晚于现任职的起始" in problems(db, batch)[2, "任职起始"]["reason"]


def test_rows_outside_the_importers_subtree_are_refused(db, load, stage, cities):
    load("officers", xlsx([officer(1)]))
    rows = [officer(2), officer(1, 单位="乙市支队", 任职起始="2024-01-01")]
    batch = stage("officers", xlsx(rows), cities[1])
    found = problems(db, batch)
    assert found[2, "单位"]["reason"] == "“甲市支队”不在“乙市支队”及其下级之内"
    assert "已登记在其他单位" in found[3, "执法证号"]["reason"]
    assert "张三" not in found[3, "执法证号"]["reason"]


def test_the_same_file_twice_is_one_import(db, load, stage):
    content = xlsx([officer(1)])
    first = load("officers", content)
    assert stage("officers", content).id == first.id
    assert count(db, Officer) == 1


def test_undo_gives_everything_back(db, load, actor):
    load("officers", xlsx([officer(1), officer(2)]))
    before = state(db)
    rows = [
        officer(1, 学历="硕士", 单位="乙市支队", 任职起始="2024-03-01", 班子职务="副职"),
        officer(2),
        officer(3),
    ]
    batch = load("officers", xlsx(rows))
    assert state(db) != before
    # what the update wrote to the log about officer 1 came before the batch's own entry
    assert services.undo_batch(KIND, batch, actor=actor) == 2
    assert state(db) == before
    again = load("officers", xlsx(rows))
    assert again.id != batch.id


def state(db):
    db.session.expire_all()
    kept = []
    for model in (Officer, Posting, Certificate, CertificateField, Leadership):
        for row in db.session.execute(select(model.__table__)):
            kept.append((model.__tablename__, *map(str, row)))
    return sorted(kept)


def test_undo_is_refused_once_used(db, load, actor):
    batch = load("officers", xlsx([officer(1)]))
    found = db.session.scalars(select(Officer)).one()
    open_account_of(db, found)
    with pytest.raises(UsedSinceError, match="已被使用"):
        services.undo_batch(KIND, batch, actor=actor)
    assert count(db, Officer) == 1


def open_account_of(db, found):
    db.session.add(Account(login="b0001", name=found.name, officer_id=found.id, password_hash="!"))
    db.session.commit()


def test_undo_is_refused_once_changed_by_hand(db, load, actor):
    batch = load("officers", xlsx([officer(1)]))
    retire(db, actor)
    with pytest.raises(UsedSinceError, match="又有改动"):
        services.undo_batch(KIND, batch, actor=actor)


def retire(db, actor):
    found = db.session.scalars(select(Officer)).one()
    end_posting(found, on=born(20_000), status=OfficerStatus.RETIRED, actor=actor)


def test_undo_is_refused_after_a_day(db, load, actor, monkeypatch):
    batch = load("officers", xlsx([officer(1)]))
    monkeypatch.setattr(services, "UNDO_WITHIN", services.UNDO_WITHIN * 0)
    with pytest.raises(services.BatchStateError, match="超过 24 小时"):
        services.undo_batch(KIND, batch, actor=actor)


def test_a_row_that_went_bad_since_the_preview_is_not_imported(db, load, stage, actor):
    batch = stage("officers", xlsx([officer(1), officer(2)]))
    load("officers", xlsx([officer(1, 执法证号="OTHER")]))
    services.commit_batch(KIND, batch, is_whole_only=False, actor=actor)
    assert outcomes(db, batch) == [RowOutcome.DUPLICATE, RowOutcome.NEW]
    assert count(db, Officer) == 2
