"""Mutant: every fifth save is acknowledged and forgotten."""

from itertools import count

from zhifa_training.config import Settings
from zhifa_training.core import clock
from zhifa_training.exams.services import answers
from zhifa_training.factory import create_app

real_save = answers.save
saves = count(1)


def save(attempt_id, wanted, *, token_digest):
    if next(saves) % 5:
        return real_save(attempt_id, wanted, token_digest=token_digest)
    events = tuple(answer.event_id for answer in wanted.answers)
    return answers.Outcome(now=clock.now(), deadline_at=clock.now(), saved=events)


answers.save = save
app = create_app(Settings.from_environment())
