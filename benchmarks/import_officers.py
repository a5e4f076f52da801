"""Import of officers, from the uploaded bytes to the committed rows, on a database of its own.

Prints one JSON line for each size; ``bound`` is what the product promises: 10,000 in ten seconds.
"""

import json
import secrets
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from flask_migrate import upgrade

from benchmarks.officer_workbooks import workbook
from zhifa_training.accounts.actor import system
from zhifa_training.config import Settings
from zhifa_training.core.db import db
from zhifa_training.core.imports import services
from zhifa_training.core.imports.kinds import find_kind
from zhifa_training.factory import create_app
from zhifa_training.units.entries import UnitEntry
from zhifa_training.units.rules import Level
from zhifa_training.units.services.tree import open_units

SIZES = tuple(map(int, sys.argv[1:])) or (1_000, 5_000, 10_000)
PROMISED_SECONDS, PROMISED_ROWS = 10, 10_000


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "ZHIFA_INSTANCE": folder,
            "ZHIFA_SECRET_KEY": secrets.token_urlsafe(48),
            "ZHIFA_DATABASE_URL": f"sqlite:///{Path(folder) / 'benchmark.sqlite'}",
        }
        app = create_app(Settings.from_environment(environment))
        with app.app_context():
            upgrade()
            root, names = _units()
            first = 0
            for size in SIZES:
                content = workbook(size, names, first)
                ours = _timed(_import, content, root, size)
                bound = PROMISED_SECONDS * size / PROMISED_ROWS
                first += size
                print(
                    json.dumps(
                        {
                            "name": f"import_officers_{size}",
                            "ours": round(ours, 2),
                            "bound": round(bound, 2),
                            "ratio": round(ours / bound, 2),
                            "unit": "s",
                        }
                    ),
                    flush=True,
                )
            db.session.remove()


def _timed(function, *arguments):
    started = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - started


def _units():
    entries = [UnitEntry(code="41", name="省总队", short_name="省总队", level=Level.PROVINCE,
                         opened_on=date(2020, 1, 1))]  # fmt: skip
    entries += [
        UnitEntry(
            code=f"41{number:04d}", name=f"第{number}大队", short_name=f"{number}大队",
            level=Level.COUNTY, opened_on=date(2020, 1, 1), parent_code="41",
        )
        for number in range(160)
    ]  # fmt: skip
    opened = open_units(entries, actor=system(roots=()))
    return opened["41"], [f"省总队/{entry.name}" for entry in entries[1:]]


def _import(content, root, size):
    kind, actor = find_kind("officers"), system(roots=(root,))
    batch = services.stage_batch(
        kind, content=content, file_name="x.xlsx", unit_id=root, actor=actor
    )
    applied = services.commit_batch(kind, batch, is_whole_only=True, actor=actor)
    assert len(applied) == size


if __name__ == "__main__":
    main()
