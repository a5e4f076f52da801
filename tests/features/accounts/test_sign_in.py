import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account, SignInSession
from zhifa_training.accounts.services import passwords
from zhifa_training.audit.models import Outcome

TOKEN = re.compile(r'(?:value|content)="[\w.-]{50,}"')
"""A forgery token, which carries the second it was made in."""


def enter(browser, login, password, *, expect=302, **values):
    return browser.post(
        "accounts.sign_in", {"login": login, "password": password}, expect=expect, **values
    )


@pytest.fixture
def trainer(make):
    return make.account(make.unit(), Role.TRAINER)


def test_page_works(browser):
    page = browser.get("accounts.sign_in")
    assert page.select_one("input[name=password][type=password]")


def test_right_password_opens_a_session_and_keeps_only_the_digest(browser, db, make, trainer):
    answer = enter(browser, f"  {trainer.login.upper()} ", make.password(trainer))
    assert answer.location == "/"
    with browser.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    kept = db.session.scalars(select(SignInSession)).one()
    assert kept.token_digest == sha256(token.encode()).hexdigest()
    assert len(token) >= 43, "256 bits"
    browser.get("accounts.sessions")
    assert [entry.actor_id for entry in entries(db, "account.sign_in")] == [trainer.id]


def test_cookie_is_hidden_from_scripts_and_other_sites(browser, make, trainer):
    answer = enter(browser, trainer.login, make.password(trainer))
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_token_is_rotated_and_the_old_one_dies(browser, make, trainer):
    password = make.password(trainer)
    enter(browser, trainer.login, password)
    old = browser.client.get_cookie("zhifa").value
    enter(browser, trainer.login, password)
    browser.get("accounts.sessions")
    browser.client.set_cookie("zhifa", old)
    browser.get("accounts.sessions", expect=302)


def test_wrong_and_unknown_read_the_same_and_both_hash(browser, db, make, trainer, monkeypatch):
    make.password(trainer)
    checked = []
    real = passwords.HASHER.verify

    class Watched:
        def __getattr__(self, name):
            return getattr(real.__self__, name)

        def verify(self, stored, password):
            checked.append(stored)
            return real(stored, password)

    monkeypatch.setattr(passwords, "HASHER", Watched())
    wrong = enter(browser, trainer.login, "Wrong-4-sure", expect=401)
    unknown = enter(browser, "no-such-login", "Wrong-4-sure", expect=401)
    assert len(checked) == 2
    assert "登录名或密码不正确" in wrong.text
    same = [
        TOKEN.sub("", page.text).replace(login, "")
        for page, login in ((wrong, trainer.login), (unknown, "no-such-login"))
    ]
    assert same[0] == same[1]
    refused = entries(db, "account.sign_in", Outcome.REFUSED)
    assert [entry.detail["reason"] for entry in refused] == ["wrong_password", "unknown_login"]
    assert "no-such-login" not in refused[1].actor_name, "an unknown name may be a password"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"login": "", "password": "x"}, "请填写登录名"),
        ({"login": "x", "password": ""}, "请填写密码"),
        ({"login": "x", "password": "x" * 129}, "密码不超过 128 位"),
    ],
)
def test_incomplete_input_is_named(browser, sent, sentence):
    page = browser.post("accounts.sign_in", sent, expect=200)
    assert sentence in page.text


def test_disabled_account_is_told_only_with_the_right_password(browser, db, make, trainer):
    password = make.password(trainer, disabled_at=datetime.now(UTC))
    assert "此账号已停用" not in enter(browser, trainer.login, "Wrong-4-sure", expect=401).text
    assert "此账号已停用" in enter(browser, trainer.login, password, expect=401).text


def test_disabling_acts_on_the_next_request(browser, db, make, trainer):
    browser.sign_in(trainer).get("accounts.sessions")
    trainer.disabled_at = datetime.now(UTC)
    db.session.commit()
    browser.get("accounts.sessions", expect=302)


