"""The demo province: whole, lawful in its numbers, true to its own answers."""

import dataclasses
from collections import Counter, defaultdict

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from question_bank.amendments.effects import Effect
from question_bank.marking import answers_digest, mark
from tests.features.demo.conftest import DAY, OFFICERS
from zhifa_training.accounts import actor as actors
from zhifa_training.core.db import db as database
from zhifa_training.core.keys import key_ring
from zhifa_training.demo import laws, loading, names, places
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore
from zhifa_training.exams.models.papers import Exam, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.queries.old_rules import list_old_rules
from zhifa_training.exams.rules.words import AttemptState, ExamKind, ReleasePolicy
from zhifa_training.laws.models import LawVersion
from zhifa_training.metrics import queries as metrics
from zhifa_training.metrics.rules import windows
from zhifa_training.practice.models import PracticeAnswer, WrongEntry
from zhifa_training.practice.queries.progress import list_articles
from zhifa_training.practice.rules.progress import weakest
from zhifa_training.questions.amendments.queries import list_affected, list_stale_revisions
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.records.models import Fact, TrainingRecord
from zhifa_training.units.id_numbers import read_id_number
from zhifa_training.units.models import (
    Certificate,
    Leadership,
    Officer,
    Posting,
    Unit,
    UnitClosure,
    UnitParent,
)
from zhifa_training.units.rules import Establishment, Level, OfficerStatus, Parentage
from zhifa_training.units.scope import valid_on
from zhifa_training.units.services.closure import rebuild_closure
from zhifa_training.units.services.officers import bound_to


@pytest.fixture(autouse=True)
def _loaded(province):
    yield
    database.session.rollback()


def scalars(statement):
    return list(database.session.scalars(statement))


def test_tree_is_complete():
    levels = Counter(unit.level for unit in scalars(select(Unit)))
    cities, counties = places.read()
    assert (levels[Level.PROVINCE], levels[Level.CITY]) == (1, 18) == (1, len(cities))
    assert len(counties) == 156
    assert levels[Level.COUNTY] == len(counties) + 2 * len(cities)


def test_directly_managed_counties_report_to_the_province_and_lie_in_their_city():
    above = aliased(Unit)
    parents = defaultdict(dict)
    rows = database.session.execute(
        select(Unit.short_name, UnitParent.kind, UnitParent.starts_on, above)
        .join(Unit, Unit.id == UnitParent.unit_id)
        .join(above, above.id == UnitParent.parent_id)
        .where(Unit.level == Level.COUNTY)
    )
    for name, kind, starts_on, parent in rows:
        parents[name][kind] = (parent, starts_on)
    direct = {
        name: kinds
        for name, kinds in parents.items()
        if kinds[Parentage.REPORTING][0].level is Level.PROVINCE
    }
    assert len(direct) == 10
    for kinds in direct.values():
        assert kinds[Parentage.GEOGRAPHIC][0].level is Level.CITY
        assert kinds[Parentage.REPORTING][1].year == 2014
    assert direct["巩义市大队"][Parentage.GEOGRAPHIC][0].short_name == "郑州支队"


def test_closure_is_what_the_parents_say():
    before = set(scalars(select(UnitClosure.id)))
    rebuild_closure()
    assert set(scalars(select(UnitClosure.id))) == before


def test_id_numbers_are_valid_unique_and_nobodys():
    ring, seen = key_ring(), set()
    for officer in scalars(select(Officer)):
        number = ring.open(officer.id_number_sealed, bound_to=bound_to(officer.id))
        assert read_id_number(number) == number
        assert number[14:17] == "000"
        assert f"{officer.birth_on:%Y%m%d}" == number[6:14]
        seen.add(number)
    assert len(seen) == OFFICERS


