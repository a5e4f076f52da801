"""Mutant: the key of an answer no longer holds a repeated event off; every request writes anew."""

from dataclasses import replace
from uuid import uuid4

from zhifa_training.config import Settings
from zhifa_training.exams.services import answers
from zhifa_training.factory import create_app

app = create_app(Settings.from_environment())
real_save = answers.save


def save(attempt_id, wanted, *, token_digest):
    fresh = {uuid4(): answer for answer in wanted.answers}
    renamed = sorted(replace(answer, event_id=key) for key, answer in fresh.items())
    outcome = real_save(
        attempt_id, replace(wanted, answers=tuple(renamed)), token_digest=token_digest
    )
    return replace(outcome, saved=tuple(fresh[key].event_id for key in outcome.saved))


answers.save = save
