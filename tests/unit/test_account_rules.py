"""Passwords, throttling, targets and browsers: decisions without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from zhifa_training.accounts.rules.browsers import describe
from zhifa_training.accounts.rules.common_passwords import WORDS, is_common
from zhifa_training.accounts.rules.errors import WeakPasswordError
from zhifa_training.accounts.rules.passwords import (
    ensure_acceptable,
    initial_password,
    is_stale,
    kinds,
)
from zhifa_training.accounts.rules.targets import is_internal
from zhifa_training.accounts.rules.throttle import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    BUCKET,
    PAIR_LIMIT,
    STRANGER_LIMIT,
    Keys,
    bucket,
    is_closed,
    oldest_bucket,
)
from zhifa_training.config import Policy

NOON = datetime(2026, 3, 1, 12, 3, 7, 5, tzinfo=UTC)
KEYS = Keys.of("u", "a")


def is_accepted(password, policy, personal=()):
    try:
        ensure_acceptable(password, policy=policy, personal=personal)
    except WeakPasswordError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "P@ssw0rd", "Passw0rd!", "Password123", "Qwerty123!", "1qaz@WSX", "1qaz2wsx3edc",
        "Aa123456",
        "Admin@123", "Abcd1234!", "Woaini1314", "Henan@2026", "Zhifa@2025", "12345678", "20260301",
        "aaaaaaaa", "abcabcabc", "qwertyuiop12", "iloveyou1234", "Mima123456", "!@#$%^&*",
        "Zaq12wsx",
    ],
)  # fmt: skip
def test_common_passwords_are_recognised(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["Xk9#mQ2vLp", "correct horse battery", "Luhe3!bKst", "晨光照在河上的第三年"]
)
def test_uncommon_passwords_are_not(password):
    assert not is_common(password)


@pytest.mark.parametrize("decoration", ["1", "123", "!", "@2026", "888", "#1"])
def test_no_decoration_rescues_a_word(decoration):
    rescued = [word for word in WORDS if not is_common(word.capitalize() + decoration)]
    assert rescued == []


@pytest.mark.parametrize("policy", Policy)
def test_twenty_thousand_decorated_words_are_refused(policy):
    years = [str(year) for year in range(1960, 2030)]
    tried = [f"{word.capitalize()}@{year}" for word in WORDS for year in years]
    assert len(tried) > 20_000
    assert [password for password in tried if is_accepted(password, policy)] == []


@pytest.mark.parametrize(
    ("password", "dengbao", "asvs"),
    [
        ("Lh3bKst", False, False),
        ("Lh3bKstq", True, False),
        ("lh3bkstq", False, False),
        ("lhbkstqwmxyv", False, True),
        ("Lh3bKstqwmxyv", True, True),
        ("x" * 129, False, False),
    ],
)
def test_each_policy_has_its_own_measure(password, dengbao, asvs):
    assert is_accepted(password, Policy.DENGBAO3) == dengbao
    assert is_accepted(password, Policy.ASVS) == asvs


@pytest.mark.parametrize("part", ["lixiangyang", "B000123", "410101", "李向阳", "清河支队"])
def test_personal_parts_are_refused_whatever_the_case(part):
    assert not is_accepted(f"Xk9#{part.upper()}vLp", Policy.DENGBAO3, [part])
    assert is_accepted("Xk9#mQ2vLp", Policy.DENGBAO3, [part])


def test_only_dengbao_asks_for_change_and_only_after_180_days():
    day = timedelta(days=1)
    assert not is_stale(NOON - 180 * day, policy=Policy.DENGBAO3, at=NOON)
    assert is_stale(NOON - 181 * day, policy=Policy.DENGBAO3, at=NOON)
    assert not is_stale(NOON - 5_000 * day, policy=Policy.ASVS, at=NOON)


def test_initial_passwords_meet_both_policies_and_never_repeat():
    given = [initial_password() for _ in range(200)]
    assert len(set(given)) == 200
    for policy in Policy:
        assert all(is_accepted(password, policy) for password in given)
    assert {kinds(password) for password in given} == {4}


@pytest.mark.parametrize(
    ("tries", "is_known", "closed"),
    [
        ({KEYS.pair: PAIR_LIMIT}, False, False),
        ({KEYS.pair: PAIR_LIMIT + 1}, False, True),
        ({KEYS.pair: PAIR_LIMIT + 1}, True, True),
        ({KEYS.address: ADDRESS_LIMIT}, False, False),
        ({KEYS.address: ADDRESS_LIMIT + 1}, False, True),
        ({KEYS.address: ADDRESS_LIMIT + 1}, True, False),
        ({KEYS.account: 10_000, KEYS.pair: 1}, True, False),
        ({KEYS.account: 10_000, KEYS.pair: STRANGER_LIMIT}, False, False),
        ({KEYS.account: ACCOUNT_LIMIT + 1, KEYS.pair: STRANGER_LIMIT + 1}, False, True),
        ({KEYS.account: ACCOUNT_LIMIT, KEYS.pair: STRANGER_LIMIT + 1}, False, False),
    ],
)
def test_what_closes_a_try(tries, is_known, closed):
    assert is_closed(tries, KEYS, is_known=is_known) == closed


def test_failures_count_for_ten_to_fifteen_minutes():
    start = bucket(NOON)
    assert start == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert bucket(start) == start
    assert bucket(start - timedelta(microseconds=1)) == start - BUCKET
    assert start - oldest_bucket(NOON) == timedelta(minutes=10)


@pytest.mark.parametrize(
    "target", ["/", "/exams/mine", "/exams/?q=张三&page=2", "/x?next=https://e.cn"]
)
def test_own_pages_are_targets(target):
    assert is_internal(target)


@pytest.mark.parametrize(
    "target",
    ["", "x", "//e.cn", "/\\e.cn", "\\/e.cn", "/%5ce.cn", "/%255ce.cn", "/%2fe.cn", "/\te",
     "/%09/e.cn",
     "/\n/e.cn", "/%0d%0aX: y", "https://e.cn", "javascript:alert(1)", " /x", "/" + "x" * 2_000],
)  # fmt: skip
def test_anything_else_is_not(target):
    assert not is_internal(target)


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge（Windows）"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile MicroMessenger/8.0", "微信（安卓）"),
        ("", "其他浏览器"),
    ],
)
def test_browsers_are_named(user_agent, shown):
    assert describe(user_agent) == shown
