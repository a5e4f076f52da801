"""系统状态: what the self-check finds, and only for administrators."""

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.core import health, triggers


@pytest.fixture
def unit(make):
    return make.unit("省局")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR])
def test_all_is_well(browser, make, unit, role):
    page = browser.sign_in(make.account(unit, role)).get("system.status")
    assert "全部正常" in page.text
    assert "需要处理" not in page.text


def test_what_is_wrong_is_named_with_its_remedy(browser, make, unit, db, monkeypatch):
    account = make.account(unit, Role.SYSTEM_ADMINISTRATOR)
    lost = triggers.Trigger("lost_trigger", "unit", "UPDATE", "1 = 1", "丢失")
    monkeypatch.setattr(triggers, "declared", lambda: {"lost_trigger": lost})
    page = browser.sign_in(account).get("system.status")
    assert "有 1 项需要处理" in page.text
    assert "lost_trigger" in page.text
    assert health.UPGRADE in page.text


def test_others_may_not_look(browser, make, unit):
    browser.sign_in(make.account(unit, Role.TRAINER)).get("system.status", expect=403)
