"""What the account rules refuse (账号规则)."""

from zhifa_training.core.errors import DomainError


class SignInRefusedError(DomainError):
    """Login or password is wrong; the text never says which (登录失败)."""


class TooManyAttemptsError(DomainError):
    """Too many failures under one key; a pause is due (登录过于频繁)."""


class WeakPasswordError(DomainError):
    """The new password breaks a rule of the policy (密码不合要求)."""


class LoginTakenError(DomainError):
    """Another account already signs in under this name (登录名重复)."""


class AccountExistsError(DomainError):
    """The officer already has an account (账号已存在)."""


class OwnAccountError(DomainError):
    """Nobody manages or empowers their own account (不得操作本人账号)."""


class ExclusiveRoleError(DomainError):
    """Nobody holds two of the three administrators' posts (三员互斥)."""


class RoleHeldError(DomainError):
    """The role is already held at that unit (重复授权)."""


class GrantPeriodError(DomainError):
    """A role cannot end before it starts, nor be given for days gone by (授权期限有误)."""
