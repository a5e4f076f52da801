"""The clock work of a web process (定时器): sweeps every few seconds, whatever happens."""

import logging
import random
import threading
from itertools import count

from flask import Flask

from zhifa_training.accounts.services import throttle
from zhifa_training.core.db import db
from zhifa_training.exams.services.sweeping import sweep

log = logging.getLogger(__name__)
EVERY_SECONDS = 10.0
TIDY_EVERY = 360
"""Ticks between two tidyings: about an hour."""
JITTER = 0.2
"""Part of the pause that is drawn by lot, so that workers do not sweep in step."""


def start(app: Flask) -> threading.Event:
    """Sweep in the background until the returned event is set or the process ends."""
    stopping = threading.Event()
    thread = threading.Thread(target=_run, args=(app, stopping), name="ticker", daemon=True)
    thread.start()
    return stopping


def _run(app: Flask, stopping: threading.Event) -> None:
    for tick in count():
        if stopping.wait(_pause()):
            return
        with app.app_context():
            _tick(is_tidying=tick % TIDY_EVERY == 0)


def _tick(*, is_tidying: bool) -> None:
    """Sweep once; a database that is away, or a mistake of ours, waits for the next time."""
    try:
        sweep()
        if is_tidying:
            throttle.forget_old()
    except Exception:
        log.exception("the sweep failed; it will be tried again")
    finally:
        db.session.remove()


def _pause() -> float:
    return EVERY_SECONDS * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
