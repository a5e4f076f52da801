"""Mutant: a hand-in closes the attempt and hopes that somebody scores it later."""

from zhifa_training.config import Settings
from zhifa_training.exams.services import closing
from zhifa_training.factory import create_app

real_run = closing._run


def run(connection, update, *, is_scored):
    if is_scored:
        update = update.values(state=closing.AttemptState.CLOSED)
    return real_run(connection, update, is_scored=False)


closing._run = run
app = create_app(Settings.from_environment())
