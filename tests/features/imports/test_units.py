"""Rows of units: parents in the file or in the tree, cycles refused, taken back."""

import pytest
from sqlalchemy import select

from tests.features.imports.test_officers import outcomes, problems
from tests.features.imports.workbooks import officer, unit, xlsx
from zhifa_training.core.imports import services
from zhifa_training.core.imports.kinds import find_kind
from zhifa_training.units.models import Unit, UnitClosure, UnitParent
from zhifa_training.units.services.closure import rebuild_closure
from zhifa_training.units.services.snapshots import UsedSinceError

KIND = find_kind("units")


def tree(db):
    db.session.expire_all()
    return sorted(
        tuple(map(str, row))
        for model in (Unit, UnitParent)
        for row in db.session.execute(select(model.__table__))
    )


def closure(db):
    columns = [column for column in UnitClosure.__table__.columns if column.name != "id"]
    return sorted(tuple(map(str, row)) for row in db.session.execute(select(*columns)))


def test_parents_may_stand_below_in_the_same_file(db, load, cities):
    rows = [
        unit("41010101", "一中队", "队站", "甲市支队/丙县大队"),
        unit("410101", "丙县大队", "县", "省总队-甲市支队"),
    ]
    load("units", xlsx(rows), is_whole_only=True)
    squad = db.session.scalars(select(Unit).filter_by(code="41010101")).one()
    depths = select(UnitClosure.depth).filter_by(descendant_id=squad.id, kind="reporting")
    assert sorted(db.session.scalars(depths)) == [0, 1, 2, 3]
    before = closure(db)
    rebuild_closure()
    assert closure(db) == before


def test_a_cycle_in_the_file_is_named(db, stage, cities):
    rows = [
        unit("A", "丙县大队", "县", "丁县大队"),
        unit("B", "丁县大队", "县", "丙县大队"),
        unit("C", "戊县大队", "县", "甲市支队"),
    ]
    batch = stage("units", xlsx(rows))
    assert outcomes(db, batch) == ["error", "error", "new"]
    assert (
        "上级关系成环，或它自己的上级有误（涉及第 2 行、第 3 行）"
        in (problems(db, batch)[2, "上级"]["reason"])
    )


def test_two_known_units_cannot_be_put_beneath_each_other(db, stage, cities):
    rows = [
        unit("4101", "甲市支队", "市", "乙市支队"),
        unit("4102", "乙市支队", "市", "甲市支队"),
    ]
    batch = stage("units", xlsx(rows))
    assert outcomes(db, batch) == ["update", "error"]
    assert "成环" in problems(db, batch)[3, "上级"]["reason"]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"上级": "某支队"}, "上级", "找不到单位“某支队”"),
        ({"上级": ""}, "上级", "缺少上级"),
        ({"层级": "乡"}, "层级", "“乡”不在可选范围内"),
        ({"层级": "省"}, "上级", "不能设在"),
        ({"成立日期": "2020-01-01"}, "成立日期", "早于上级"),
        ({"成立日期": "2099-01-01"}, "成立日期", "晚于今天"),
        ({"编码": "4102"}, "成立日期", "与已登记的成立日期不同"),
    ],
)
def test_each_fault_is_named(db, stage, cities, changes, column, reason):
    row = unit("410101", "丙县大队", "县", "甲市支队") | changes
    if changes.get("编码"):
        row |= {"层级": "市", "上级": "省总队", "成立日期": "2022-01-01"}
    found = problems(db, stage("units", xlsx([row])))
    assert reason in found[2, column]["reason"]


def test_an_ambiguous_name_asks_for_the_path(db, load, stage, cities):
    rows = [
        unit("X1", "直属大队", "县", "甲市支队"),
        unit("X2", "直属大队", "县", "乙市支队"),
    ]
    load("units", xlsx(rows), is_whole_only=True)
    batch = stage("units", xlsx([unit("Y1", "一中队", "队站", "直属大队")]))
    reason = problems(db, batch)[2, "上级"]["reason"]
    assert "对应多个单位：省总队/甲市支队/直属大队、省总队/乙市支队/直属大队" in reason
    batch = stage("units", xlsx([unit("Y1", "一中队", "队站", "乙市支队/直属大队")]))
    assert outcomes(db, batch) == ["new"]


def test_units_outside_the_roof_are_refused(db, stage, cities):
    rows = [
        unit("4102", "乙市支队改名", "市", "省总队"),
        unit("N1", "丙县大队", "县", "乙市支队"),
    ]
    found = problems(db, stage("units", xlsx(rows), cities[0]))
    assert "导入范围之外" in found[2, "编码"]["reason"]
    assert "不在“甲市支队”及其下级之内" in found[3, "上级"]["reason"]


def test_rename_move_and_undo(db, load, actor, cities):
    load("units", xlsx([unit("410101", "丙县大队", "县", "甲市支队")]))
    before, above = tree(db), closure(db)
    rows = [
        unit("410101", "丙县执法大队", "县", "乙市支队"),
        unit("N2", "一中队", "队站", "丙县执法大队"),
    ]
    batch = load("units", xlsx(rows), is_whole_only=True)
    assert tree(db) != before
    services.undo_batch(KIND, batch, actor=actor)
    assert tree(db) == before
    assert closure(db) == above


def test_undo_is_refused_once_people_serve_there(db, load, actor, cities):
    batch = load("units", xlsx([unit("410101", "丙县大队", "县", "甲市支队")]))
    load("officers", xlsx([officer(1, 单位="丙县大队")]), is_whole_only=True)
    with pytest.raises(UsedSinceError, match="已被使用"):
        services.undo_batch(KIND, batch, actor=actor)
