"""Two versions of one law confirmed at one moment: never in force on the same day."""

import threading
from contextlib import ExitStack
from datetime import date
from itertools import pairwise

import pytest

from tests.races.crowd import without_index, without_trigger
from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.core.errors import DomainError
from zhifa_training.laws.models import Law, LawDraft, LawVersion
from zhifa_training.laws.rules import DraftState, place, starts_on
from zhifa_training.laws.services import drafts, registry

pytestmark = pytest.mark.race
ROUNDS = 12
OVERLAP = ("law_version_no_overlap_insert", "law_version_no_overlap_update")
OPEN = "uq_law_version_open"
ARTICLES = {1: "为了示范，制定本规定。", 2: "本规定自公布之日起施行。"}


def confirm(draft_id):
    try:
        drafts.confirm(db.session.get(LawDraft, draft_id), actor=system(roots=()))
    except DomainError:
        return "refused"
    return "confirmed"


@pytest.fixture
def race(make, crowd):
    """Confirm two texts of a fresh law at once; return what came of each, and its versions."""

    def race(number, before=lambda: None):
        name = f"竞争规定{number}"
        make.enact(name, ARTICLES, date(2020, 1, 1))
        days = (date(2024, 1, 1), date(2024, 3, 1))
        waiting = [make.law_draft(name, ARTICLES, day).id for day in days]
        before()
        answers = crowd.in_parallel(*(lambda each=each: confirm(each) for each in waiting))
        db.session.rollback()
        found = db.session.query(LawVersion).join(Law).filter(Law.name == name).all()
        return sorted(answers), found

    return race


def overlap(versions):
    """Tell whether two versions are in force on one day."""
    spans = sorted(
        (starts_on(v.adopted_on, v.effective_on), v.repealed_on or date.max) for v in versions
    )
    return any(ends > begins for (_, ends), (begins, _) in pairwise(spans))


def test_both_go_in_one_after_the_other(race):
    for number in range(ROUNDS):
        answers, versions = race(number)
        assert answers == ["confirmed", "confirmed"]
        assert len(versions) == 3
        assert not overlap(versions)
        assert sum(version.repealed_on is None for version in versions) == 1


@pytest.fixture
def careless(monkeypatch):
    """The mutant: both read the versions in one transaction, and place theirs in the next."""
    both_have_read = threading.Barrier(2)
    seen = threading.local()
    confirmed = drafts.confirm

    def confirm(draft, *, actor):
        law = db.session.query(Law).filter_by(name=draft.law_name).one()
        versions = db.session.query(LawVersion).filter_by(law_id=law.id)
        seen.intervals = [registry.interval_of(version) for version in versions]
        db.session.rollback()
        both_have_read.wait()
        return confirmed(draft, actor=actor)

    def placed(begins, others):
        return place(begins, getattr(seen, "intervals", None) or others)

    def become_careless():
        monkeypatch.setattr(drafts, "confirm", confirm)
        monkeypatch.setattr(registry, "place", placed)
        monkeypatch.setattr(registry, "lock", lambda _row: None)

    return become_careless


GUARDS = {
    "both": (),
    "the index alone": OVERLAP,
    "the triggers alone": (OPEN,),
}


def taken_away(stack, names):
    for name in names:
        if name == OPEN:
            stack.enter_context(without_index(LawVersion.__table__, OPEN))
        else:
            stack.enter_context(without_trigger(name))


@pytest.mark.parametrize("missing", GUARDS.values(), ids=GUARDS)
def test_the_database_holds_even_a_careless_confirmation(race, careless, missing):
    with ExitStack() as stack:
        taken_away(stack, missing)
        answers, versions = race(1, careless)
        assert answers == ["confirmed", "refused"]
        assert not overlap(versions)
        db.session.remove()


def test_without_triggers_and_index_two_versions_are_in_force_at_once(race, careless):
    with ExitStack() as stack:
        taken_away(stack, (OPEN, *OVERLAP))
        _, versions = race(1, careless)
        assert overlap(versions)
        db.session.remove()


def test_one_text_confirmed_twice_at_once_is_one_version(make, crowd):
    for number in range(ROUNDS):
        draft_id = make.law_draft(f"同一文本{number}", ARTICLES, date(2024, 1, 1)).id
        answers = crowd.in_parallel(*[lambda each=draft_id: confirm(each)] * 2)
        assert sorted(answers) == ["confirmed", "refused"]
        db.session.rollback()
        assert db.session.get(LawDraft, draft_id).state is DraftState.CONFIRMED
