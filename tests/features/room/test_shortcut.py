"""The short way says what the view says, and leaves to the view whatever it refuses."""

import json
import uuid
from contextlib import contextmanager
from functools import wraps

import pytest
from flask import session
from flask_wtf.csrf import generate_csrf

from zhifa_training.exams.views import room

JSON = "application/json"


class Sender:
    """Sends saves as the exam page does: with the cookie and the forgery token."""

    def __init__(self, app, candidate):
        self.app, self.candidate = app, candidate
        with candidate.browser.client.session_transaction() as kept:
            values = dict(kept)
        with app.test_request_context():
            session.update(values)
            self.token = generate_csrf()
            cookie = app.session_interface.get_signing_serializer(app).dumps(dict(session))
        self.cookie = f"{app.config['SESSION_COOKIE_NAME']}={cookie}"

    def send(self, body=None, *, attempt_id=None, act="answers", mount="", **changes):
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token} | changes
        sent = {"epoch": 1, "events": [self.candidate.event()]} if body is None else body
        return self.app.test_client(use_cookies=False).post(
            f"/room/attempts/{attempt_id or self.candidate.attempt_id}/{act}",
            data=sent if isinstance(sent, bytes) else json.dumps(sent),
            content_type=JSON,
            environ_overrides={"SCRIPT_NAME": mount},
            headers={name: value for name, value in headers.items() if value is not None},
        )


@pytest.fixture
def sender(app, candidate, monkeypatch):
    candidate.start()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return Sender(app, candidate)


@contextmanager
def the_long_way(app):
    shortcut = app.wsgi_app
    app.wsgi_app = shortcut._rest
    yield
    app.wsgi_app = shortcut


@pytest.fixture
def views(app, monkeypatch):
    """Record what comes to the view."""
    seen = []

    def watch(name):
        view = app.view_functions[name]

        @wraps(view)
        def recorded(**values):
            seen.append(values)
            return view(**values)

        monkeypatch.setitem(app.view_functions, name, recorded)

    watch("room.save")
    watch("room.hand_in")
    return seen


def test_an_ordinary_save_goes_the_short_way(sender, stored, views):
    event = sender.candidate.event()
    told = sender.send({"epoch": 1, "events": [event]})
    assert (told.status_code, views) == (200, [])
    assert told.json["saved"] == [event["id"]]
    assert len(stored.events(sender.candidate.attempt_id)) == 1


def test_an_ordinary_hand_in_goes_the_short_way(sender, stored, views):
    sender.send()
    views.clear()
    told = sender.send({"epoch": 1}, act="hand-in")
    assert (told.status_code, views) == (200, [])
    assert (told.json["state"], told.json["answered"]) == ("handed_in", 1)
    assert len(stored.scores(sender.candidate.attempt_id)) == 1


@pytest.mark.parametrize("act", ["answers", "hand-in"])
@pytest.mark.parametrize("mount", ["", "/training"])
def test_both_ways_say_the_same(app, sender, act, mount):
    body = {"epoch": 1, "events": [sender.candidate.event()]}
    where = {"act": act, "mount": mount}
    short = sender.send(body, **where)
    with the_long_way(app):
        long = sender.send(body, **where)
    assert short.json | {"now": 0} == long.json | {"now": 0}
    assert list(short.json) == list(long.json)
    names = {name for name, _ in long.headers} - {"Date"}
    for name in names - {"X-Request-Id", "Content-Length"}:
        assert short.headers[name] == long.headers[name], name
    assert {name for name, _ in short.headers} - {"Date"} == names
    assert len(short.headers["X-Request-Id"]) == len(long.headers["X-Request-Id"])


def untimed(response):
    return response.json | {"now": None} if response.is_json else response.text


REFUSED = {
    "no cookie": {"Cookie": None},
    "forged cookie": {"Cookie": "session=a.b.c; zhifa_session=a.b.c"},
    "no forgery token": {"X-CSRFToken": None},
    "forged token": {"X-CSRFToken": "a.b.c"},
    "not JSON": {"body": b"{"},
    "no events": {"body": {"epoch": 1, "events": []}},
    "a foreign attempt": {"attempt_id": uuid.UUID(int=7)},
    "another device's lease": {"epoch": 2},
    "too much": {"body": b'{"epoch": 1, "events": "' + b"x" * 70_000 + b'"}'},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_by_the_view(app, sender, views, name):
    changes = dict(REFUSED[name])
    body = changes.pop("body", None)
    if body is None:
        epoch = changes.pop("epoch", 1)
        body = {"epoch": epoch, "events": [sender.candidate.event()]}
    short = sender.send(body, **changes)
    with the_long_way(app):
        long = sender.send(body, **changes)
    assert short.status_code >= 400
    assert short.status_code == long.status_code
    assert untimed(short) == untimed(long)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("no cookie", {"Cookie": None}),
        ("no forgery token", {"X-CSRFToken": None}),
        ("not JSON", {"body": b"{"}),
        ("no epoch", {"body": {}}),
        ("another device's lease", {"body": {"epoch": 2}}),
        ("a foreign attempt", {"attempt_id": uuid.UUID(int=7)}),
    ],
)
def test_a_refused_hand_in_is_refused_by_the_view(app, sender, stored, name, changes):
    asked = {"body": {"epoch": 1}, "act": "hand-in"} | changes
    short = sender.send(**asked)
    with the_long_way(app):
        long = sender.send(**asked)
    assert short.status_code == long.status_code >= 400
    assert untimed(short) == untimed(long)
    assert stored.scores(sender.candidate.attempt_id) == []


def test_a_late_answer_is_told_by_the_view(sender, views):
    client = sender.app.test_client(use_cookies=False)
    headers = {"Cookie": sender.cookie, "X-CSRFToken": sender.token}
    url = f"/room/attempts/{sender.candidate.attempt_id}"
    assert client.post(f"{url}/hand-in", json={"epoch": 1}, headers=headers).status_code == 200
    told = sender.send()
    assert (told.status_code, len(views)) == (410, 1)
    assert len(told.json["late"]) == 1


def test_a_foreign_host_is_left_to_the_view(app, sender, views, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["exam.example"])
    assert sender.send().status_code == 400
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost"])
    assert sender.send().status_code == 200
    assert views == []


@pytest.mark.parametrize(
    ("referrer", "status"),
    [("https://localhost/room", 200), ("https://evil.example/", 400), ("", 400)],
)
def test_over_https_the_page_must_be_ours(app, sender, referrer, status):
    event = sender.candidate.event()
    told = app.test_client(use_cookies=False).post(
        f"/room/attempts/{sender.candidate.attempt_id}/answers",
        base_url="https://localhost",
        json={"epoch": 1, "events": [event]},
        headers={"Cookie": sender.cookie, "X-CSRFToken": sender.token, "Referer": referrer},
    )
    assert told.status_code == status


def test_the_database_being_gone_is_told_by_the_view(app, sender, monkeypatch):
    def broken(*_args, **_kwargs):
        raise room.OperationalError("", None, Exception("gone"))

    monkeypatch.setattr(room.answers, "save", broken)
    told = sender.send()
    assert (told.status_code, told.json["code"]) == (503, "unavailable")
