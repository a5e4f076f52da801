from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.exams.services import closing


@pytest.fixture
def city(make):
    return make.unit("某市支队")


@pytest.fixture
def trainer(make, city):
    return make.account(city, Role.TRAINER, name="培训管理员")


@pytest.fixture
def invigilator(make, city):
    return make.account(city, Role.INVIGILATOR)


@pytest.fixture
def stranger(make):
    return make.account(make.unit("邻市支队"), Role.TRAINER)


@pytest.fixture
def officer(make, city):
    return make.officer(city, "李四")


@pytest.fixture
def candidate_account(make, city, officer):
    return make.account(city, officer=officer)


@pytest.fixture
def someone(city):
    """Whoever a service is called by."""
    return system(roots=[city.id])


@pytest.fixture
def hand_in(db):
    """Answer ``right`` items rightly and the others wrongly, hand in and score."""

    def hand_in(attempt, *, right):
        attempt_id = attempt.id
        for number, item in enumerate(attempt.paper.items):
            wrong = [o["id"] for o in item.revision.options if o["id"] not in item.key][:1]
            chosen = item.key if number < right else wrong
            db.session.add(
                AnswerEvent(
                    attempt_id=attempt.id,
                    client_event_id=new_id(),
                    item_id=item.revision_id,
                    value=",".join(sorted(chosen)),
                    client_seq=number,
                    lease_epoch=attempt.lease_epoch,
                )
            )
        db.session.commit()
        over = datetime.now(UTC) - timedelta(seconds=attempt.grace_seconds + 1)
        db.session.execute(
            sa.update(Attempt).where(Attempt.id == attempt_id).values(deadline_at=over)
        )
        db.session.commit()
        assert closing.close_expired(attempt_id)
        db.session.commit()  # see what was stored beside this session
        return attempt

    return hand_in


@pytest.fixture
def typed_rules(city):
    """What the exam form sends."""
    return {
        "title": "春季轮训考试",
        "unit": str(city.id),
        "kind": "rotation",
        "duration_minutes": "90",
        "minimum_minutes": "30",
        "pass_score": "6",
        "partial_credit": "half",
        "shuffles_items": "y",
        "release_policy": "together",
        "review_mode": "wrong_items",
        "form_count": "2",
        "avoids_last": "3",
        "leave_policy": "remind",
        "leave_limit": "5",
    }


@pytest.fixture
def typed_window(city):
    """What the sitting form sends: a window that opens in an hour."""
    opens = (datetime.now(UTC) + timedelta(hours=9)).replace(second=0, microsecond=0)
    return {
        "title": "第一场",
        "unit": str(city.id),
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (opens + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "duration_minutes": "90",
        "late_entry_minutes": "30",
        "grace_seconds": "30",
        "attempt_limit": "1",
        "place": "三楼机房",
    }


@pytest.fixture
def blueprint(make, city):
    """A blueprint of one cell: four single-choice questions worth two each."""
    return make.blueprint(city)


@pytest.fixture
def pool(make):
    """Exactly the questions that ``blueprint`` needs."""
    version = make.law("行政处罚法")
    return [make.question(version) for _ in range(4)]


@pytest.fixture
def draft(make, city, blueprint):
    """An exam that is not published."""
    return make.draft(city, blueprint)


@pytest.fixture
def exam(make, city):
    """A published exam whose results are released together."""
    return make.exam(city, release_policy=ReleasePolicy.TOGETHER)
