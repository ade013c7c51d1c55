"""Examples of a fault and of its absence: small edits of a small sound workbook.

Every rule carries one that fails and one that passes. `smsxl rule CODE` prints them; one parametrised test applies
them to the sound workbook of `tests/rules/sound.py` and runs the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Put:
    """Types a value into a field of the row with an id (a form: row "")."""

    table: str
    row: str
    field: str
    value: Any

    def __str__(self) -> str:
        where = f"{self.table} {self.row}".strip()
        return f"{where}: {self.field} = {'(blank)' if self.value is None else self.value}"


@dataclass(frozen=True)
class Add:
    """Adds a row to a table."""

    table: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.table}: a new row with " + ", ".join(f"{k} = {v}" for k, v in self.values.items())


@dataclass(frozen=True)
class Delete:
    """Deletes the row with an id; all rows where it is "*"."""

    table: str
    row: str

    def __str__(self) -> str:
        return f"{self.table}: {'all rows' if self.row == '*' else self.row} deleted"


@dataclass(frozen=True)
class Write:
    """Puts another formula into a calculated cell, its value staying as it was; None leaves the bare value."""

    table: str
    row: str
    field: str
    formula: str | None

    def __str__(self) -> str:
        written = f"={self.formula}" if self.formula else "typed over"
        return f"{self.table} {self.row}: {self.field} {written}"


@dataclass(frozen=True)
class Cache:
    """Changes the cached value of a calculated cell, its formula staying as it was; None removes the value."""

    table: str
    row: str
    field: str
    value: Any

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.field} shows {'nothing' if self.value is None else self.value}"


@dataclass(frozen=True)
class Freeze:
    """Turns calculated columns into plain values."""

    table: str
    field: str

    def __str__(self) -> str:
        return f"{self.table}: {self.field} holds plain values"


@dataclass(frozen=True)
class Level:
    """Changes a cell of the risk matrix."""

    likelihood: int
    impact: int
    level: str | None

    def __str__(self) -> str:
        return f"RiskMatrix {self.likelihood} x {self.impact} = {self.level or '(blank)'}"


@dataclass(frozen=True)
class Shape:
    """Changes the shape of the workbook. `what` is one of the words that tests/rules/sound.py knows."""

    what: str
    table: str = ""
    row: str = ""
    field: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.table, self.row, self.field) if part)


@dataclass(frozen=True)
class Theirs:
    """Types a value into a cell of a register of another layout; with `formula` the cell holds both."""

    cell: str
    value: Any
    formula: str | None = None

    def __str__(self) -> str:
        shown = "(blank)" if self.value is None else self.value
        return f"{self.cell}: ={self.formula} shows {shown}" if self.formula else f"{self.cell}: {shown}"


@dataclass(frozen=True)
class Hide:
    """Hides a column of a register of another layout, or a row where it is a number."""

    column: str

    def __str__(self) -> str:
        return f"{'row' if self.column.isdigit() else 'column'} {self.column} hidden"


@dataclass(frozen=True)
class Copy:
    """Copies a register of another layout to a second sheet."""

    def __str__(self) -> str:
        return "the register copied to a second sheet"


Edit = Theirs | Hide | Copy | Put | Add | Delete | Write | Cache | Freeze | Level | Shape


@dataclass(frozen=True)
class Example:
    """Edits of the sound workbook, and where the finding is expected (table or sheet, row id, field)."""

    edits: tuple[Edit, ...]
    at: tuple[str, str, str] | None = None

    def __str__(self) -> str:
        return "; ".join(map(str, self.edits))


def example(*edits: Edit, at: tuple[str, str, str] | None = None) -> Example:
    """Return an example made of edits."""
    return Example(edits, at)
