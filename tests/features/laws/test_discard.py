"""退回: with a reason, once."""

from datetime import date

from tests.features.laws.conftest import NAME, OLD
from zhifa_training.laws.models import LawDraft
from zhifa_training.laws.rules import DraftState


def test_a_reason_is_kept_for_who_handed_it_in(browser, db, make, author, reviewer, audited):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=author)
    browser.sign_in(reviewer).post("laws.discard", {"reason": "缺附则"}, draft_id=draft.id)
    kept = db.session.get(LawDraft, draft.id)
    assert (kept.state, kept.decision_note) == (DraftState.DISCARDED, "缺附则")
    assert audited("law.discard")[0].detail["reason"] == "缺附则"
    assert "退回原因：缺附则" in browser.sign_in(author).get("laws.draft", draft_id=draft.id).text


def test_without_a_reason_it_stays(browser, db, make, reviewer, flashed):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1))
    browser.sign_in(reviewer).post("laws.discard", {"reason": " "}, draft_id=draft.id)
    assert "请填写退回原因" in flashed("laws.draft", draft_id=draft.id)
    assert db.session.get(LawDraft, draft.id).state is DraftState.STAGED


def test_what_is_confirmed_is_not_sent_back(browser, make, reviewer, flashed):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1))
    browser.sign_in(reviewer).post("laws.confirm", draft_id=draft.id)
    browser.get("laws.index")
    browser.post("laws.discard", {"reason": "后悔"}, draft_id=draft.id)
    assert "已确认，不能再次处理" in flashed("laws.draft", draft_id=draft.id)


def test_an_author_may_not(browser, make, author):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1))
    browser.sign_in(author).post("laws.discard", {"reason": "甲"}, draft_id=draft.id, expect=403)
