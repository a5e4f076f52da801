import json
import re
from datetime import timedelta

from tests.browser import DEVICE


def test_the_rules_are_those_of_this_sitting(candidate):
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    rules = re.sub(r"\s+", " ", page.select_one(".waiting-rules").text)
    for words in ("60 分钟", "1 次", "满分 8", "全对给分", "交卷后即时公布"):
        assert words in rules, (words, rules)
    assert "承诺" in page.select_one("form[method=post] button").text


def test_the_script_gets_the_times_and_nothing_of_the_paper(candidate):
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    data = json.loads(page.select_one("#waiting-data").string)
    assert set(data) == {"now", "opens", "closes", "clockUrl"}
    assert data["opens"] < data["now"] < data["closes"]


def test_who_has_begun_is_led_back(candidate):
    candidate.start()
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    assert page.select(f'a.button[href="/room/attempts/{candidate.attempt_id}"]')


def test_after_the_window_there_is_no_way_in(candidate, db):
    candidate.sitting.closes_at = candidate.sitting.opens_at + timedelta(minutes=1)
    db.session.commit()
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    assert page.select("form") == []
    assert "已结束" in page.text


def test_the_device_is_named_before_the_start_and_keeps_its_name(candidate):
    client = candidate.browser.client
    client.delete_cookie(DEVICE)
    candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    named = client.get_cookie(DEVICE)
    assert (len(named.value), named.http_only) == (32, True)
    candidate.start()
    candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    assert client.get_cookie(DEVICE).value == named.value


def test_the_candidate_checks_who_they_are_taken_for(candidate):
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting_id)
    shown = page.select_one("#identity").text
    badge = candidate.officer.badge_number
    assert candidate.officer.name in shown
    assert candidate.sitting.unit.name in shown
    assert badge not in page.text
    assert badge[:4] in shown
