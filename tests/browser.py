"""A test client that holds every page to the same standard."""

import re
import secrets

import html5lib
from bs4 import BeautifulSoup
from flask import url_for

from tests.databases import is_postgresql
from zhifa_training.accounts.services.sessions import open_session
from zhifa_training.core.db import db

DEVICE = "zhifa_device"
CONTROLS = {"input", "select", "textarea"}
INLINE = {"style", "onclick", "onchange", "onsubmit"}


class Browser:
    """One person's browser: signed in through a real session row, judged page by page."""

    def __init__(self, app):
        self.app, self.client = app, app.test_client()
        self.client.set_cookie(DEVICE, secrets.token_urlsafe(24))

    def sign_in(self, account):
        with self.app.test_request_context():
            token = open_session(account=account, address="127.0.0.1", browser="test")
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return self

    def get(self, endpoint, *, expect=200, headers=None, **values):
        return self._open("GET", endpoint, values, expect, headers=headers)

    def post(self, endpoint, data=None, *, expect=302, json=None, headers=None, **values):
        return self._open("POST", endpoint, values, expect, data=data, json=json, headers=headers)

    def url(self, endpoint, **values):
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _open(self, method, endpoint, values, expect, **sent):
        url = self.url(endpoint, **values)
        db.session.commit()
        with self.app.app_context():  # its own ``g``: who was signed in before is forgotten
            response = self.client.open(url, method=method, buffered=True, **sent)
        db.session.expire_all()
        assert response.status_code == expect, response.text
        is_page = expect == 200 and response.mimetype == "text/html"
        return inspect(response.text) if is_page else response


def inspect(text):
    """Parse a page, and judge it: strict HTML, unique ids, one title, nothing inline.

    A page is built alike on either database, so it is judged on the embedded one.
    """
    page = BeautifulSoup(text, "html.parser")
    if not is_postgresql():
        _judge(text, page)
    return page


def _judge(text, page):
    html5lib.HTMLParser(strict=True).parse(text)
    tags = page.find_all(True)
    ids = [tag["id"] for tag in tags if tag.has_attr("id")]
    assert len(ids) == len(set(ids)), "an id is used twice"
    headings = [tag for tag in tags if tag.name == "h1"]
    assert len(headings) == 1, "a page has one h1"
    title = re.sub(r"\s+", "", page.title.text)
    assert re.sub(r"\s+", "", headings[0].text) in title, "title and heading disagree"
    labels = {tag.get("for") for tag in tags if tag.name == "label"}
    for tag in tags:
        assert not INLINE & tag.attrs.keys(), f"an inline style or handler: {tag}"
        if tag.name == "script":
            assert tag.get("src") or tag.get("type") == "application/json", "inline script"
        if tag.name in CONTROLS and tag.get("type") != "hidden":
            labelled = tag.get("aria-label") or tag.get("aria-labelledby")
            is_told = labelled or tag.find_parent("label") or tag.get("id", "") in labels
            assert is_told, f"a control without a label: {tag}"
