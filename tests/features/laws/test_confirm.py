"""确认版本: by a second person; articles and dates are fixed from then on."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from question_bank.amendments.changes import Change
from tests.features.laws.conftest import NAME, NEW, OLD
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.laws.models import ArticleChange, LawArticle, LawDraft, LawVersion
from zhifa_training.laws.rules import DraftState, VersionClashError
from zhifa_training.laws.services.registry import register


def versions(db):
    db.session.expire_all()
    return db.session.scalars(select(LawVersion).order_by(LawVersion.adopted_on)).all()


def test_a_second_person_makes_it_a_version(browser, db, make, author, reviewer, audited):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), date(2024, 5, 1), proposer=author)
    answer = browser.sign_in(reviewer).post("laws.confirm", draft_id=draft.id)
    (version,) = versions(db)
    assert answer.location.endswith(f"/laws/versions/{version.id}/radar")
    assert (version.effective_on, version.repealed_on) == (date(2024, 5, 1), None)
    assert (version.proposed_by, version.confirmed_by) == (author.id, reviewer.id)
    assert db.session.get(LawDraft, draft.id).version_id == version.id
    numbers = db.session.scalars(select(LawArticle.number).filter_by(version_id=version.id))
    assert sorted(numbers) == sorted(OLD)
    assert audited("law.confirm")[0].detail["effective_on"] == "2024-05-01"


def test_who_handed_it_in_may_not(browser, db, make, city, flashed):
    both = make.account(city, Role.AUTHOR, Role.REVIEWER)
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=both)
    browser.sign_in(both).post("laws.confirm", draft_id=draft.id)
    assert "由您提交，须由另一位" in flashed("laws.draft", draft_id=draft.id)
    assert versions(db) == []


def test_the_version_before_ends_where_it_begins_and_the_changes_are_kept(db, old, new):
    before, after = versions(db)
    assert before.repealed_on == after.effective_on
    changes = db.session.scalars(select(ArticleChange).order_by(ArticleChange.position)).all()
    assert [(each.change, each.old_number, each.new_number) for each in changes] == [
        (Change.SAME, 1, 1),
        (Change.ADDED, None, 2),
        (Change.RENUMBERED, 2, 3),
        (Change.AMENDED, 3, 4),
        (Change.AMENDED, 4, 5),
        (Change.DELETED, 5, None),
    ]


def test_an_older_text_handed_in_later_is_compared_too(db, make):
    make.enact(NAME, NEW, date(2024, 3, 1))
    make.enact(NAME, OLD, date(2020, 1, 1))
    before, after = versions(db)
    assert (before.repealed_on, after.repealed_on) == (date(2024, 3, 1), None)
    assert db.session.scalars(select(ArticleChange.older_id)).first() == before.id


def test_the_text_of_a_version_known_by_its_date_alone_is_added_to_it(db, make):
    known = make.law(NAME, adopted_on=date(2020, 1, 1))
    assert make.enact(NAME, OLD, date(2020, 1, 1)).id == known.id
    assert len(versions(db)) == 1


def test_a_confirmed_version_is_not_confirmed_again(browser, db, make, reviewer, old, flashed):
    draft = make.law_draft(NAME, NEW, date(2020, 1, 1))
    browser.sign_in(reviewer).post("laws.confirm", draft_id=draft.id)
    assert "不得改写" in flashed("laws.draft", draft_id=draft.id)
    assert db.session.get(LawDraft, draft.id).state is DraftState.STAGED


def test_two_versions_in_force_from_one_day_are_refused(browser, db, make, reviewer, old, flashed):
    draft = make.law_draft(NAME, NEW, date(2019, 12, 1), date(2020, 1, 1))
    browser.sign_in(reviewer).post("laws.confirm", draft_id=draft.id)
    assert "已有自 2020-01-01 起施行的版本" in flashed("laws.draft", draft_id=draft.id)
    assert len(versions(db)) == 1


def test_a_text_with_errors_is_refused(browser, db, make, reviewer, flashed):
    draft = make.law_draft(NAME, {1: "甲。", 2: ""}, date(2024, 3, 1))
    browser.sign_in(reviewer).post("laws.confirm", draft_id=draft.id)
    assert "第二条没有内容" in flashed("laws.draft", draft_id=draft.id)
    assert versions(db) == []


def test_twice_is_refused(browser, make, reviewer, flashed):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1))
    browser.sign_in(reviewer).post("laws.confirm", draft_id=draft.id)
    browser.get("laws.index")
    browser.post("laws.confirm", draft_id=draft.id)
    assert "已确认，不能再次处理" in flashed("laws.draft", draft_id=draft.id)


def test_an_unknown_draft_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).post("laws.confirm", draft_id=uuid4(), expect=404)


def test_an_author_may_not(browser, make, author):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1))
    browser.sign_in(author).post("laws.confirm", draft_id=draft.id, expect=403)


REWRITES = (
    sa.update(LawArticle).values(text="改过"),
    sa.delete(LawArticle),
    sa.update(LawVersion).values(effective_on=date(2021, 1, 1)),
    sa.update(LawVersion).values(effective_on=None),
    sa.update(LawVersion).values(text_digest=None),
    sa.update(LawVersion).values(confirmed_at=None),
)


@pytest.mark.parametrize("rewrite", REWRITES, ids=str)
def test_the_database_refuses_to_rewrite_what_is_confirmed(db, old, rewrite):
    db.session.commit()
    with pytest.raises(sa.exc.DatabaseError), db.engine.begin() as connection:
        connection.execute(rewrite)


def test_the_database_refuses_further_articles(db, old):
    late = {"version_id": old.id, "number": 6, "chapter": "", "text": "补一条"}
    db.session.commit()
    with pytest.raises(sa.exc.DatabaseError), db.engine.begin() as connection:
        connection.execute(sa.insert(LawArticle).values(**late))


def test_the_database_refuses_versions_that_overlap(db, old):
    other = LawVersion(law_id=old.law_id, adopted_on=date(2019, 1, 1), standing="")
    other.repealed_on = date(2020, 1, 2)
    db.session.add(other)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_registering_again_leaves_confirmed_dates_alone(db, old):
    register(
        name=NAME,
        title="某省规定",
        adopted_on=date(2020, 1, 1),
        effective_on=date(2010, 1, 1),
        standing="应核对",
        actor=system(roots=()),
    )
    (version,) = versions(db)
    assert (version.effective_on, version.standing) == (date(2020, 1, 1), "应核对")


def test_registering_a_newer_version_ends_the_older(db, make):
    make.law(NAME, adopted_on=date(2020, 1, 1))
    newer = {"name": NAME, "title": "某省规定", "standing": "", "actor": system(roots=())}
    register(**newer, adopted_on=date(2024, 1, 1), effective_on=date(2001, 1, 1))
    before, after = versions(db)
    assert (before.repealed_on, after.repealed_on) == (date(2024, 1, 1), None)
    with pytest.raises(VersionClashError):
        register(**newer, adopted_on=date(2023, 1, 1), effective_on=date(2024, 1, 1))


def test_a_gap_in_time_is_left_where_a_law_was_repealed(db, make, today):
    first = make.enact(NAME, OLD, date(2020, 1, 1))
    first.repealed_on = date(2021, 1, 1)
    db.session.commit()
    make.enact(NAME, NEW, today - timedelta(days=3))
    before, after = versions(db)
    assert (before.repealed_on, after.repealed_on) == (date(2021, 1, 1), None)
