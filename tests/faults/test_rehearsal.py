"""A rehearsal against real servers: loses nothing, sees a loss, leaves nothing that counts."""

import json

import pytest
from sqlalchemy import func, select

from tests.factories import Factory
from tests.faults.extent import needs_postgresql
from zhifa_training.accounts.actor import system
from zhifa_training.accounts.models import Account, RoleAssignment, SignInSession
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.queries.exposure import ExamExposure
from zhifa_training.exams.rules.rehearsal import KINDS
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services import sweeping
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.records.models import TrainingRecord
from zhifa_training.units.models import Posting, Unit

pytestmark = pytest.mark.faults
EXAMINEES, QUESTIONS = 8, 12
SMALL = ("--examinees", str(EXAMINEES), "--seconds", "3", "--questions", str(QUESTIONS), "--json")


def stock(site, *, is_in_use=False):
    """Give a site just the questions a small rehearsal needs, and a real exam if it is in use."""
    with site.app.app_context():
        make = Factory(db.session)
        version = make.law()
        revisions = [make.question(version) for _ in range(QUESTIONS)]
        if is_in_use:
            make.exam(make.unit(), revisions)
        db.session.remove()
    return site


def rehearse(site, *more, nodes=()):
    """Run the command as an operator would; return it and what it told."""
    urls = [f"--url=http://127.0.0.1:{node.port}" for node in nodes or (site,)]
    done = site.app.test_cli_runner().invoke(args=["exams", "rehearse", *SMALL, *urls, *more])
    return done, json.loads(done.stdout) if done.stdout.startswith("{") else {}


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=needs_postgresql)])
def test_a_rehearsal_loses_nothing_and_leaves_nothing_that_counts(
    new_site, kind, request, tmp_path
):
    is_sqlite = kind == "sqlite"
    place = {} if is_sqlite else {"database_url": request.getfixturevalue("cluster").url}
    site = stock(new_site(tmp_path / "one", workers=1, **place))
    with site, new_site(tmp_path / "one", workers=1, **place) as other:
        done, told = rehearse(site, nodes=(site, other))
    assert done.exit_code == 0, done.output
    assert (told["nodes"], told["lost"]) == (2, 0)
    assert told["errors"] == 0, told["troubles"]
    assert told["acknowledged"] == told["scored"] == EXAMINEES * QUESTIONS
    assert told["papers_complete"] == told["people"] == EXAMINEES
    assert all(told["requests"][kind] >= EXAMINEES for kind in KINDS)
    assert all(0 < told["p50_ms"][kind] <= told["p99_ms"][kind] for kind in KINDS)
    with site.app.app_context():
        sweeping.sweep()
        attempts = db.session.scalars(select(Attempt.state)).all()
        assert attempts == [AttemptState.SCORED] * EXAMINEES
        nothing = [select(func.count()).select_from(model) for model in (Posting, TrainingRecord)]
        assert [db.session.scalar(count) for count in nothing] == [0, 0]
        exposure = ExamExposure()
        actor = system(roots=())
        assert exposure.count_attempts(since=clock.now().replace(year=2000), actor=actor) == 0
        published = select(StoredQuestion.id).where(StoredQuestion.state == QuestionState.PUBLISHED)
        assert not set(db.session.scalars(published)) & set(db.session.scalars(exposure.used()))
        open_ones = [
            select(func.count()).where(ended.is_(None))
            for ended in (
                Account.disabled_at,
                SignInSession.ended_at,
                RoleAssignment.revoked_at,
                Exam.cancelled_at,
                Unit.closed_on,
            )
        ]
        assert [db.session.scalar(count) for count in open_ones] == [0] * len(open_ones)
        db.session.remove()


def test_a_product_that_forgets_what_it_acknowledged_is_found_out(new_site):
    site = stock(new_site(workers=1, target="tests.faults.weakened.forgetting:app"))
    with site:
        done, told = rehearse(site)
    assert told["lost"] == told["acknowledged"] - told["scored"] > 0
    assert done.exit_code == 1
    assert "丢失" in done.stderr


def test_it_holds_no_rehearsal_beside_real_exams_unless_told_to(new_site):
    site = stock(new_site(workers=1), is_in_use=True)
    with site:
        refused, _ = rehearse(site)
        held, told = rehearse(site, "--beside-real-exams")
    assert refused.exit_code == 1
    assert "--beside-real-exams" in refused.stderr
    assert held.exit_code == 0, held.output
    assert told["papers_complete"] == EXAMINEES


def test_a_site_on_another_database_is_refused(new_site):
    here, elsewhere = stock(new_site()), new_site(workers=1)
    with elsewhere:
        done, _ = rehearse(here, nodes=[elsewhere])
    assert done.exit_code == 1
    assert "ZHIFA_DATABASE_URL" in done.stderr


def test_a_bank_that_is_too_small_is_refused(new_site):
    with new_site(workers=1) as site:
        done, _ = rehearse(site)
    assert done.exit_code == 1
    assert "题库中可用的选择题、判断题只有 0 道" in done.stderr


def test_without_an_address_it_plays_on_an_instance_of_its_own(new_site, capfd):
    """The instance is gone afterwards, and the one configured here was not touched."""
    site = new_site()
    done = site.app.test_cli_runner().invoke(args=["exams", "rehearse", *SMALL])
    out, err = capfd.readouterr()
    told = json.loads(out)
    assert done.exit_code == 0, err
    assert "另起一个实例" in done.stderr
    assert (told["lost"], told["papers_complete"]) == (0, EXAMINEES)
    with site.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Exam)) == 0
        db.session.remove()