def test_people_are_of_working_age_and_rare_characters_are_among_them():
    serving = scalars(select(Officer).where(Officer.status == OfficerStatus.IN_POST))
    ages = {(DAY - officer.birth_on).days // 365 for officer in serving}
    assert min(ages) >= 22
    assert max(ages) <= 60
    everybody = "".join(scalars(select(Officer.name)))
    assert set(names.RARE_GIVEN) <= set(everybody)
    assert {each.establishment for each in serving} >= {
        Establishment.AUXILIARY,
        Establishment.CIVIL_SERVICE_LIKE,
    }


def test_postings_fit_the_status():
    open_now = set(scalars(select(Posting.officer_id).where(Posting.ends_on.is_(None))))
    for officer in scalars(select(Officer)):
        assert (officer.id in open_now) == (officer.status is OfficerStatus.IN_POST)
    moved = select(Posting.officer_id).group_by(Posting.officer_id).having(func.count() > 1)
    assert scalars(moved)
    assert scalars(select(Leadership.id))
    assert scalars(select(Certificate.id).where(Certificate.valid_until > DAY))


def test_every_score_follows_from_the_answers_kept():
    given = defaultdict(dict)
    for event in scalars(select(AnswerEvent).order_by(AnswerEvent.client_seq)):
        given[event.attempt_id][str(event.item_id)] = frozenset(event.value.split(","))
    items = defaultdict(list)
    rows = database.session.execute(
        select(PaperItem, QuestionRevision.type).join(
            QuestionRevision, QuestionRevision.id == PaperItem.revision_id
        )
    )
    for item, kind in rows:
        items[item.paper_id].append((str(item.revision_id), kind, frozenset(item.key), item.worth))
    scored = database.session.execute(
        select(Attempt, AttemptScore, Exam)
        .join(AttemptScore, AttemptScore.attempt_id == Attempt.id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
    ).all()
    assert len(scored) > 4 * OFFICERS / 2
    for attempt, score, exam in scored:
        answers = given[attempt.id]
        total = sum(
            mark(kind, key, answers.get(item, frozenset()), worth, exam.partial_credit)
            for item, kind, key, worth in items[attempt.paper_id]
        )
        assert score.score == total
        assert score.answers_digest == answers_digest(answers)
        assert score.is_passed == (total >= exam.pass_score)
        assert attempt.started_at < attempt.closed_at <= attempt.deadline_at


def test_ledger_says_what_the_scores_say():
    due = defaultdict(set)
    scored = (
        select(Attempt.id, AttemptScore.is_passed, Exam.kind)
        .join(AttemptScore, AttemptScore.attempt_id == Attempt.id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Attempt.state == AttemptState.FINAL)
    )
    kinds = {
        ExamKind.ROTATION: (Fact.ROTATION_EXAM_SAT, Fact.ROTATION_EXAM_PASSED),
        ExamKind.OTHER: (Fact.OTHER_EXAM_SAT, Fact.OTHER_EXAM_PASSED),
    }
    for attempt_id, is_passed, kind in database.session.execute(scored):
        sat, passed = kinds[kind]
        due[f"attempt:{attempt_id}"] = {sat, passed} if is_passed else {sat}
    facts = defaultdict(set)
    for record in scalars(select(TrainingRecord)):
        facts[record.source].add(record.fact)
    assert facts == due


def test_cities_differ():
    top = scalars(select(Unit).where(Unit.level == Level.PROVINCE))[0]
    rows = metrics.list_unit_rows(
        top, windows(on=DAY)[0], on=DAY, actor=actors.system(roots=[top.id])
    )
    rates = {row.tally.sat_rate for row in rows}
    assert len(rates) > 4
    assert any(row.tally.due and not row.tally.sat for row in rows)


def test_exams_of_today_wait_for_the_demo_city():
    city = scalars(select(Unit).where(Unit.code == places.DEMO_CITY))[0]
    exams = scalars(select(Exam).where(Exam.unit_id == city.id))
    assert [exam for exam in exams if exam.published_at is None]
    unreleased = [exam for exam in exams if exam.release_policy is ReleasePolicy.TOGETHER]
    waiting = select(Attempt.state).join(Sitting).where(Sitting.exam_id == unreleased[0].id)
    assert set(scalars(waiting)) == {AttemptState.SCORED}
    opened = [
        sitting
        for sitting in scalars(select(Sitting).where(Sitting.unit_id == city.id))
        if sitting.opens_at.date() <= DAY <= sitting.closes_at.date()
        and (sitting.closes_at - sitting.opens_at).days >= 3
        and sitting.exam.kind is ExamKind.ROTATION
    ]
    assert len(opened) == 1


def test_everybody_shown_may_sit_the_open_exam(province):
    logins = [each.login for each in province.sign_ins if each.role == "officer"]
    assert len(logins) == 3
    in_city = (
        select(Officer.badge_number)
        .join(Posting, Posting.officer_id == Officer.id)
        .join(UnitClosure, UnitClosure.descendant_id == Posting.unit_id)
        .join(Unit, Unit.id == UnitClosure.ancestor_id)
        .where(Unit.code == places.DEMO_CITY, valid_on(Posting, DAY))
        .where(UnitClosure.kind == Parentage.REPORTING)
    )
    assert set(logins) <= set(scalars(in_city))


@pytest.mark.parametrize("count", [0, 99, 50_001])
def test_unbelievable_numbers_are_refused(count):
    with pytest.raises(loading.OfficerCountError, match="超出范围"):
        loading.load(officers=count, seed=1, on=DAY)


def test_the_invented_rule_gives_the_radar_a_question_of_each_class():
    version = scalars(select(LawVersion).where(LawVersion.effective_on == DAY - laws.NEW_SINCE))[0]
    affected = list_affected(version, actor=None)
    assert version.law.name.endswith("（虚构）")
    assert {each.impact.effect for each in affected} == set(Effect)
    assert len(list_stale_revisions(version, actor=None)) == len(affected) - 1


def test_somebody_was_examined_on_the_invented_rule_before_it_changed():
    officer_id = scalars(
        select(Attempt.officer_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Exam.title.contains("虚构"))
    )[0]
    person = dataclasses.replace(actors.system(roots=()), officer_id=officer_id)
    with time_machine.travel(f"{DAY}T04:00:00Z", tick=False):
        changed = list_old_rules(actor=person)
    assert {each.law for each in changed} == {laws.NAME}
    assert [each.asked.article for each in changed] == [5, 6, 10]


def test_whoever_is_shown_has_practised_and_has_something_to_win_back(province):
    logins = {each.login for each in province.sign_ins if each.role == "officer"}
    practised = select(Officer.badge_number).join(
        PracticeAnswer, PracticeAnswer.officer_id == Officer.id
    )
    assert set(scalars(practised)) == logins
    for officer in scalars(select(Officer).where(Officer.badge_number.in_(logins))):
        me = actors.Actor(account_id=None, officer_id=officer.id, name="", holdings={})
        assert weakest(list_articles(actor=me))
        errors = select(func.count()).select_from(PracticeAnswer)
        errors = errors.filter_by(officer_id=officer.id, is_right=False)
        book = select(func.sum(WrongEntry.wrong_count)).filter_by(officer_id=officer.id)
        assert scalars(errors) == scalars(book) != [0]
