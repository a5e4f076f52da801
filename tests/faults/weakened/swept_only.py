"""Mutant: an attempt is over once the sweep has closed it; the save does not ask the deadline."""

from zhifa_training.config import Settings
from zhifa_training.exams.services import answers
from zhifa_training.exams.services import save_statements as sql
from zhifa_training.factory import create_app

assert "ELSE 'after_deadline'" in sql.SQLITE_SAVE
careless = sql.SQLITE_SAVE.replace("ELSE 'after_deadline'", "ELSE NULL")
answers.SQLITE_SAVE = answers.HotStatement(sql.prepared(careless, sql.SQLITE_NOW))
app = create_app(Settings.from_environment())
