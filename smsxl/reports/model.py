"""What every part of a summary is made of: figures that say which rows they count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A row that a figure comes from: its sheet, the cell of its id (or of its first field), its id and its title."""

    table: str
    sheet: str
    cell: str
    id: str
    title: str = ""

    @property
    def name(self) -> str:
        """The id, or the address where the row has none."""
        return self.id or f"{self.sheet}!{self.cell}"


Sources = tuple[Source, ...]


@dataclass(frozen=True)
class Count:
    """A number of rows, and which they are. `bad` says that it should be 0; `of` is what it is a part of."""

    label: str
    rows: Sources
    bad: bool = False
    of: int | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)


@dataclass(frozen=True)
class Amount:
    """A sum of money over rows, in one currency."""

    label: str
    value: float
    currency: str
    rows: Sources


@dataclass(frozen=True)
class Share:
    """A share of rows: `rows` out of `of`. None where there is nothing to take a share of."""

    label: str
    rows: Sources
    of: Sources

    @property
    def share(self) -> float | None:
        """The share, 0 to 1."""
        return len(self.rows) / len(self.of) if self.of else None
