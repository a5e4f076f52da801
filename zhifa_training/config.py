"""Typed settings, read from the environment once and checked at start (配置)."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SHORTEST_SECRET = 32
KNOWN_SECRETS = frozenset({"dev", "test", "secret", "changeme", "password"})
ON = frozenset({"1", "true", "yes", "on"})


class ConfigurationError(Exception):
    """The environment asks for something this product refuses to run with (配置错误)."""


class Profile(StrEnum):
    """How the product is run (部署方式)."""

    EMBEDDED = "embedded"
    """One machine, SQLite, secrets generated into the instance folder (单机)."""
    PRODUCTION = "production"
    """Several stateless nodes on PostgreSQL, secrets handed in (生产)."""


class Policy(StrEnum):
    """Which password and session rules apply; never a mix (安全策略)."""

    DENGBAO3 = "dengbao3"
    """等保三级: complexity and periodic change."""
    ASVS = "asvs"
    """OWASP ASVS: length and block list, no forced rotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may set."""

    profile: Profile
    policy: Policy
    instance: Path
    secret_key: str
    key_ring: Path
    database_url: str
    https: bool
    proxy_hops: int
    trusted_hosts: tuple[str, ...]
    ticker: bool
    """Whether this process also runs the periodic work, such as closing expired attempts."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings, generate what an embedded instance needs, and check the whole."""
        profile = _choice(Profile, environ, "ZHIFA_PROFILE", Profile.EMBEDDED)
        instance = Path(environ.get("ZHIFA_INSTANCE") or ROOT / "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True)
        embedded = profile is Profile.EMBEDDED
        settings = cls(
            profile=profile,
            policy=_choice(Policy, environ, "ZHIFA_POLICY", Policy.DENGBAO3),
            instance=instance,
            secret_key=environ.get("ZHIFA_SECRET_KEY")
            or (_generated(instance / "secret_key") if embedded else ""),
            key_ring=Path(environ.get("ZHIFA_KEY_RING") or instance / "key_ring.json"),
            database_url=_database_url(environ, instance),
            https=environ.get("ZHIFA_HTTPS", "0" if embedded else "1").lower() in ON,
            proxy_hops=_whole_number(environ, "ZHIFA_PROXY_HOPS", 0),
            trusted_hosts=tuple(environ.get("ZHIFA_TRUSTED_HOSTS", "").replace(",", " ").split()),
            ticker=environ.get("ZHIFA_TICKER", "1").lower() in ON,
        )
        _ensure_safe(settings, environ)
        return settings

    def flask(self) -> dict[str, Any]:
        """Return the Flask configuration these settings mean."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_NAME": "__Host-zhifa" if self.https else "zhifa",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2_000,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_I18N_ENABLED": False,
        }


def _choice(kind: Any, environ: Mapping[str, str], name: str, default: Any) -> Any:
    text = environ.get(name, default.value)
    try:
        return kind(text)
    except ValueError:
        known = "、".join(member.value for member in kind)
        raise ConfigurationError(f"环境变量 {name}={text} 无效，可选值：{known}") from None


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal():
        raise ConfigurationError(f"环境变量 {name}={text} 无效，应为非负整数")
    return int(text)


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    url = environ.get("ZHIFA_DATABASE_URL") or f"sqlite:///{instance / 'zhifa.sqlite'}"
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    return url


def _generated(path: Path) -> str:
    """Return the secret kept in ``path``, made on first use and readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _ensure_safe(settings: Settings, environ: Mapping[str, str]) -> None:
    secret = settings.secret_key
    if len(secret) < SHORTEST_SECRET or secret.lower() in KNOWN_SECRETS:
        raise ConfigurationError(
            f"ZHIFA_SECRET_KEY 未设置或过短：请提供不少于 {SHORTEST_SECRET} 个字符的随机串"
        )
    if settings.profile is not Profile.PRODUCTION:
        return
    if not settings.database_url.startswith("postgresql"):
        raise ConfigurationError("生产方式（production）须用 PostgreSQL：请设置 ZHIFA_DATABASE_URL")
    if not settings.https:
        raise ConfigurationError("生产方式须启用 HTTPS：请删除 ZHIFA_HTTPS=0 并在前端终止 TLS")
    if not settings.key_ring.exists():
        name = settings.key_ring.name
        raise ConfigurationError(f"找不到密钥环文件 {name}：请设置 ZHIFA_KEY_RING")
    if environ.get("FLASK_DEBUG", "0").lower() in ON:
        raise ConfigurationError("生产方式不得开启调试：请删除 FLASK_DEBUG")
