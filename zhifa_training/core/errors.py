"""Errors the domain raises; the web layer turns each kind into one response."""


class DomainError(Exception):
    """A rule said no (业务规则不允许). The message is shown to the user as it stands."""


class NotVisibleError(DomainError):
    """The record does not exist, or lies outside the caller's units. Shown as 404 either way."""


class NotAllowedError(DomainError):
    """The caller may see this, but not do it. Shown as 403."""


class UnavailableError(DomainError):
    """Something we stand on does not answer. Shown as 503, with a time to try again."""
