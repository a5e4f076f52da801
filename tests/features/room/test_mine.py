from datetime import timedelta

import pytest

HOUR = timedelta(hours=1)


def chips(candidate):
    page = candidate.browser.get("room.mine")
    return [row.select_one(".badge").text for row in page.select("tbody tr")]


@pytest.mark.parametrize(
    ("opens_in", "window", "chip"),
    [
        (2 * HOUR, HOUR, "未开始"),
        (HOUR / 4, HOUR, "候考中"),
        (-HOUR / 4, HOUR, "可进入"),
        (-3 * HOUR, HOUR, "已结束"),
    ],
)
def test_each_sitting_shows_where_it_stands(candidate, db, opens_in, window, chip):
    sitting = candidate.sitting
    sitting.opens_at += timedelta(minutes=5) + opens_in
    sitting.closes_at = sitting.opens_at + window
    db.session.commit()
    assert chips(candidate) == [chip]


def test_the_chip_follows_the_attempt(candidate, db):
    candidate.start()
    assert chips(candidate) == ["进行中"]
    candidate.hand_in()
    assert chips(candidate) == ["已出分"]


def test_a_result_released_together_waits_for_its_release(candidate, db):
    candidate.sitting.exam.release_policy = "together"
    db.session.commit()
    candidate.start()
    candidate.hand_in()
    assert chips(candidate) == ["已交卷"]


def test_an_expired_attempt_is_over_though_no_job_ran(candidate):
    candidate.given(deadline_in=-HOUR)
    assert chips(candidate) == ["已交卷"]


def test_without_sittings_the_page_says_so(app, make, candidate):
    sitting = candidate.sitting
    other = make.officer(sitting.unit, name="王五")
    browser = candidate.another_browser().sign_in(make.account(sitting.unit, officer=other))
    assert "目前没有安排您参加的考试" in browser.get("room.mine").text


def test_the_list_costs_the_same_however_long(candidate, make, count_queries):
    def cost():
        with count_queries() as seen:
            candidate.browser.get("room.mine")
        return len(seen)

    before = cost()
    for _ in range(5):
        make.sitting(make.exam(candidate.sitting.unit), candidate.officer)
    assert cost() == before
