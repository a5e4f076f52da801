"""The services of units, called as the demo and the imports call them."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.features.units.people import entry, unit_entry
from zhifa_training.accounts.actor import system
from zhifa_training.audit.models import AuditEntry
from zhifa_training.units.entries import PostingDetails
from zhifa_training.units.models import Officer, Posting, Unit, UnitClosure
from zhifa_training.units.rules import (
    DuplicateBadgeError,
    DuplicateIdNumberError,
    ExclusionReason,
    Level,
    OfficerDatesError,
    OfficerDetailError,
    PostingOverlapError,
    UnitCodeTakenError,
    UnitCycleError,
    UnitDatesError,
    UnitInUseError,
    UnitLevelError,
)
from zhifa_training.units.services.closure import rebuild_closure
from zhifa_training.units.services.officers import record_officer, reveal_id_number
from zhifa_training.units.services.postings import exclude, post_officer, void_exclusion
from zhifa_training.units.services.tree import close_unit, move_unit, open_unit, open_units

ACTOR = system(roots=())


@pytest.fixture
def province(db):
    return open_unit(unit_entry("41", "河南总队", Level.PROVINCE), parent=None, actor=ACTOR)


@pytest.fixture
def cities(province):
    return [
        open_unit(unit_entry(code, name, Level.CITY), parent=province, actor=ACTOR)
        for code, name in (("4101", "甲市支队"), ("4102", "乙市支队"))
    ]


def closure(db):
    rows = db.session.execute(
        select(
            UnitClosure.kind,
            UnitClosure.ancestor_id,
            UnitClosure.descendant_id,
            UnitClosure.depth,
            UnitClosure.starts_on,
            UnitClosure.ends_on,
        )
    )
    return sorted(map(str, rows))


def test_a_moved_unit_takes_all_beneath_it_along_from_that_day_on(db, cities):
    squad = open_unit(unit_entry("410101", "一大队", Level.SQUAD), parent=cities[0], actor=ACTOR)
    post = open_unit(unit_entry("41010101", "一中队", Level.SQUAD), parent=squad, actor=ACTOR)
    move_unit(squad, parent=cities[1], on=date(2024, 1, 1), actor=ACTOR)
    above = db.session.execute(
        select(UnitClosure.ancestor_id, UnitClosure.starts_on, UnitClosure.ends_on).where(
            UnitClosure.descendant_id == post.id,
            UnitClosure.depth == 2,
            UnitClosure.kind == "reporting",
        )
    ).all()
    assert set(above) == {
        (cities[0].id, date(2021, 1, 1), date(2024, 1, 1)),
        (cities[1].id, date(2024, 1, 1), None),
    }
    before = closure(db)
    rebuild_closure()
    assert closure(db) == before


def test_opening_many_at_once_equals_opening_one_by_one(db, province):
    opened = open_units(
        [
            unit_entry("410201", "丙县大队", Level.COUNTY, parent_code="4102"),
            unit_entry("4102", "乙市支队", Level.CITY, parent_code="41"),
        ],
        actor=ACTOR,
    )
    before = closure(db)
    assert len(before) == 2 * (1 + 2 + 3)
    rebuild_closure()
    assert closure(db) == before
    assert set(opened) == {"4102", "410201"}


def test_a_unit_is_never_put_beneath_itself(cities):
    squad = open_unit(unit_entry("410101", "一大队", Level.CITY), parent=cities[0], actor=ACTOR)
    with pytest.raises(UnitCycleError, match="自己的下级"):
        move_unit(cities[0], parent=squad, on=date(2024, 1, 1), actor=ACTOR)
    with pytest.raises(UnitCycleError):
        move_unit(cities[0], parent=cities[0], on=date(2024, 1, 1), actor=ACTOR)


def test_a_unit_may_not_stand_beneath_a_lower_level(province, cities):
    with pytest.raises(UnitLevelError, match="市级"):
        open_unit(unit_entry("X", "某总队", Level.PROVINCE), parent=cities[0], actor=ACTOR)


def test_codes_are_unique(cities, province):
    with pytest.raises(UnitCodeTakenError):
        open_unit(unit_entry("4101", "又一支队", Level.CITY), parent=province, actor=ACTOR)


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2999, 1, 1)])
def test_a_move_lies_in_the_life_of_the_unit(cities, on):
    squad = open_unit(unit_entry("410101", "一大队", Level.SQUAD), parent=cities[0], actor=ACTOR)
    with pytest.raises(UnitDatesError):
        move_unit(squad, parent=cities[1], on=on, actor=ACTOR)


def test_a_unit_closes_only_when_nobody_is_left(db, cities, province):
    officer = record_officer(entry(cities[0].id), actor=ACTOR)
    with pytest.raises(UnitInUseError, match="在职人员"):
        close_unit(cities[0], on=date(2025, 1, 1), actor=ACTOR)
    with pytest.raises(UnitInUseError, match="下级机构"):
        close_unit(province, on=date(2025, 1, 1), actor=ACTOR)
    moved = PostingDetails(unit_id=cities[1].id, post="法制", starts_on=date(2024, 5, 1))
    post_officer(officer, moved, actor=ACTOR)
    close_unit(cities[0], on=date(2025, 1, 1), actor=ACTOR)
    assert db.session.get(Unit, cities[0].id).closed_on == date(2025, 1, 1)
    rebuild_closure()
    ends = select(UnitClosure.ends_on).where(UnitClosure.descendant_id == cities[0].id)
    assert set(db.session.scalars(ends)) == {date(2025, 1, 1)}


def test_recording_seals_the_id_number_and_logs_no_part_of_it(db, cities):
    values = entry(cities[0].id)
    officer = record_officer(values, actor=ACTOR)
    assert values.details.id_number not in officer.id_number_sealed
    assert officer.id_number_masked.endswith(values.details.id_number[-4:])
    assert officer.name_spelling == "zhangsan zs"
    assert reveal_id_number(officer, reason="核对", actor=ACTOR) == values.details.id_number
    logged = db.session.scalars(select(AuditEntry)).all()
    assert {"officer.record", "officer.reveal_id_number"} <= {line.action for line in logged}
    assert not [line for line in logged if values.details.id_number in str(line.detail)]


def test_badges_and_id_numbers_are_unique(db, cities):
    record_officer(entry(cities[0].id, serial=2), actor=ACTOR)
    with pytest.raises(DuplicateBadgeError, match="执法证号"):
        record_officer(entry(cities[0].id, serial=4, badge_number="B0002"), actor=ACTOR)
    with pytest.raises(DuplicateIdNumberError, match="身份证号"):
        record_officer(entry(cities[0].id, serial=2, badge_number="B9"), actor=ACTOR)
    assert len(db.session.scalars(select(Officer)).all()) == 1


def test_the_row_must_agree_with_the_id_number(cities):
    with pytest.raises(OfficerDetailError, match="出生日期与身份证号不一致"):
        record_officer(entry(cities[0].id, birth_on=date(1990, 1, 2)), actor=ACTOR)


def test_a_transfer_ends_the_posting_before_it_on_that_day(db, cities):
    officer = record_officer(entry(cities[0].id), actor=ACTOR)
    details = PostingDetails(unit_id=cities[1].id, post="法制", starts_on=date(2024, 5, 1))
    post_officer(officer, details, actor=ACTOR)
    history = db.session.scalars(select(Posting).order_by(Posting.starts_on)).all()
    assert [(row.starts_on, row.ends_on) for row in history] == [
        (date(2021, 1, 1), date(2024, 5, 1)),
        (date(2024, 5, 1), None),
    ]
    with pytest.raises(OfficerDatesError, match="现任职的起始日期"):
        post_officer(officer, details, actor=ACTOR)


def test_the_database_itself_refuses_overlapping_postings(db, cities):
    officer = record_officer(entry(cities[0].id), actor=ACTOR)
    before = PostingDetails(
        unit_id=cities[1].id, post="法制", starts_on=date(2024, 5, 1), ends_on=date(2024, 6, 1)
    )
    post_officer(officer, before, actor=ACTOR)
    inside = PostingDetails(
        unit_id=cities[0].id, post="法制", starts_on=date(2023, 5, 1), ends_on=date(2023, 6, 1)
    )
    with pytest.raises(PostingOverlapError, match="任职时间与该人员已有的任职重叠"):
        post_officer(officer, inside, actor=ACTOR)


def test_exclusions_need_evidence_and_do_not_overlap(db, cities):
    officer = record_officer(entry(cities[0].id), actor=ACTOR)
    period = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 9, 1), "actor": ACTOR}
    sick = ExclusionReason.LONG_SICK_LEAVE
    with pytest.raises(OfficerDatesError, match="依据"):
        exclude(officer, reason=sick, evidence=" ", **period)
    made = exclude(officer, reason=sick, evidence="人事〔2025〕1 号", **period)
    with pytest.raises(OfficerDatesError, match="时间重叠"):
        exclude(officer, reason=sick, evidence="又一份", **period)
    void_exclusion(made, actor=ACTOR)
    with pytest.raises(OfficerDatesError, match="已经作废"):
        void_exclusion(made, actor=ACTOR)
    exclude(officer, reason=sick, evidence="又一份", **period)
