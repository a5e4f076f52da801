import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, jsonify, request, session
from flask_wtf.csrf import CSRFError, generate_csrf

from zhifa_training.core.signatures import ForgeryCheck, RememberingSessions


@pytest.fixture
def app():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="k" * 40, WTF_CSRF_TIME_LIMIT=None)
    app.session_interface = RememberingSessions()
    ForgeryCheck().init_app(app)
    app.register_error_handler(CSRFError, lambda error: (error.description, 400))

    @app.get("/token")
    def token():
        session["seen"] = session.get("seen", 0) + 1
        return jsonify(token=generate_csrf(), seen=session["seen"])

    @app.get("/list")
    def grow():
        session.setdefault("list", []).append(1)
        return jsonify(session["list"])

    @app.get("/look")
    def look():
        return jsonify(dict(session))

    @app.post("/change")
    def change():
        return jsonify(request.get_json(silent=True))

    return app


def change(client, token, **more):
    headers = {"X-CSRFToken": token} if token is not None else {}
    return client.post("/change", json={"a": 1}, headers=headers | more.pop("headers", {}), **more)


def test_a_token_of_this_session_is_taken_every_time(app):
    client = app.test_client()
    token = client.get("/token").json["token"]
    assert [change(client, token).status_code for _ in range(3)] == [200, 200, 200]


def test_a_token_proven_in_one_session_is_refused_in_another(app):
    mine, other = app.test_client(), app.test_client()
    token = mine.get("/token").json["token"]
    other.get("/token")
    assert change(mine, token).status_code == 200
    assert change(other, token).status_code == 400
    assert change(app.test_client(), token).status_code == 400


@pytest.mark.parametrize("token", [None, "", "forged", "ImEi.aaaa.bbbb"])
def test_without_a_genuine_token_nothing_changes(app, token):
    client = app.test_client()
    client.get("/token")
    assert change(client, token).status_code == 400


def test_a_form_still_needs_its_field(app):
    client = app.test_client()
    token = client.get("/token").json["token"]
    assert client.post("/change", data={}).status_code == 400
    assert client.post("/change", data={"csrf_token": token}).status_code == 200


@pytest.mark.parametrize(
    ("referrer", "status"), [(None, 400), ("https://evil/", 400), ("https://localhost/x", 200)]
)
def test_over_https_the_referrer_must_be_ours(app, referrer, status):
    client = app.test_client()
    token = client.get("/token", base_url="https://localhost").json["token"]
    headers = {"Referer": referrer} if referrer else {}
    answer = change(client, token, headers=headers, base_url="https://localhost")
    assert answer.status_code == status


def test_a_forged_cookie_is_an_empty_session(app):
    client = app.test_client()
    client.get("/token")
    cookie = client.get_cookie("session").value
    client.set_cookie("session", cookie[:-3] + ("aaa" if cookie[-3:] != "aaa" else "bbb"))
    assert client.get("/look").json == {}


def test_a_remembered_cookie_still_grows_too_old(app, monkeypatch):
    client = app.test_client()
    client.get("/token")
    assert client.get("/look").json["seen"] == 1
    app.config["PERMANENT_SESSION_LIFETIME"] = 0
    time.sleep(1.1)
    assert client.get("/look").json == {}


def test_a_cookie_of_a_node_whose_clock_is_ahead_is_taken(app):
    client = app.test_client()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        client.get("/list")
    assert client.get("/look").json["list"] == [1]


def test_what_one_request_changes_no_other_sees(app):
    one, two = app.test_client(), app.test_client()
    one.get("/token")
    two.set_cookie("session", one.get_cookie("session").value)
    assert one.get("/token").json["seen"] == 2
    assert two.get("/look").json["seen"] == 1
    two.get("/list")
    stale = two.get_cookie("session").value
    two.get("/list")
    two.set_cookie("session", stale)
    assert two.get("/look").json["list"] == [1]
