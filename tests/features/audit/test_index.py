import ast
from datetime import UTC, datetime, timedelta

import pytest

from tests.contracts.sources import PYTHON, tree
from zhifa_training.accounts.access import Role
from zhifa_training.audit.actions import ACTIONS
from zhifa_training.audit.models import AuditEntry, Outcome
from zhifa_training.core.paging import PAGE_SIZE


@pytest.fixture
def places(make):
    class Places:
        province = make.unit("河东省总队")
        city = make.unit("青河市支队", province)
        other_city = make.unit("白山市支队", province)

    return Places


@pytest.fixture
def auditor(make, places):
    return make.account(places.city, Role.AUDIT_ADMINISTRATOR)


def enter(db, account, action="account.disable", *, at=None, outcome=Outcome.DONE, **detail):
    db.session.add(
        AuditEntry(
            at=at or datetime.now(UTC),
            actor_id=account.id if account else None,
            actor_name=account.name if account else "服务器运维人员",
            action=action,
            object_kind="account",
            object_id="1",
            outcome=outcome,
            address="10.0.0.1",
            request_id="",
            detail=detail,
        )
    )
    db.session.commit()


def people(page):
    return [cell.text.strip() for cell in page.select("td[data-label=人员]")]


def test_acts_of_ones_units_are_listed_newest_first(browser, db, make, places, auditor):
    person = make.account(places.city, Role.TRAINER, name="王五")
    enter(db, person, "exam.create")
    enter(db, person, "exam.publish", unit="U1")
    enter(db, make.account(places.other_city, Role.TRAINER, name="外人"))
    enter(db, None)
    page = browser.sign_in(auditor).get("audit.index")
    assert people(page) == ["王五", "王五"]
    assert [cell.text.strip() for cell in page.select("td[data-label=操作]")] == [
        "发布考试",
        "新建考试",
    ]
    assert "unit=U1" in page.text


def test_who_sees_every_unit_sees_the_operator_and_unknown_names(browser, db, make, places):
    enter(db, None)
    auditor = make.account(places.province, Role.AUDIT_ADMINISTRATOR)
    assert people(browser.sign_in(auditor).get("audit.index")) == ["服务器运维人员"]


def test_filters_narrow_by_person_act_outcome_and_day(browser, db, make, places, auditor):
    person = make.account(places.city, Role.TRAINER, name="王五")
    other = make.account(places.city, Role.TRAINER, name="赵六")
    long_ago = datetime.now(UTC) - timedelta(days=40)
    enter(db, person, "exam.create")
    enter(db, other, "exam.publish", outcome=Outcome.REFUSED)
    enter(db, other, "role.grant", at=long_ago)
    browser.sign_in(auditor)
    assert people(browser.get("audit.index", q="王五")) == ["王五"]
    assert people(browser.get("audit.index", action="role.grant")) == ["赵六"]
    assert people(browser.get("audit.index", outcome="refused")) == ["赵六"]
    until = (long_ago + timedelta(days=2)).date().isoformat()
    assert people(browser.get("audit.index", until=until)) == ["赵六"]
    assert len(people(browser.get("audit.index", since=until))) == 2


def test_last_day_is_shown_whole_in_beijing_time(browser, db, make, places, auditor):
    person = make.account(places.city, Role.TRAINER, name="王五")
    enter(db, person, at=datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
    enter(db, person, at=datetime(2026, 3, 1, 16, 0, 0, tzinfo=UTC))
    browser.sign_in(auditor)
    assert len(people(browser.get("audit.index", since="2026-03-01", until="2026-03-01"))) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"since": "2026-13-01"}, "年-月-日"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "截止日期不能早于起始日期"),
        ({"action": "no.such"}, "请从列表中选择"),
    ],
)
def test_bad_filters_are_named(browser, auditor, given, sentence):
    assert sentence in browser.sign_in(auditor).get("audit.index", **given).text


def test_list_is_paged_and_exported_whole(browser, db, make, places, auditor):
    person = make.account(places.city, Role.TRAINER, name="王五")
    for _ in range(PAGE_SIZE + 1):
        enter(db, person)
    page = browser.sign_in(auditor).get("audit.index")
    assert len(people(page)) == PAGE_SIZE
    assert len(people(browser.get("audit.index", page=2))) == 1
    answer = browser.client.get("/audit/?export=xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")


def test_refused_sign_in_is_there_to_read(browser, db, make, places):
    person = make.account(places.city, Role.TRAINER, name="王五")
    browser.post("accounts.sign_in", {"login": person.login, "password": "no"}, expect=401)
    auditor = make.account(places.city, Role.AUDIT_ADMINISTRATOR)
    page = browser.sign_in(auditor).get("audit.index", outcome="refused")
    assert "wrong_password" in page.text


def test_missing_right_is_refused(browser, make, places):
    browser.sign_in(make.account(places.city, Role.TRAINER)).get("audit.index", expect=403)


def noted_actions():
    """Return what stands for the act in every call whose name ends in ``note``."""
    for path in PYTHON:
        for call in ast.walk(tree(path)):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if not name.endswith("note"):
                continue
            yield from (
                argument.value
                for argument in call.args
                if isinstance(argument, ast.Constant) and "." in str(argument.value)
            )


def test_every_act_has_a_chinese_name():
    noted = set(noted_actions())
    assert "account.sign_in" in noted
    assert noted - set(ACTIONS) == set()
