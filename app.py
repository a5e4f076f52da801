"""Entry point: ``flask run`` and every WSGI server load ``app`` from here."""

import os
import sys

from zhifa_training.config import Settings
from zhifa_training.core import health
from zhifa_training.exams import ticker
from zhifa_training.factory import create_app

app = create_app(Settings.from_environment())

if os.environ.get("FLASK_RUN_FROM_CLI") != "true" or "run" in sys.argv:
    with app.app_context():
        health.refuse_unfit_start()
    if app.config["SETTINGS"].ticker:
        ticker.start(app)
