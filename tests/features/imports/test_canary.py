"""A canary ID number, followed through the whole database and every page (身份证号不得明文出现)."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.databases import is_postgresql
from tests.features.imports.workbooks import born, officer, xlsx
from tests.features.units.people import id_number
from zhifa_training.core.db import db as database

CANARY = id_number(born(4321))
TYPO = CANARY[:17] + ("1" if CANARY[17] != "1" else "2")


def everything(db):
    """Return every byte the database keeps: the file itself, or every row of every table."""
    database.session.remove()
    if not is_postgresql():
        path = Path(db.engine.url.database)
        files = [path, Path(f"{path}-wal")]
        return "".join(file.read_bytes().decode("latin-1") for file in files if file.exists())
    with db.engine.connect() as connection:
        return "".join(
            str(connection.execute(text(f'SELECT t::text FROM "{name}" t')).all())
            for name in db.metadata.tables
        )


def misplaced():
    """Rows that put ID numbers where they do not belong, right and wrong ones."""
    return [
        officer(4321),
        officer(1, 身份证号=TYPO),
        officer(2, 执法证号=CANARY),
        officer(3, 姓名=CANARY),
        officer(4, 学历=CANARY, 单位=CANARY, 任职起始=CANARY),
        officer(5, 岗位=f"电话{CANARY}"),
        officer(6, 身份证号=f"{TYPO[:6]} {TYPO[6:14]}-{TYPO[14:]}"),
        officer(7, 性别=CANARY, 门类=CANARY, 状态=CANARY, 备注=CANARY),
    ]


@pytest.fixture
def imported(load, cities, caplog):
    caplog.set_level("DEBUG")
    return load("officers", xlsx(misplaced(), headings=[*officer(1), "备注"]))


def is_hit(content):
    return CANARY in content or TYPO in content


def test_the_database_holds_no_plain_id_number(db, imported):
    content = everything(db)
    assert "B4321" in content, "the dump is not the database"
    assert not is_hit(content)


def test_no_page_and_no_log_shows_it(browser, administrator, imported, db, caplog):
    batch_id = imported.id
    browser.sign_in(administrator)
    for outcome in ("new", "error", "duplicate"):
        assert not is_hit(str(browser.get("imports.show", batch_id=batch_id, show=outcome)))
    assert not is_hit(str(browser.get("officers.index")))
    assert not is_hit(caplog.text)
