"""Role x route x relation, drawn from the routes themselves: nothing new escapes by being new."""

import hashlib
import uuid

import pytest
from sqlalchemy import select

from tests.browser import Browser, inspect
from tests.contracts import samples
from tests.contracts.samples import Belongs, Place
from zhifa_training.accounts.access import GRANTS, Permission, Role
from zhifa_training.accounts.guard import ALWAYS_OPEN, IN_STATEMENT, PUBLIC, SIGNED_IN

MUTATING = {"POST", "PUT", "PATCH", "DELETE"}
FOUND = {200, 302, 400, 409, 422}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def access_of(app, rule):
    return app.view_functions[rule.endpoint].access


def methods(rule):
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def address(app, rule, **values):
    """Return an address of ``rule``; what is not given names something that does not exist."""
    with app.test_request_context():
        for name in rule.arguments - set(values):
            values[name] = uuid.uuid4() if name.endswith("_id") else "x"
        return rule.build(values)[1]


def ask(browser, method, url, **sent):
    """Return the status, or the name of the exception that escaped."""
    with browser.app.app_context():
        try:
            return browser.client.open(url, method=method, buffered=True, **sent)
        except Exception as error:
            return error


def status(answer):
    return repr(answer)[:160] if isinstance(answer, Exception) else answer.status_code


@pytest.fixture
def stubbed(app, monkeypatch):
    """Put a view that says 200 behind every route, so that only the guard is asked."""
    for endpoint, view in list(app.view_functions.items()):
        if endpoint == "static":
            continue

        def stub(**_):
            return "reached"

        stub.access = view.access
        monkeypatch.setitem(app.view_functions, endpoint, stub)


