"""Text rendered once and filled in for each reader (可填文本): what differs is a slot."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

_OPEN, _SHUT = f"\x02{secrets.token_hex(8)}:", "\x03"
"""Made anew by every process: no text that somebody typed can hold a slot."""
_SLOT = re.compile(f"{_OPEN}([a-z0-9.]+){_SHUT}")


def slot(name: str) -> str:
    """Return what stands in a rendered text where ``name`` is to be filled in."""
    return f"{_OPEN}{name}{_SHUT}"


@dataclass(frozen=True, slots=True)
class Fillable:
    """A text with named slots."""

    _format: str

    @classmethod
    def of(cls, rendered: str) -> "Fillable":
        """Return the text that was rendered with slots in it."""
        return cls(_SLOT.sub(r"%(\1)s", rendered.replace("%", "%%")))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text; a value is put in as it is, so whoever hands it in escapes it."""
        return self._format % values
