"""The server is down over the deadline (F8): every attempt closes at its own, answers intact."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.faults.clients import Sitter
from tests.faults.extent import amount
from tests.faults.verdict import judge
from zhifa_training.core.db import database_now, db
from zhifa_training.exams.models.attempts import Attempt, LateAnswer
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.words import AttemptState, CloseReason
from zhifa_training.exams.services import sweeping

pytestmark = pytest.mark.faults
LENGTHS = amount(
    [timedelta(seconds=2), timedelta(minutes=5), timedelta(hours=24)],
    [timedelta(seconds=1 + n * n * 35) for n in range(50)],
)
CANDIDATES, ANSWERS = 8, 3
LEFT = timedelta(seconds=1)


@pytest.fixture
def left_open(new_site):
    """Return a function that lets candidates answer, and the server be away for so long.

    Two seconds really pass. Of a longer outage the rest has passed already: every time that the
    database holds of these attempts lies so much further back.
    """

    def run(length, **changes):
        site = new_site(workers=1, ZHIFA_TICKER="0", **changes)
        sitting_id, item, runners = site.crowd(CANDIDATES)
        sitters = [Sitter(site, sitting_id, item, one, losing=0) for one in runners]
        with site:
            for sitter in sitters:
                sitter.start(saves=ANSWERS)
                sitter.hang_up()
        deadlines = _bring_to_the_end(site, sitting_id, length)
        time.sleep(2)
        return site, sitters, deadlines

    return run


def _bring_to_the_end(site, sitting_id, length):
    """Let each attempt end at a time of its own while the server is away for ``length``."""
    with site.app.app_context():
        now = database_now()
        attempts = db.session.query(Attempt).order_by(Attempt.id).all()
        for place, attempt in enumerate(attempts):
            attempt.started_at = now - length - timedelta(hours=1)
            attempt.deadline_at = now - length + LEFT + timedelta(milliseconds=100 * place)
            attempt.grace_seconds = 0
        db.session.execute(sa.update(Sitting).values(grace_seconds=0))
        db.session.commit()
        deadlines = {attempt.id: attempt.deadline_at for attempt in attempts}
        db.session.remove()
    site.close()
    return deadlines


def closed(site):
    with site.app.app_context():
        rows = db.session.query(Attempt).all()
        found = {row.id: (row.closed_at, row.close_reason) for row in rows}
        is_over = all(row.state is not AttemptState.LIVE for row in rows)
        db.session.remove()
    return found, is_over


@pytest.mark.parametrize("length", LENGTHS, ids=str)
def test_attempts_close_at_their_own_deadline_however_long_nobody_was_there(left_open, length):
    site, sitters, deadlines = left_open(length)
    with site:
        refused = [sitter.refused_late() for sitter in sitters]
    assert refused == [410] * CANDIDATES, "nobody has swept yet, the deadline alone refuses"
    with site.app.app_context():
        assert sweeping.sweep().failed == 0
        assert db.session.query(LateAnswer).count() == CANDIDATES
        db.session.remove()
    found, is_over = closed(site)
    assert is_over
    assert found == {id: (at, CloseReason.EXPIRED) for id, at in deadlines.items()}
    verdict = judge(site, sitters)
    assert (verdict.acknowledged, verdict.scored) == (CANDIDATES * ANSWERS, CANDIDATES)
    assert verdict.is_clean, verdict


def test_a_deadline_kept_by_the_job_alone_takes_answers_after_it(left_open):
    site, sitters, _ = left_open(LENGTHS[0], target="tests.faults.weakened.swept_only:app")
    with site:
        refused = [sitter.refused_late() for sitter in sitters]
    assert refused == [200] * CANDIDATES
