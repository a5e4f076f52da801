"""The database is away: the page is told to keep its answers and try again."""

import pytest
from sqlalchemy.pool import Pool

from zhifa_training.core.db import db


@pytest.fixture
def away(candidate, monkeypatch):
    """Break every new connection, as PostgreSQL does while it restarts and SQLite while locked."""
    candidate.start()
    db.session.remove()
    driver_error = db.engine.dialect.loaded_dbapi.OperationalError

    def refuse(*_args, **_options):
        raise driver_error("the database is away")

    with monkeypatch.context() as patch:
        db.engine.dispose()
        patch.setattr(Pool, "connect", refuse)
        yield
    db.session.remove()


def test_a_save_is_to_be_repeated(candidate, away):
    event = candidate.event()
    response = candidate.browser.post(
        "room.save",
        json={"epoch": 1, "events": [event]},
        expect=503,
        attempt_id=candidate.attempt_id,
    )
    assert response.json["code"] == "unavailable"
    assert int(response.headers["Retry-After"]) > 0


def test_a_hand_in_is_to_be_repeated(candidate, away):
    assert candidate.hand_in(expect=503)["code"] == "unavailable"


def test_a_page_says_so(candidate, away):
    page = candidate.browser.get("room.paper", expect=503, attempt_id=candidate.attempt_id)
    assert "暂时" in page.text
