from pathlib import Path

from zhifa_training.accounts import rights
from zhifa_training.accounts.access import ADMINISTRATORS, GRANTS, Permission, Role
from zhifa_training.config import ROOT


def test_page_is_the_table(browser, make):
    page = browser.sign_in(make.account(make.unit(), Role.TRAINER)).get("accounts.rights")
    assert len(page.select("thead th")) == 1 + len(Role)
    assert len(page.select("tbody tr")) == len(Permission)
    for row, permission in zip(page.select("tbody tr"), Permission, strict=True):
        shown = ["有" in cell.text for cell in row.select("td")]
        assert shown == [permission in GRANTS[role] for role in Role]


def test_every_permission_is_named_and_held_by_somebody():
    assert set(rights.LABELS) == set(Permission)
    assert set(GRANTS) == set(Role)
    assert set().union(*GRANTS.values()) == set(Permission)


def test_three_administrators_share_no_power():
    shared = {Permission.HOME_VIEW, Permission.SYSTEM_STATUS}
    for role in ADMINISTRATORS:
        others = set().union(*(GRANTS[other] for other in ADMINISTRATORS - {role}))
        assert GRANTS[role] & others <= shared


def test_document_is_current():
    kept = Path(ROOT, "docs", "rights.md").read_text()
    assert kept == rights.as_markdown(), "run: flask --app app accounts rights > docs/rights.md"