@pytest.mark.parametrize("role", list(Role))
def test_role_reaches_exactly_what_it_is_granted(app, browser, make, stubbed, role):
    browser.sign_in(make.account(make.unit(), role))
    open_to_it = {PUBLIC, SIGNED_IN, IN_STATEMENT, *GRANTS[role]}
    wrong = []
    for rule in rules(app):
        expected = 200 if access_of(app, rule) in open_to_it else 403
        for method in methods(rule):
            got = status(ask(browser, method, address(app, rule)))
            if got != expected:
                wrong.append(f"{role} {method} {rule.rule}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_nobody_reaches_only_what_is_public(app, browser, stubbed):
    wrong = []
    for rule in rules(app):
        is_open = access_of(app, rule) in (PUBLIC, IN_STATEMENT)
        for method in sorted(rule.methods):
            answer = ask(browser, method, address(app, rule))
            is_sent_to_sign_in = answer.status_code == 302 and "/sign-in" in answer.location
            if (answer.status_code != 200) if is_open else not is_sent_to_sign_in:
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
            as_json = ask(browser, method, address(app, rule), json={})
            if not is_open and as_json.status_code != 401:
                wrong.append(f"{method} {rule.rule} as JSON: {as_json.status_code}")
    assert not wrong, "\n".join(wrong)


def test_someone_without_a_role_reaches_only_their_own_account(app, browser, make, stubbed):
    browser.sign_in(make.account(make.unit()))
    reached = {
        rule.endpoint
        for rule in rules(app)
        if ask(browser, methods(rule)[0], address(app, rule)).status_code == 200
    }
    expected = (PUBLIC, SIGNED_IN, IN_STATEMENT)
    assert reached == {rule.endpoint for rule in rules(app) if access_of(app, rule) in expected}


def test_half_signed_in_reaches_only_the_password_page_and_the_way_out(
    app, browser, db, make, stubbed
):
    account = make.account(make.unit(), *GRANTS_ALL)
    account.must_change_password = True
    db.session.commit()
    browser.sign_in(account)
    wrong = []
    for rule in rules(app):
        is_open = access_of(app, rule) in (PUBLIC, IN_STATEMENT) or rule.endpoint in ALWAYS_OPEN
        answer = ask(browser, methods(rule)[0], address(app, rule))
        is_held_back = answer.status_code == 302 and answer.location == "/password"
        if is_open == is_held_back:
            wrong.append(f"{rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


GRANTS_ALL = (Role.OFFICER, Role.TRAINER, Role.AUTHOR, Role.REVIEWER, Role.UNIT_ADMINISTRATOR)


def test_every_change_needs_a_token(app, browser, make, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    at, wrong = place(make, make.unit()), []
    for rule in rules(app):
        for method in MUTATING & rule.methods:
            browser.sign_in(holder(app, rule, at))
            answer = ask(browser, method, address(app, rule), data={})
            as_json = ask(browser, method, address(app, rule), json={})
            if (answer.status_code, as_json.status_code) != (400, 400):
                wrong.append(f"{method} {rule.rule}: {status(answer)}, {status(as_json)}")
    assert not wrong, "\n".join(wrong)


def test_a_token_from_the_page_is_accepted(app, browser, db, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    page = inspect(browser.client.get("/sign-in").text)
    token = page.select_one("input[name=csrf_token]")["value"]
    sent = {"login": "nobody", "password": "wrong", "csrf_token": token}
    assert browser.client.post("/sign-in", data=sent).status_code == 401


OWN = (Permission.EXAM_SIT, Permission.PRACTISE, Permission.RECORD_SELF, SIGNED_IN, IN_STATEMENT)
"""What people ask for as themselves, wherever they serve."""


def holder(app, rule, at):
    """Return an account at ``at`` that may call ``rule``: the officer's own where it must be."""
    access = access_of(app, rule)
    at.make.session.rollback()
    able = [role for role in Role if access in GRANTS[role] and access not in OWN]
    return at.make.account(at.unit, able[0]) if able else at.account


@pytest.fixture
def places(make):
    """The asker's unit and one of each relation to it."""
    province = make.unit("甲省总队")
    own = make.unit("甲市支队", province)
    units = {
        "own": own,
        "descendant": make.unit("甲县大队", own),
        "ancestor": province,
        "sibling": make.unit("乙市支队", province),
        "unrelated": make.unit("外省总队"),
    }
    return {relation: place(make, unit) for relation, unit in units.items()}


def place(make, unit):
    officer = make.officer(unit, "样例人员")
    return Place(make, unit, officer, make.account(unit, officer=officer))


class Kept:
    """Samples made so far, so that each kind is made once for each place."""

    def __init__(self, places):
        self.places, self.made = places, {}

    def values(self, rule, relation):
        return {name: self.value(rule, name, relation) for name in rule.arguments}

    def value(self, rule, name, relation):
        sample = samples.find(rule.endpoint, name)
        key = (sample.build, relation)
        if key not in self.made:
            self.places[relation].make.session.rollback()  # a stale snapshot cannot be written on
            self.made[key] = sample.build(self.places[relation])
        return self.made[key]


def belongings(rule):
    return {samples.find(rule.endpoint, name).belongs for name in rule.arguments}


def test_every_parameter_has_a_sample(app):
    missing = []
    for rule in rules(app):
        for name in rule.arguments:
            try:
                samples.find(rule.endpoint, name)
            except samples.NoSampleError as error:
                missing.append(str(error))
    assert missing == []


def test_objects_of_other_units_do_not_exist(app, make, places):
    kept, askers, wrong = Kept(places), {}, []
    for rule in rules(app):
        access = access_of(app, rule)
        if Belongs.UNIT not in belongings(rule) or not isinstance(access, Permission):
            continue
        if access not in askers:
            account = holder(app, rule, places["own"])
            askers[access] = Browser(app).sign_in(account)
        for relation in places:
            url = address(app, rule, **kept.values(rule, relation))
            is_inside = relation in ("own", "descendant")
            for method in methods(rule):
                got = status(ask(askers[access], method, url))
                if (got not in FOUND) if is_inside else got != 404:
                    wrong.append(f"{method} {rule.rule}, {relation}: {got}")
    assert not wrong, "\n".join(wrong)


def test_what_is_personal_is_found_by_its_owner_only(app, make, places):
    kept, wrong = Kept(places), []
    colleague = place(make, places["own"].unit)
    owner = Browser(app).sign_in(places["own"].account)
    stranger = Browser(app).sign_in(colleague.account)
    for rule in rules(app):
        if Belongs.PERSON not in belongings(rule):
            continue
        url = address(app, rule, **kept.values(rule, "own"))
        for method in methods(rule):
            body = samples.BODIES.get(rule.endpoint)
            sent = {"json": body} if body else {}
            got = status(ask(stranger, method, url, **sent))
            if got != 404:
                wrong.append(f"stranger {method} {rule.rule}: {got}")
            got = status(ask(owner, method, url, **sent))
            if got not in FOUND and got != 410:
                wrong.append(f"owner {method} {rule.rule}: {got}")
            if rule.endpoint == "accounts.end_session":
                kept.made.clear()
    assert not wrong, "\n".join(wrong)


def checksums(db):
    db.session.rollback()
    return {
        table.name: hashlib.sha256(
            repr(sorted(map(repr, db.session.execute(select(table)).all()))).encode()
        ).hexdigest()
        for table in db.metadata.sorted_tables
    }


def test_reading_changes_no_table(app, db, make, places):
    kept, wrong = Kept(places), []
    for rule in rules(app):
        if "GET" not in rule.methods:
            continue
        url = address(app, rule, **kept.values(rule, "own"))
        asker = Browser(app).sign_in(holder(app, rule, places["own"]))
        before = checksums(db)
        answer = ask(asker, "GET", url)
        after = checksums(db)
        changed = {name for name, digest in after.items() if before[name] != digest}
        changed -= samples.LOGGED_READS.get(rule.endpoint, set())
        if changed or status(answer) not in FOUND:
            wrong.append(f"GET {rule.rule}: {status(answer)}, changed {changed}")
    assert not wrong, "\n".join(wrong)