@pytest.mark.parametrize("column", ["idle_until", "expires_at"])
def test_session_ends_by_silence_and_by_age(browser, db, trainer, column):
    browser.sign_in(trainer).get("accounts.sessions")
    kept = db.session.scalars(select(SignInSession)).one()
    setattr(kept, column, datetime.now(UTC) - timedelta(seconds=5))
    db.session.commit()
    browser.get("accounts.sessions", expect=302)


def test_activity_is_written_at_most_once_a_minute_and_never_shortens(browser, db, trainer):
    browser.sign_in(trainer)
    kept = db.session.scalars(select(SignInSession)).one()
    before = kept.idle_until
    browser.get("accounts.sessions")
    assert db.session.scalars(select(SignInSession.idle_until)).one() == before
    kept.idle_until = before - timedelta(minutes=2)
    db.session.commit()
    browser.get("accounts.sessions")
    assert db.session.scalars(select(SignInSession.idle_until)).one() >= before
    kept.idle_until = far = before + timedelta(hours=3)
    db.session.commit()
    browser.get("accounts.sessions")
    assert db.session.scalars(select(SignInSession.idle_until)).one() == far


def test_loading_a_person_costs_one_statement(app, browser, count_queries, make, trainer):
    make.account(make.unit(), Role.TRAINER)
    browser.sign_in(trainer)
    with count_queries() as seen:
        browser.get("accounts.rights")
    assert len([line for line in seen if "sign_in_session" in line]) == 1
    assert len([line for line in seen if line.startswith("SELECT")]) == 1


def test_initial_password_works_once(browser, make, trainer):
    password = make.password(
        trainer,
        must_change_password=True,
        password_expires_at=datetime.now(UTC) + timedelta(hours=72),
    )
    enter(browser, trainer.login, password)
    assert browser.get("accounts.sessions", expect=302).location == "/password"
    answer = enter(browser, trainer.login, password, expect=401)
    assert "初始密码已使用过或已超过 72 小时" in answer.text


def test_initial_password_expires(browser, make, trainer):
    password = make.password(
        trainer,
        must_change_password=True,
        password_expires_at=datetime.now(UTC) - timedelta(minutes=1),
    )
    assert "72 小时" in enter(browser, trainer.login, password, expect=401).text


def test_old_password_must_be_changed_under_dengbao(browser, make, trainer):
    password = make.password(trainer, password_set_at=datetime.now(UTC) - timedelta(days=181))
    enter(browser, trainer.login, password)
    assert browser.get("accounts.sessions", expect=302).location == "/password"


def test_weaker_hash_is_renewed(browser, db, trainer):
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("Luhe3!bKst")
    trainer.password_hash = weak
    db.session.commit()
    enter(browser, trainer.login, "Luhe3!bKst")
    stored = db.session.scalars(select(Account.password_hash)).one()
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    enter(browser, trainer.login, "Luhe3!bKst")


def test_full_width_typing_is_the_same_password(browser, make, trainer):
    make.password(trainer, "Luhe3!bKst")
    enter(browser, trainer.login, "Ｌｕｈｅ３！ｂＫｓｔ")


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2f/evil.example",
        "/\tevil",
        "/%09/evil.example",
        "javascript:alert(1)",
        "https://evil.example/",
        "evil.example",
    ],
)
def test_sign_in_never_leads_elsewhere(browser, make, trainer, target):
    password = make.password(trainer)
    assert enter(browser, trainer.login, password, next=target).location == "/"


def test_sign_in_leads_back_to_the_page_asked_for(browser, make, trainer):
    asked = browser.get("accounts.sessions", expect=302)
    assert asked.location == "/sign-in?next=/sessions"
    answer = enter(browser, trainer.login, make.password(trainer), next="/sessions")
    assert answer.location == "/sessions"


def test_scripts_get_401_and_not_a_page(browser):
    answer = browser.get("accounts.sessions", expect=401, headers={"Accept": "application/json"})
    assert answer.json["code"] == "signed_out"
