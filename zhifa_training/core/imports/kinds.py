"""What can be imported (导入种类): a feature describes its rows, the pipeline does the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from zhifa_training.core.imports.models import ImportBatch, RowOutcome
from zhifa_training.core.spreadsheet.columns import ColumnSpec
from zhifa_training.core.spreadsheet.masking import masked


class Importer(Protocol):
    """Whoever imports."""

    @property
    def account_id(self) -> UUID | None:
        """The account, or None for the system itself."""

    @property
    def name(self) -> str:
        """The name the log shows."""


@dataclass(slots=True)
class Finding:
    """One row as examined: what it means, what is wrong, what would become of it (一行的检查)."""

    sheet: str
    number: int
    values: dict[str, Any]
    shown: dict[str, str]
    problems: list[dict[str, str]] = field(default_factory=list)
    outcome: RowOutcome = RowOutcome.NEW
    target_id: UUID | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Return where the row stands."""
        return self.sheet, self.number

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong so far."""
        return self.outcome not in (RowOutcome.ERROR, RowOutcome.DUPLICATE)

    def refuse(self, spec: ColumnSpec, reason: str, remedy: str) -> None:
        """Say what is wrong in a column."""
        self._add(spec, reason, remedy)
        self.outcome = RowOutcome.ERROR

    def suspect(self, spec: ColumnSpec, reason: str, remedy: str) -> None:
        """Say that the row seems to repeat another."""
        self._add(spec, reason, remedy)
        if self.outcome is not RowOutcome.ERROR:
            self.outcome = RowOutcome.DUPLICATE

    def _add(self, spec: ColumnSpec, reason: str, remedy: str) -> None:
        value = self.shown.get(spec.key, "")[:80]
        self.problems.append(
            {
                "column": spec.label,
                "value": masked(value, is_secret=spec.is_secret),
                "reason": masked(reason),
                "remedy": masked(remedy),
            }
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did with one row: the record, and what it held before (None: it is new)."""

    place: tuple[str, int]
    target_id: UUID
    before: dict[str, Any] | None


class ImportKind(Protocol):
    """A kind of rows: how they are judged, stored and taken back."""

    name: str
    label: str
    columns: tuple[ColumnSpec, ...]

    def judge(self, findings: Sequence[Finding], *, root: UUID) -> None:
        """Give every finding its outcome, against the records there are, inside ``root``."""

    def apply(self, findings: Sequence[Finding], *, actor: Any) -> list[Applied]:
        """Store the sound findings, in the unit of work around the caller."""

    def undo(self, applied: Sequence[Applied], *, batch: ImportBatch, actor: Any) -> None:
        """Take the rows back; refuse with a DomainError where one has been used since."""

    def dictionaries(self, root: UUID) -> Mapping[str, Sequence[str]]:
        """Return the words the template offers beside the columns' own."""

    def note(self, action: str, *, batch_id: UUID, actor: Any, **detail: Any) -> None:
        """Enter what was done with a batch in the log."""


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known to the import pages."""
    _kinds[kind.name] = kind


def find_kind(name: str) -> ImportKind | None:
    """Return the kind of that name."""
    return _kinds.get(name)


def kinds() -> list[ImportKind]:
    """Return every kind, in the order they were registered."""
    return list(_kinds.values())
