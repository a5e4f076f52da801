"""成绩单: a PDF for staff and for the officer, only of what is out."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from zhifa_training.accounts.access import Role
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.exams.services import release as services

OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}
PAGES = ("results.attempt", "results.mine")
VIEWS = ("results.score_sheet", "results.my_score_sheet")


@pytest.fixture
def sit(make, city, officer, hand_in):
    def sit(**rules):
        sitting = make.sitting(make.exam(city, **rules), officer, **OVER)
        return hand_in(make.attempt(sitting, officer), right=3)

    return sit


@pytest.fixture
def accounts(trainer, candidate_account):
    return dict(zip(VIEWS, (trainer, candidate_account), strict=True))


def words(pdf):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("view", VIEWS)
def test_says_the_result(browser, accounts, sit, officer, view):
    attempt = sit()
    answer = browser.sign_in(accounts[view]).get(view, attempt_id=attempt.id)
    shown = words(answer.data)
    assert answer.mimetype == "application/pdf"
    assert all(word in shown for word in (officer.name, "6.00", "合格", attempt.receipt))


@pytest.mark.parametrize("view", VIEWS)
def test_before_release_there_is_none(browser, accounts, sit, someone, view):
    attempt = sit(release_policy=ReleasePolicy.TOGETHER)
    browser.sign_in(accounts[view])
    page = browser.get(view, attempt_id=attempt.id, expect=409)
    assert "公布" in page.text
    services.release(attempt.sitting, actor=someone)
    assert browser.get(view, attempt_id=attempt.id).mimetype == "application/pdf"


@pytest.mark.parametrize(("page", "view"), [*zip(PAGES, VIEWS, strict=True)])
def test_the_page_of_a_released_result_leads_to_it(browser, accounts, sit, someone, page, view):
    attempt = sit(release_policy=ReleasePolicy.TOGETHER)
    browser.sign_in(accounts[view])
    assert "下载成绩单" not in browser.get(page, attempt_id=attempt.id).text
    services.release(attempt.sitting, actor=someone)
    assert "下载成绩单" in browser.get(page, attempt_id=attempt.id).text


def test_staff_elsewhere_get_404(browser, stranger, sit):
    browser.sign_in(stranger).get("results.score_sheet", attempt_id=sit().id, expect=404)


def test_a_colleague_gets_404(browser, make, city, sit):
    colleague = make.account(city, Role.OFFICER, officer=make.officer(city, "同事"))
    browser.sign_in(colleague).get("results.my_score_sheet", attempt_id=sit().id, expect=404)
