"""The short way of an ordinary save or hand-in (捷径), past the general machinery of a request.

Measured: routing, hooks and response objects cost as much CPU as all the rest of a save. This way
checks the same things by the same functions and runs the same statements; whatever is not plainly
saved or handed in, for whatever reason, is asked again of the view, which words every refusal.
Asking again is harmless: a save is idempotent by its event ids, a hand-in by its attempt.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import SecurityError
from werkzeug.http import parse_cookie
from werkzeug.wsgi import get_host

from zhifa_training.accounts.login import TOKEN
from zhifa_training.accounts.services.sessions import digest
from zhifa_training.core import web
from zhifa_training.core.errors import DomainError
from zhifa_training.core.signatures import RememberingSessions, is_own_token
from zhifa_training.exams.rules.answers import read_epoch, read_save
from zhifa_training.exams.services import answers, closing

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Act = Callable[[UUID, Any, str, str], dict[str, Any] | None]
"""Does what is asked of an attempt: the JSON body, the token's digest, where the site is mounted.

Returns what to tell the page; None where the view must word it.
"""
_PATH = re.compile(r"/room/attempts/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z-]+)")
LONGEST = 64 * 1024
_HEADERS = [
    ("Content-Type", "application/json"),
    *web.HEADERS.items(),
    ("Cache-Control", "no-store"),
    ("Vary", "Cookie"),
]


class ExamShortcut:
    """Answer ordinary saves and hand-ins; leave everything else to the application."""

    def __init__(self, app: Flask, sessions: RememberingSessions) -> None:
        self._app, self._sessions, self._rest = app, sessions, app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        found = _PATH.fullmatch(environ["PATH_INFO"])
        act = _ACTS.get(found[2]) if found else None
        if found and act and (body := _body(environ)) is not None:
            told = self._done(act, environ, UUID(found[1]), body)
            if told is not None:
                headers = [*_HEADERS, ("Content-Length", str(len(told)))]
                headers.append(("X-Request-Id", secrets.token_hex(8)))
                start_response("200 OK", headers)
                return [told]
            environ["wsgi.input"] = BytesIO(body)
        return self._rest(environ, start_response)

    def _done(
        self, act: Act, environ: dict[str, Any], attempt_id: UUID, body: bytes
    ) -> bytes | None:
        token = self._token(environ)
        if token is None:
            return None
        mount = environ.get("SCRIPT_NAME", "").rstrip("/")
        try:
            with self._app.app_context():
                told = act(attempt_id, json.loads(body), digest(token), mount)
        except (ValueError, DomainError, SQLAlchemyError):
            return None
        return None if told is None else json.dumps(told, separators=(",", ":")).encode() + b"\n"

    def _token(self, environ: dict[str, Any]) -> str | None:
        """Return the sign-in token of a request that is nobody's forgery."""
        name = self._app.config["SESSION_COOKIE_NAME"]
        cookie = parse_cookie(environ.get("HTTP_COOKIE", "")).get(name)
        values = self._sessions.remembered(self._app, cookie) if cookie else None
        sent = environ.get("HTTP_X_CSRFTOKEN", "")
        if not values or not self._is_ours(environ) or not is_own_token(self._app, values, sent):
            return None
        token = values.get(TOKEN)
        return token if isinstance(token, str) else None

    def _is_ours(self, environ: dict[str, Any]) -> bool:
        """Tell whether the request came to a host we serve and, by HTTPS, from a page of ours."""
        try:
            host = get_host(environ, self._app.config["TRUSTED_HOSTS"])
        except SecurityError:
            return False
        referrer = str(environ.get("HTTP_REFERER", ""))
        return environ["wsgi.url_scheme"] == "http" or referrer.startswith(f"https://{host}/")


def _body(environ: dict[str, Any]) -> bytes | None:
    """Return the body of a JSON post of ordinary size, read whole."""
    size = environ.get("CONTENT_LENGTH") or ""
    is_json = str(environ.get("CONTENT_TYPE", "")).partition(";")[0] == "application/json"
    if environ["REQUEST_METHOD"] != "POST" or not is_json or not size.isdecimal():
        return None
    return environ["wsgi.input"].read(int(size)) if int(size) <= LONGEST else None


def _save(attempt_id: UUID, body: Any, token_digest: str, _mount: str) -> dict[str, Any] | None:
    outcome = answers.save(attempt_id, read_save(body), token_digest=token_digest)
    if outcome.refusal or outcome.late or outcome.deadline_at is None:
        return None
    return {
        "deadline": _milliseconds(outcome.deadline_at),
        "late": [],
        "now": _milliseconds(outcome.now),
        "saved": [str(event) for event in outcome.saved],
        "state": "saved",
    }


def _hand_in(attempt_id: UUID, body: Any, token_digest: str, mount: str) -> dict[str, Any] | None:
    outcome = closing.hand_in(attempt_id, epoch=read_epoch(body), token_digest=token_digest)
    receipt = outcome.receipt
    if receipt is None:
        return None
    return {
        "answered": receipt.answered,
        "closed_at": _milliseconds(receipt.closed_at),
        "digest": receipt.digest,
        "receipt": receipt.number,
        "state": "handed_in",
        "total": receipt.total,
        "url": f"{mount}/room/attempts/{attempt_id}/receipt",
    }


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


_ACTS: dict[str, Act] = {"answers": _save, "hand-in": _hand_in}
