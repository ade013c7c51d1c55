"""What a rule reports."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made

from smsxl.hosts.port import GridValue


class Severity(enum.StrEnum):
    """How much a finding weighs: an error fails the check, a warning asks for attention, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Related:
    """Another cell that has to do with a finding."""

    sheet: str
    cell: str | None = None


@dataclass(frozen=True)
class Finding:
    """One fault at one place. `cell` is an A1 name; None for what is missing as a whole."""

    code: str
    name: str
    severity: Severity
    message: str
    fix: str
    area: str
    clause: str
    sheet: str | None = None
    cell: str | None = None
    table: str | None = None
    row_id: str | None = None
    field: str | None = None
    value: GridValue = None
    expected: str | None = None
    related: tuple[Related, ...] = ()
    row_text: str = ""
    """What stands for the row in the fingerprint: its id, else its text."""
    fingerprint: str = ""
    suppressed: Mapping[str, str] | None = None
    order: tuple[int, int, int] = made(default=(-1, 0, 0), compare=False)
    """Position of the sheet, row and column, for sorting; what has no place comes first."""

    def identity(self, ordinal: int) -> str:
        """Return the fingerprint: a hash over code, table, row, field and value, and a number among equals."""
        parts = (self.code, self.table or "", self.row_text, self.field or "", repr(self.value), str(ordinal))
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
