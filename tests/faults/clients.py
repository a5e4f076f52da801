"""Exam pages over HTTP: they retry until an answer is acknowledged, and remember what was."""

import http.client
import itertools
import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import session
from flask_wtf.csrf import generate_csrf

from tests.races.crowd import OPTIONS

TIMEOUT_SECONDS = 10
GIVE_UP_SECONDS = 60
LOST, UNAVAILABLE = 0, 503
EXPECTED = {200, 302, LOST, 502, UNAVAILABLE}
IDLE_SECONDS = 1.5


class GaveUpError(Exception):
    pass


@dataclass(frozen=True)
class Manner:
    """How the pages of a hall speak to the site."""

    port: int = 0
    """Where they connect, if not to the site itself."""
    patience: float = TIMEOUT_SECONDS
    is_retrying: bool = True
    """What the exam page does; without it the first failure is what the candidate sees."""
    on_acknowledged: Callable[[uuid.UUID], None] = field(default=lambda _event: None)
    """Told of each answer at the moment its acknowledgement arrives."""


class Sitter:
    """One candidate sitting the exam, with a share of the responses lost on the way."""

    def __init__(self, site, sitting_id, item, runner, *, losing=0.05, manner=Manner()):
        self.site, self.sitting_id, self.item, self.losing = site, sitting_id, item, losing
        self.manner, self.port = manner, manner.port or site.port
        self.acknowledged, self.receipts, self.unexpected = set(), [], []
        self.refusals = 0
        self.attempt_id, self.seq = None, 0
        self.connection = None
        self.headers = self._signed_in(site.app, runner.raw_token)

    def _signed_in(self, app, token):
        with app.test_request_context():
            session["_user_id"] = token
            csrf = generate_csrf()
            serializer = app.session_interface.get_signing_serializer(app)
            cookie = serializer.dumps(dict(session))
        name = app.config["SESSION_COOKIE_NAME"]
        return {"Cookie": f"{name}={cookie}", "X-CSRFToken": csrf}

    def sit(self, stopping, saves):
        self.start()
        for _ in saves:
            if stopping.is_set():
                break
            self._save()
        if random.random() < 0.8:
            self.hand_in()

    def start(self, *, saves=0):
        """Begin the attempt and save so many answers."""
        self._enter()
        for _ in range(saves):
            self._save()

    def refused_late(self):
        """Send one more answer, once; return the status it was answered with."""
        body = self._event()
        status, _ = self._once(self._url("answers"), body)
        self.hang_up()
        return status

    def _enter(self):
        response = self._until_answered(f"/room/sittings/{self.sitting_id}/start", None)
        self.attempt_id = uuid.UUID(response.rsplit("/", 1)[-1])

    def _event(self):
        self.seq += 1
        chosen = [option for bit, option in enumerate(OPTIONS) if self.seq >> bit & 1]
        event = {"id": str(uuid.uuid4()), "item": self.item, "value": chosen, "seq": self.seq}
        return {"epoch": 1, "events": [event]}

    def _save(self):
        body = self._event()
        told = self._until_answered(self._url("answers"), body)
        for saved in map(uuid.UUID, told["saved"]):
            self.manner.on_acknowledged(saved)
            self.acknowledged.add(saved)

    def hand_in(self):
        """Hand in, twice: the second answer must be the first."""
        for _ in range(2):
            told = self._until_answered(self._url("hand-in"), {"epoch": 1})
            self.receipts.append((told["receipt"], told["digest"]))

    def _url(self, what):
        return f"/room/attempts/{self.attempt_id}/{what}"

    def _until_answered(self, url, body):
        end = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < end:
            try:
                status, answer = self._once(url, body)
            except (OSError, http.client.HTTPException):
                self.hang_up()
                status = LOST
            self.refusals += status == UNAVAILABLE
            if status not in EXPECTED:
                self.unexpected.append((url, status))
            if status in (200, 302):
                return answer
            if not self.manner.is_retrying:
                break
            time.sleep(random.uniform(0.01, 0.05))
        raise GaveUpError(url)

    def _once(self, url, body):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.manner.patience
            )
        sent = None if body is None else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        self.connection.request("POST", url, body=sent, headers=self.headers | kind)
        if random.random() < self.losing:
            time.sleep(0.02)
            raise OSError("the response was lost on the way")
        response = self.connection.getresponse()
        text = response.read()
        if response.length is None and response.headers["Content-Length"] is None:
            raise OSError("the response broke off in its head")
        if response.status == 302:
            return 302, response.headers["Location"]
        return response.status, json.loads(text) if response.status == 200 else None

    def hang_up(self):
        """Close the connection, if one is open."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Hall:
    """Several candidates at a time, each new one taking the place of the one that left.

    The last ones answer until the hall closes, so that however fast the machine is there is
    always somebody saving.
    """

    def __init__(self, site, candidates, *, at_once=6, saves=(30, 150), losing=0.05, **manner):
        sitting_id, item, runners = site.crowd(candidates)
        how = {"losing": losing, "manner": Manner(**manner)}
        self.sitters = [Sitter(site, sitting_id, item, one, **how) for one in runners]
        self.site, self.saves = site, saves
        self._queue = list(self.sitters)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self.failures = []
        self._threads = [threading.Thread(target=self._work) for _ in range(at_once)]

    @property
    def acknowledged(self):
        return sum(len(sitter.acknowledged) for sitter in self.sitters)

    @property
    def refusals(self):
        return sum(sitter.refusals for sitter in self.sitters)

    @contextmanager
    def at_work(self):
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._stopping.set()
            for thread in self._threads:
                thread.join()

    def _work(self):
        while not self._stopping.is_set():
            with self._lock:
                if not self._queue:
                    return
                sitter = self._queue.pop()
                is_last = len(self._queue) < len(self._threads)
            saves = itertools.count() if is_last else range(random.randint(*self.saves))
            try:
                sitter.sit(self._stopping, saves)
            except Exception as error:
                self.failures.append(error)
            finally:
                sitter.hang_up()

    def wait_for(self, more, seconds=30):
        """Wait until so many more answers were acknowledged; return how long it took."""
        started = time.monotonic()
        goal = self.acknowledged + more
        while self.acknowledged < goal:
            if time.monotonic() - started > seconds or self.failures:
                log = self.site.log.read_text()[-2000:]
                raise GaveUpError(f"nothing was acknowledged for long: {self.failures}\n{log}")
            time.sleep(0.005)
        return time.monotonic() - started

    def wait_until_idle(self, seconds=30):
        """Wait until nothing has been acknowledged for a while."""
        end = time.monotonic() + seconds
        known = -1
        while known != self.acknowledged:
            if time.monotonic() > end:
                raise GaveUpError("answers are acknowledged all the time")
            known = self.acknowledged
            time.sleep(IDLE_SECONDS)

    def fails_within(self, seconds):
        """Tell whether a candidate was shown an error before so many seconds were over."""
        end = time.monotonic() + seconds
        while not self.failures and time.monotonic() < end:
            time.sleep(0.05)
        return bool(self.failures)
