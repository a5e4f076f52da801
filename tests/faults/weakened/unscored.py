"""Mutant: a hand-in closes the attempt and hopes that somebody scores it later."""

from zhifa_training.config import Settings
from zhifa_training.exams.services import closing
from zhifa_training.factory import create_app

real_run = closing._run


def run(together, statement, values, **told):
    return real_run(together, statement, values, **{**told, "is_scored": False})


closing._run = run
app = create_app(Settings.from_environment())
