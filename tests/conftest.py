"""Shared fixtures: one app, one migrated schema, and a database that forgets after each test."""

import secrets

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.browser import Browser
from tests.counting import counting
from tests.databases import new_database
from tests.factories import Factory
from zhifa_training.config import Policy, Profile, Settings
from zhifa_training.core.db import db as database
from zhifa_training.factory import create_app

TOGETHER = ("tests/contracts/test_benchmarks.py", "tests/features/demo/test_load.py")
"""Files whose tests share something dear: one worker runs them all."""


class _SomeTogether(LoadScopeScheduling):
    """Stands in for ``xdist_group``, whose marks pytest 9 does not hand to xdist 3.8."""

    def _split_scope(self, nodeid):
        return next((file for file in TOGETHER if nodeid.startswith(file)), nodeid)


def pytest_xdist_make_scheduler(config, log):
    return _SomeTogether(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def kept_database(tmp_path_factory):
    return new_database(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def settings(tmp_path_factory, kept_database):
    folder = tmp_path_factory.mktemp("instance")
    return Settings(
        profile=Profile.EMBEDDED,
        policy=Policy.DENGBAO3,
        instance=folder,
        secret_key=secrets.token_urlsafe(48),
        key_ring=folder / "key_ring.json",
        database_url=kept_database.url,
        https=False,
        proxy_hops=0,
        trusted_hosts=(),
        ticker=False,
    )


@pytest.fixture(scope="session")
def app(settings, kept_database):
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        kept_database.prepare()
    yield app
    with app.app_context():
        kept_database.drop()


@pytest.fixture
def db(app, kept_database):
    """Give the test an empty, migrated database; what it commits is really committed."""
    with app.app_context():
        kept_database.reset()
        yield database
        database.session.remove()


@pytest.fixture
def make(db):
    return Factory(db.session)


@pytest.fixture
def browser(app, db):
    return Browser(app)


@pytest.fixture
def count_queries(db):
    """Count the statements a block sends."""
    return lambda: counting(db.engine)
