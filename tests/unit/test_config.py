"""Settings are checked at start, and what is unsafe does not start."""

import stat

import pytest

from zhifa_training.config import ConfigurationError, Policy, Profile, Settings

LONG = "x" * 48


@pytest.fixture
def production(tmp_path):
    ring = tmp_path / "ring.json"
    ring.write_text("{}")
    return {
        "ZHIFA_PROFILE": "production",
        "ZHIFA_INSTANCE": str(tmp_path / "instance"),
        "ZHIFA_DATABASE_URL": "postgresql://zhifa@127.0.0.1/zhifa",
        "ZHIFA_SECRET_KEY": LONG,
        "ZHIFA_KEY_RING": str(ring),
    }


def test_embedded_needs_nothing_and_keeps_its_secret(tmp_path):
    environ = {"ZHIFA_INSTANCE": str(tmp_path / "instance")}
    first, second = (Settings.from_environment(environ) for _ in range(2))
    assert first == second
    assert first.profile is Profile.EMBEDDED
    assert first.policy is Policy.DENGBAO3
    assert first.database_url.startswith("sqlite:///")
    secret = tmp_path / "instance" / "secret_key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(first.secret_key) >= 32


def test_production_starts_when_all_is_given(production):
    settings = Settings.from_environment(production)
    assert settings.database_url.startswith("postgresql+psycopg://")
    flask = settings.flask()
    assert flask["SESSION_COOKIE_NAME"] == "__Host-zhifa"
    assert flask["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ZHIFA_SECRET_KEY": ""}, "ZHIFA_SECRET_KEY"),
        ({"ZHIFA_SECRET_KEY": "short"}, "ZHIFA_SECRET_KEY"),
        ({"ZHIFA_DATABASE_URL": "sqlite:///x.sqlite"}, "PostgreSQL"),
        ({"ZHIFA_HTTPS": "0"}, "HTTPS"),
        ({"ZHIFA_KEY_RING": "nowhere.json"}, "密钥环"),
        ({"FLASK_DEBUG": "1"}, "调试"),
        ({"ZHIFA_PROFILE": "prod"}, "ZHIFA_PROFILE=prod"),
        ({"ZHIFA_POLICY": "none"}, "ZHIFA_POLICY=none"),
        ({"ZHIFA_PROXY_HOPS": "-1"}, "ZHIFA_PROXY_HOPS"),
    ],
)
def test_what_is_unsafe_or_unreadable_is_refused(production, change, said):
    with pytest.raises(ConfigurationError, match=said):
        Settings.from_environment(production | change)
