"""Responses lost, broken off, slow, half-open (F5): nothing is lost and nothing is stored twice."""

import pytest

from tests.faults.clients import Hall
from tests.faults.extent import amount
from tests.faults.relay import FAULTS, HALF_OPEN_SECONDS, Relay
from tests.faults.verdict import judge

pytestmark = pytest.mark.faults
LOSING = 0.2
ACKNOWLEDGED = amount(600, 60_000)
EACH_FAULT = 10


def test_a_fifth_of_the_responses_lost_loses_and_doubles_nothing(new_site):
    site = new_site(workers=2)
    with site, Relay(site.port, losing_responses=LOSING, losing_requests=0.05) as relay:
        hall = Hall(site, 60, at_once=12, losing=0, port=relay.port, patience=HALF_OPEN_SECONDS + 2)
        with hall.at_work():
            hall.wait_for(ACKNOWLEDGED, seconds=ACKNOWLEDGED)
    verdict = judge(site, hall.sitters)
    assert hall.failures == []
    assert [odd for sitter in hall.sitters for odd in sitter.unexpected] == []
    assert all(relay.seen[f"response {fault.__name__}"] > EACH_FAULT for fault in FAULTS)
    assert verdict.acknowledged >= ACKNOWLEDGED
    assert verdict.is_clean, verdict


def test_without_the_key_of_the_event_answers_are_stored_twice(new_site):
    site = new_site(target="tests.faults.weakened.unkeyed:app", workers=2)
    with site, Relay(site.port, losing_responses=LOSING) as relay:
        hall = Hall(site, 12, at_once=12, losing=0, port=relay.port)
        with hall.at_work():
            hall.wait_for(150)
    verdict = judge(site, hall.sitters)
    assert verdict.duplicates > 0, verdict
    assert not verdict.is_clean
