"""What every rule is made of.

A rule is one class: its facts are class variables, its docstring says *What it checks / Why it matters / How to fix*,
and `passes` or `find` is the check. :class:`RowRule` looks at one table, column by column, and is compiled into that
table's pandera check; :class:`BookRule` looks at several tables or at the file.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import ClassVar

from smsxl.hosts.port import GridValue
from smsxl.rules.examples import Example
from smsxl.rules.findings import Finding, Severity
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows


class AppliesTo(enum.Enum):
    """Which risks a rule judges."""

    BOTH = "threats and opportunities"
    THREATS = "threats"
    OPPORTUNITIES = "opportunities"


@dataclass(frozen=True)
class Place:
    """A cell that a finding names besides its own: a record's field, or a cell of a sheet."""

    sheet: str
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Detail:
    """What is particular to one finding.

    `values` fill the placeholders of the rule's message (besides `{id}`, `{title}`, `{value}`, `{column}` and
    `{expected}`, which are always there); `expected` says what should stand there.
    """

    values: Mapping[str, object] = made(default_factory=dict)
    expected: str | None = None
    related: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Hit:
    """What a book rule found, and where: a record's field (`table`, `record`, `field`) or a cell of a sheet.

    `record` counts from 0. Where `row` and `column` are given they win over the record's own cell.
    """

    table: str | None = None
    record: int | None = None
    field: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    value: GridValue = None
    detail: Detail = made(default_factory=Detail)
    row_id: str | None = None
    """The id of the row, where it is not one of a declared table."""


@dataclass(frozen=True)
class OnRegisters:
    """How a rule of our template judges the registers of other layouts, which have their own headings and words.

    A rule that has none of this never judges them: it asks for what only our method asks for, or a rule made for such
    registers says the same.
    """

    fields: tuple[str, ...] = ()
    """The fields of Risks that it looks at there; all of its own where none is named."""
    message: str | None = None
    fix: str | None = None
    many: str | None = None
    """What to say once, at the heading, where more than half of the rows fail: with `{count}`, `{of}`, `{column}`."""
    severity: Severity | None = None
    hidden: str = ""
    """What to say in place of the message where no cell may be quoted: with `{column}`."""
    yields_to: tuple[str, ...] = ()
    """Rules that have said it already where they found something in the same row."""


class Rule:
    """One rule. `name` states the fault, never the remedy.

    Not an ABC: asking whether a book rule is a row rule would then ask every row rule in turn, at every start.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    area: ClassVar[str]
    """The step of the guide, such as "6.1.2 Treat"."""
    clause: ClassVar[str]
    """The clause of ISO/IEC 20000-1:2018."""
    message: ClassVar[str]
    fix: ClassVar[str]
    applies_to: ClassVar[AppliesTo] = AppliesTo.BOTH
    completeness: ClassVar[bool] = False
    """Whether the fault is that something is not there yet: a note while the document is a draft."""
    suppressible: ClassVar[bool] = True
    """Whether somebody may agree that its findings stand. What says that something could not be checked can't."""
    needs_file: ClassVar[bool] = False
    """Whether it looks at what only the file tells: merged cells, hidden rows and columns."""
    hidden: ClassVar[str] = ""
    """What rules made for registers of other layouts say where no cell may be quoted: with `{column}`."""
    hidden_fix: ClassVar[str] = ""
    on_registers: ClassVar[OnRegisters | None] = None
    """How it judges registers of other layouts; None where it does not."""
    failing: ClassVar[Example]
    passing: ClassVar[Example]

    def severity_in(self, book: Book) -> Severity:
        """Return the severity in a workbook: drafts are not drowned."""
        if self.completeness and book.status == "draft":
            return Severity.NOTE
        if self.completeness and book.status == "in_review" and self.severity is Severity.ERROR:
            return Severity.WARNING
        return self.severity


class RowRule(Rule):
    """A rule over the rows of one table (or of several, one at a time)."""

    table: ClassVar[str] = ""
    fields: ClassVar[tuple[str, ...]] = ()

    def places(self) -> Iterable[tuple[str, str]]:
        """Return the (table, field) pairs that the rule looks at."""
        return ((self.table, name) for name in self.fields)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        """Return for each row whether it is right. Called only where the sheet has the column."""
        raise NotImplementedError

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        """Return what to say about a row that fails."""
        return Detail()


class BookRule(Rule):
    """A rule over several tables, or over the file itself."""

    def find(self, book: Book) -> Iterator[Hit]:
        """Yield every fault."""
        raise NotImplementedError


class AfterRule(Rule):
    """A rule over what the other rules found."""

    suppressible = False

    def find(self, book: Book, found: Sequence[Finding], ran: Collection[str]) -> Iterator[Hit]:
        """Yield every fault. `ran` are the codes of the rules that looked."""
        raise NotImplementedError


def at_header(rows: Rows, field: str, detail: Detail) -> Hit:
    """Return a finding about a column as a whole, at its header."""
    row, column = rows.places[field]
    return Hit(table=rows.declaration.name, field=field, row=row, column=column, detail=detail)


def place_of(rows: Rows, i: int, field: str) -> Place:
    """Return the place of a record's field."""
    if field not in rows.places:
        return Place(rows.sheet, rows.numbers[i])
    return Place(rows.sheet, *rows.cell(i, field))
