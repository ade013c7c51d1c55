"""What is known about a register that somebody else made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smsxl.hosts.port import column_letters
from smsxl.registers.cells import Cells
from smsxl.registers.headings.spelling import unbroken
from smsxl.registers.wishes import Limits


@dataclass(frozen=True)
class Heading:
    """The heading of a table: its rows, and the text of each of its columns, upper rows first."""

    rows: tuple[int, ...]
    texts: Mapping[int, tuple[str, str]]
    """The upper (group) and the lower (own) text of each column."""

    def text(self, column: int) -> str:
        """Return the heading of a column as people read it, on one line."""
        upper, lower = self.texts.get(column, ("", ""))
        return " ".join(unbroken(lower or upper).split())

    def whole(self, column: int) -> str:
        """Return the heading of a column with that of its group."""
        upper, lower = (" ".join(unbroken(part).split()) for part in self.texts.get(column, ("", "")))
        return f"{upper} {lower}".strip() if upper != lower else lower


@dataclass(frozen=True)
class Place:
    """Where a register lies in a sheet, and what its rows are."""

    heading: Heading
    records: tuple[int, ...]
    """The sheet rows that hold a risk."""
    placeholders: tuple[int, ...] = ()
    """Rows that hold nothing but a number, an id or formulas."""
    groups: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()
    more: tuple[int, ...] = ()
    """Rows that go on with the risk above them, such as a second control of it."""


@dataclass(frozen=True)
class Mapped:
    """A column that is known: its field, how sure that is (0 to 1), and why."""

    field: str
    column: int
    header: str
    confidence: float
    evidence: tuple[str, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()
    """The columns that are ticked for one rating, each with the word or number that heads it."""
    name: str = ""
    """What people call the column where it really lies otherwise than it is seen."""

    @property
    def letters(self) -> str:
        """The letters of the column, or of the first and the last that are ticked."""
        if self.name:
            return self.name
        if self.ticks:
            return f"{column_letters(self.ticks[0][0])}:{column_letters(self.ticks[-1][0])}"
        return column_letters(self.column)


@dataclass(frozen=True)
class Scale:
    """The values a rating can have, from the lowest to the highest: numbers, or words with their place as number."""

    values: tuple[float, ...]
    words: tuple[str, ...] = ()
    """The word of each value, where the register has words; empty where it has numbers only."""
    source: str = ""

    def number(self, word: str) -> float | None:
        """Return the value of a word; None where the scale has no such word."""
        from smsxl.registers.words import plain  # noqa: PLC0415 - keeps the values free of words

        wanted = plain(word)
        return next((v for v, w in zip(self.values, self.words, strict=False) if plain(w) == wanted), None)

    @property
    def shown(self) -> list[float | str]:
        """The values as people write them."""
        if self.words and self.source == "words":
            return list(self.words)
        return [int(v) if v == int(v) else v for v in self.values]


@dataclass(frozen=True)
class Scoring:
    """How the register makes its score: the method, its formula, and in how many rows it holds."""

    method: str
    formula: str
    agree: int
    of: int
    source: str = "rows"
    factors: tuple[int, ...] = ()
    """The columns that a score of more than two factors is made of."""
    expected: tuple[float | None, ...] = ()
    """What the score of each record should be; None where that can't be said."""


@dataclass(frozen=True)
class Band:
    """The scores that have one level, both ends included."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class Levels:
    """Which level a score has by the register's own rule, and where that rule stands."""

    source: str
    bands: tuple[Band, ...] = ()
    cells: Mapping[tuple[float, float], str] = field(default_factory=dict)
    """The level of a likelihood and an impact, where a matrix gives it and no bands do."""
    expected: tuple[str | None, ...] = ()
    """The level of each record; None where that can't be said."""
    agree: int = 0
    of: int = 0
    where: tuple[tuple[str, int, int], ...] = ()
    """Sheet, row and column of each band's statement, where it stands in a cell."""

    def of_score(self, score: float) -> str | None:
        """Return the level of a score; None where no band, or more than one, holds it."""
        found = {band.label for band in self.bands if band.low <= score <= band.high}
        return found.pop() if len(found) == 1 else None


@dataclass
class Register:
    """A register: where it is, what its columns mean, and by which rules it goes itself."""

    sheet: str
    place: Place
    columns: dict[str, Mapped]
    unmapped: tuple[tuple[int, str], ...]
    cells: Cells
    doubts: tuple[Mapped, ...] = ()
    """What columns may mean, but not surely enough."""
    scales: dict[str, Scale] = field(default_factory=dict)
    scoring: dict[str, Scoring] = field(default_factory=dict)
    """How the score of each stage ("", "current_", "residual_") is made."""
    levels: dict[str, Levels] = field(default_factory=dict)
    limits: Limits | None = None
    """Up to where the register bears a risk by its own statement; None where nothing says so."""

    @property
    def records(self) -> tuple[int, ...]:
        """The sheet rows that hold a risk."""
        return self.place.records

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of likelihood and impact the register has not, in any of its ratings."""
        return tuple(axis for axis in ("likelihood", "impact")
                     if not any(stage + axis in self.columns for stage in ("", "current_", "residual_")))

    def rated(self) -> bool:
        """Whether the register has any rating at all."""
        return len(self.missing) < 2
