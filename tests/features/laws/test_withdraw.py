"""撤回: one's own, and only before anybody decided."""

from datetime import date

from tests.features.laws.conftest import NAME, OLD
from zhifa_training.accounts.access import Role
from zhifa_training.laws.models import LawDraft
from zhifa_training.laws.rules import DraftState


def test_one_takes_back_one_s_own(browser, db, make, author):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=author)
    browser.sign_in(author).post("laws.withdraw", draft_id=draft.id)
    assert db.session.get(LawDraft, draft.id).state is DraftState.DISCARDED


def test_not_somebody_else_s(browser, db, make, city, author, flashed):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=author)
    browser.sign_in(make.account(city, Role.AUTHOR)).post("laws.withdraw", draft_id=draft.id)
    assert "只能撤回本人提交的文本" in flashed("laws.draft", draft_id=draft.id)
    assert db.session.get(LawDraft, draft.id).state is DraftState.STAGED


def test_a_reviewer_may_not(browser, make, reviewer, author):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=author)
    browser.sign_in(reviewer).post("laws.withdraw", draft_id=draft.id, expect=403)
