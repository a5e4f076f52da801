"""The deadline burst (F14): everybody hands in at once, and every attempt is scored."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.clients import Sitter
from tests.faults.extent import amount, needs_postgresql
from tests.faults.verdict import judge

pytestmark = pytest.mark.faults
HAND_INS = {"postgresql": amount(500, 5000), "sqlite": amount(150, 5000)}
ANSWERS = 1
AT_ONCE = 32


def burst(site, number, report):
    """Let so many candidates answer, then hand in at one moment; return the candidates."""
    sitting_id, item, runners = site.crowd(number)
    sitters = [Sitter(site, sitting_id, item, one, losing=0) for one in runners]
    with site, ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda sitter: sitter.start(saves=ANSWERS), sitters))
        started = time.monotonic()
        took = sorted(pool.map(_timed_hand_in, sitters))
        whole = time.monotonic() - started
        for sitter in sitters:
            sitter.hang_up()
    p99 = took[len(took) * 99 // 100]
    report(f"{number} hand-ins in {whole:.1f} s, p99 {p99 * 1000:.0f} ms")
    return sitters


def _timed_hand_in(sitter):
    started = time.monotonic()
    sitter.hand_in()
    return time.monotonic() - started


@pytest.fixture
def report(capsys):
    def say(text):
        with capsys.disabled():
            print(f"\n{text}")

    return say


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=needs_postgresql)])
def test_everybody_hands_in_at_once_and_everything_is_scored(new_site, kind, report, request):
    is_sqlite = kind == "sqlite"
    place = {} if is_sqlite else {"database_url": request.getfixturevalue("cluster").url}
    site, number = new_site(workers=2, **place), HAND_INS[kind]
    sitters = burst(site, number, report)
    verdict = judge(site, sitters)
    assert [odd for sitter in sitters for odd in sitter.unexpected] == []
    assert verdict.acknowledged == number * ANSWERS
    assert verdict.scored == number
    assert verdict.is_clean, verdict


def test_a_hand_in_that_leaves_the_score_for_later_is_noticed(new_site, report):
    site = new_site(workers=2, target="tests.faults.weakened.unscored:app")
    verdict = judge(site, burst(site, AT_ONCE, report))
    assert verdict.unscored > 0, verdict
    assert not verdict.is_clean
