"""您考过的条文已修订: after release, once nobody else has the paper before them."""

from datetime import date, timedelta

import pytest

from zhifa_training.core import clock
from zhifa_training.exams.rules.words import ReleasePolicy, ReviewMode
from zhifa_training.exams.services import release

NAME = "模拟示范规定"
OLD = {
    1: "为了规范示范活动，保护当事人的合法权益，制定本规定。",
    2: "当事人申请复议的期限为三十日，自收到决定书之日起计算。",
    3: "示范档案的保管期限为十年，由示范机构负责。",
    4: "执法人员当场收缴罚款的，应当出具专用票据。",
}
NEW = {1: OLD[1], 2: OLD[2].replace("三十日", "六十日"), 3: OLD[4]}
OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}
TITLE = "您考过的条文已修订"


@pytest.fixture
def paper(make):
    version = make.enact(NAME, OLD, date(2020, 1, 1))
    return [make.question(version, article=article, evidence="甲") for article in OLD]


@pytest.fixture
def sit(make, city, officer, hand_in, paper):
    """Let the officer sit the paper under the old rule."""

    def sit(**rules):
        exam = make.exam(city, paper, review_mode=ReviewMode.SCORE, **rules)
        sitting = make.sitting(exam, officer, **OVER)
        return hand_in(make.attempt(sitting, officer), right=4)

    return sit


@pytest.fixture
def amend(make):
    """Let the rule change so many days ago."""

    def amend(days=0):
        today = clock.today()
        return make.enact(NAME, NEW, today - timedelta(days=days))

    return amend


@pytest.fixture
def card(browser, candidate_account):
    """Return the summaries of the card on a page, or None where there is no card."""

    def card(endpoint="home.index", **values):
        page = browser.sign_in(candidate_account).get(endpoint, **values)
        found = page.select_one("section[aria-labelledby=changed-rules]")
        return found and [" ".join(s.text.split()) for s in found.select("summary")]

    return card


def test_what_was_amended_or_deleted_is_shown_and_what_only_moved_is_not(sit, amend, card):
    attempt_id = sit().id
    assert card() is None
    began = amend().adopted_on
    expected = [
        f"{NAME}第二条，现为第二条（{began} 起）",
        f"{NAME}第三条，已删除（{began} 起）",
    ]
    assert card() == expected
    assert card("results.mine", attempt_id=attempt_id) == expected


def test_old_and_new_stand_side_by_side(sit, amend, browser, candidate_account):
    sit()
    amend()
    page = browser.sign_in(candidate_account).get("home.index")
    assert page.select_one(".redline del").text == "三"
    assert [mark.text for mark in page.select(".redline ins")] == ["六"]


def test_not_before_the_results_are_out(sit, amend, card, someone):
    attempt = sit(release_policy=ReleasePolicy.TOGETHER)
    sitting, attempt_id = attempt.sitting, attempt.id
    amend()
    assert card() is None
    release.release(sitting, actor=someone)
    assert card() is not None
    assert card("results.mine", attempt_id=attempt_id) is not None


def test_not_while_others_have_yet_to_sit_the_paper(sit, amend, card, make, db):
    attempt = sit()
    make.sitting(attempt.sitting.exam, opens_in=timedelta(days=1))
    amend()
    assert card() is None


def test_not_for_ever(sit, amend, card):
    sit()
    amend(days=400)
    assert card() is None


def test_not_for_somebody_who_sat_nothing(sit, amend, make, city, browser):
    sit()
    amend()
    other = make.account(city, officer=make.officer(city, "王五"))
    page = browser.sign_in(other).get("home.index")
    assert TITLE not in page.text


def test_another_paper_of_one_s_own_does_not_show_it(
    sit, amend, make, city, officer, hand_in, card
):
    sit()
    amend()
    sitting = make.sitting(make.exam(city, review_mode=ReviewMode.SCORE), officer, **OVER)
    attempt = hand_in(make.attempt(sitting, officer), right=4)
    assert card("results.mine", attempt_id=attempt.id) is None
