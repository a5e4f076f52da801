"""A product to measure (被测站点): a temporary instance, a migrated database, people signed in."""

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID

import sqlalchemy as sa
from flask import session
from flask_migrate import upgrade
from flask_wtf.csrf import generate_csrf

from benchmarks import servers
from benchmarks.asking import DEVICE
from benchmarks.examinations import ExamHall
from benchmarks.people import SINCE, Province
from tests.cluster import Cluster
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.login import keep_token
from zhifa_training.accounts.models import Account, RoleAssignment, SignInSession
from zhifa_training.config import Settings
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.ids import new_id
from zhifa_training.demo.rows import Rows
from zhifa_training.factory import create_app


@dataclass(frozen=True, slots=True)
class Person:
    """Someone signed in: what their browser sends with every request."""

    officer_id: UUID | None
    unit_id: UUID
    headers: tuple[str, ...]


class Site:
    """One database with people, and the servers that were started on it."""

    def __init__(self, folder, database):
        self.folder, self.database = Path(folder), database
        self.cluster = None
        self.started, self.asked_for = [], 0
        self.environment = {"ZHIFA_INSTANCE": str(folder), "ZHIFA_TICKER": "0"}
        self.environment |= {"ZHIFA_PROFILE": "embedded", "ZHIFA_POLICY": "dengbao3"}
        self.environment |= {"ZHIFA_SECRET_KEY": "x" * 8 + sha256(b"benchmark").hexdigest()}

    def prepare(self):
        """Create the database, its schema, the province and the bank."""
        if self.database == "postgresql":
            self.cluster = Cluster().start()
        url = self.cluster.url if self.cluster else f"sqlite:///{self.folder / 'zhifa.sqlite'}"
        self.environment["ZHIFA_DATABASE_URL"] = url
        self.app = create_app(Settings.from_environment(self.environment))
        with self.app.app_context():
            upgrade()
            self.province = Province().found()
            self.hall = ExamHall(self.province.root_id, Random("benchmark/exams")).stock()
        return self

    @contextmanager
    def writing(self):
        """Give the block an application context; afterwards let the database know what it has."""
        with self.app.app_context():
            yield db
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("ANALYZE"))
            db.session.remove()

    def officers(self, count):
        """Return so many officers who were not asked for before, signed in."""
        first, self.asked_for = self.asked_for, self.asked_for + count
        self.province.grow(self.asked_for)
        return self._signed_in(Role.OFFICER, self.province.officers[first : self.asked_for])

    def viewer(self):
        """Return someone who sees the whole province's rates, signed in."""
        return self._signed_in(Role.UNIT_VIEWER, [(None, self.province.root_id)])[0]

    def _signed_in(self, role, holders):
        rows, now, people = Rows(), clock.now(), []
        for officer_id, unit_id in holders:
            account_id, token = new_id(), f"benchmark-{new_id().hex}"
            rows.add(
                Account,
                id=account_id,
                login=account_id.hex,
                name="测试",
                officer_id=officer_id,
                unit_id=None if officer_id else unit_id,
                password_hash="!",
                must_change_password=False,
            )
            rows.add(
                RoleAssignment,
                account_id=account_id,
                role=role,
                unit_id=unit_id,
                starts_on=SINCE,
            )
            rows.add(
                SignInSession,
                token_digest=sha256(token.encode()).hexdigest(),
                account_id=account_id,
                started_at=now,
                idle_until=now + timedelta(hours=8),
                expires_at=now + timedelta(hours=12),
                address="127.0.0.1",
                browser="benchmark",
            )
            people.append(Person(officer_id, unit_id, self._headers(token)))
        rows.store()
        return people

    def _headers(self, token):
        with self.app.app_context(), self.app.test_request_context():
            keep_token(token)
            forgery_token = generate_csrf()
            signer = self.app.session_interface.get_signing_serializer(self.app)
            cookie = signer.dumps(dict(session))
        name = self.app.config["SESSION_COOKIE_NAME"]
        return (f"Cookie: {name}={cookie}; zhifa_device={DEVICE}", f"X-CSRFToken: {forgery_token}")

    def serve(self, application):
        """Start a server on this site's database; the caller awaits it."""
        server = servers.Server(application, self.environment)
        self.started.append(server)
        return server

    def database_pids(self):
        """Return the roots of the database's process trees; none where it lives in the server."""
        return [self.cluster.postmaster()] if self.cluster else []

    def stop_servers(self):
        """Stop what was started, and leave the database."""
        while self.started:
            self.started.pop().stop()

    def close(self):
        """Stop everything and remove every file."""
        self.stop_servers()
        if hasattr(self, "app"):
            with self.app.app_context():
                db.engine.dispose()
        if self.cluster:
            self.cluster.stop()


@contextmanager
def open_site(database):
    """Prepare a site, and remove it afterwards."""
    with ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="zhifa-bench-")
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        site = Site(folder, database)
        stack.callback(site.close)
        yield site.prepare()
