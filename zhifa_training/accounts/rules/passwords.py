"""What a password must be (密码要求), for each of the two policies; never a mix of them."""

import secrets
import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhifa_training.accounts.rules.common_passwords import is_common
from zhifa_training.accounts.rules.errors import WeakPasswordError
from zhifa_training.config import Policy

LONGEST = 128
SHORTEST_PART = 4
SHORTEST_CHINESE_PART = 2
INITIAL_LIFE = timedelta(hours=72)
INITIAL_GROUPS, INITIAL_GROUP_LENGTH = 4, 4
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses on paper."""
PRODUCT_WORDS = ("zhifa", "peixun", "kaoshi", "jiaotong", "交通", "执法", "培训", "考试")


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRules:
    """One policy's demands on a password."""

    shortest: int
    kinds: int
    """How many of the four kinds of character it must mix; 1 asks for no mixture."""
    longest_age: timedelta | None
    hint: str


RULES = {
    Policy.DENGBAO3: PasswordRules(
        shortest=8,
        kinds=3,
        longest_age=timedelta(days=180),
        hint="至少 8 位，大写字母、小写字母、数字、符号中至少三种；"
        "不含姓名、登录名、单位名称或常见密码；每 180 天更换一次。",
    ),
    Policy.ASVS: PasswordRules(
        shortest=12,
        kinds=1,
        longest_age=None,
        hint="至少 12 位，不限字符种类；不含姓名、登录名、单位名称或常见密码。",
    ),
}


def normalised(password: str) -> str:
    """Return one form for the same typing: full-width letters of an input method become plain."""
    return unicodedata.normalize("NFKC", password)


def is_stale(set_at: datetime, *, policy: Policy, at: datetime) -> bool:
    """Tell whether the policy asks for a new password by ``at`` (定期更换)."""
    longest = RULES[policy].longest_age
    return longest is not None and at - set_at > longest


def initial_password() -> str:
    """Return a random password to hand over on paper (初始密码): about 92 bits, four groups."""
    while True:
        groups = [
            "".join(secrets.choice(UNMISTAKABLE) for _ in range(INITIAL_GROUP_LENGTH))
            for _ in range(INITIAL_GROUPS)
        ]
        if kinds("".join(groups)) == len(KINDS):
            return "-".join(groups)


KINDS = (
    frozenset(string.ascii_lowercase),
    frozenset(string.ascii_uppercase),
    frozenset(string.digits),
)


def kinds(password: str) -> int:
    """Return how many kinds of character there are: lower, upper, digits, and all others."""
    signs = set(password)
    return sum(bool(signs & kind) for kind in KINDS) + bool(signs.difference(*KINDS))


def ensure_acceptable(password: str, *, policy: Policy, personal: Iterable[str]) -> None:
    """Refuse a password that the policy does not allow, naming what is wrong.

    ``personal`` are words tied to the person: names, login, badge number, unit, telephone.
    """
    rules, plain = RULES[policy], normalised(password)
    if len(plain) < rules.shortest:
        raise WeakPasswordError(f"新密码太短：至少 {rules.shortest} 位，现在是 {len(plain)} 位")
    if len(plain) > LONGEST:
        raise WeakPasswordError(f"新密码太长：最多 {LONGEST} 位")
    if kinds(plain) < rules.kinds:
        raise WeakPasswordError(
            f"新密码过于简单：大写字母、小写字母、数字、符号中至少用 {rules.kinds} 种"
        )
    if part := _personal_part(plain.lower(), personal):
        raise WeakPasswordError(f"新密码含有“{part}”：不得包含姓名、登录名、证号、单位或产品名称")
    if is_common(plain):
        raise WeakPasswordError("新密码是常见密码或键盘顺序，容易被猜中，请换一个")


def _personal_part(plain: str, personal: Iterable[str]) -> str | None:
    for part in (*personal, *PRODUCT_WORDS):
        word = normalised(part).lower().strip()
        shortest = SHORTEST_PART if word.isascii() else SHORTEST_CHINESE_PART
        if len(word) >= shortest and word in plain:
            return part
    return None
