from datetime import date

import pytest

from zhifa_training.core.db import db
from zhifa_training.demo import loading

DAY = date(2026, 11, 20)
OFFICERS = 120


@pytest.fixture(scope="module")
def province(app, kept_database):
    """Give a module one small demo province to look at, and change nothing in."""
    with app.app_context():
        kept_database.reset()
        yield loading.load(officers=OFFICERS, seed=1, on=DAY)
        db.session.remove()
