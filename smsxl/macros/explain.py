"""Explain: which rules look at the selected cell or row, and what they found there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.errors import UsageError
from smsxl.formats.escape import for_terminal
from smsxl.hosts.program import Program, Selection
from smsxl.macros.looking import checked
from smsxl.rules import BY_CODE, RULES
from smsxl.rules.base import RowRule, Rule
from smsxl.rules.findings import Finding
from smsxl.rules.pages import page_of
from smsxl.tables import Kind
from smsxl.tables.book import Book
from smsxl.tables.rows import Rows
from smsxl.tables.text import fold

_MOST_EXPLAINED: Final = 3
"""How many findings are told with why and how; a message has to fit on the screen."""
_MOST_LISTED: Final = 8


@dataclass(frozen=True)
class Explanation:
    """What is said about a place: its name in words, the findings there, and the rules that look at it."""

    place: str
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]

    def text(self) -> str:
        """Return it for a message box, not longer than a screen."""
        return "\n".join(for_terminal(line) for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.place
        yield ""
        for finding in self.findings[:_MOST_EXPLAINED]:
            yield f"{finding.severity.value.upper()} {finding.code}: {finding.message}"
            yield f"To do: {finding.fix}"
            for heading, text in page_of(BY_CODE[finding.code]).sections:
                yield f"{heading}: {text}"
            yield ""
        if len(self.findings) > _MOST_EXPLAINED:
            others = ", ".join(dict.fromkeys(finding.code for finding in self.findings[_MOST_EXPLAINED:]))
            yield f"And {len(self.findings) - _MOST_EXPLAINED} more: {others}. Validate lists them all."
            yield ""
        if not self.findings:
            yield "No finding here."
            yield ""
        found = {finding.code for finding in self.findings}
        watching = [rule for rule in self.rules if rule.code not in found]
        if watching:
            yield "Rules that also look here:" if found else "Rules that look here:"
        for rule in watching[:_MOST_LISTED]:
            yield f"{rule.code}: {page_of(rule).title}"
        if len(watching) > _MOST_LISTED:
            yield f"and {', '.join(rule.code for rule in watching[_MOST_LISTED:])}"
        code = next(iter(found), self.rules[0].code if self.rules else None)
        if code is not None:
            yield f"More: smsxl rule {code}"


def explain(program: Program, as_of: dt.date) -> Explanation:
    """Explain what is selected. Raises UsageError where nothing of smsxl's tables is."""
    selection = program.selection()
    if selection is None:
        raise UsageError("Select a cell or a row of one of the tables, and press the button again.")
    program.progress("Looking at the rules ...")
    with checked(program, as_of) as looked:
        made = explained(looked.book, looked.report.counted, selection)
    program.say(made.text())
    return made


def explained(book: Book, findings: Sequence[Finding], selection: Selection) -> Explanation:
    """Return what the rules say of a selection; of the first record it touches where it touches several.

    Raises UsageError where it lies in none of the tables.
    """
    rows = next((rows for rows in book.rows.values() if _touches(rows, selection)), None)
    if rows is None:
        outside = tuple(finding for finding in findings if fold(finding.sheet or "") == fold(selection.sheet)
                        and finding.order[1:] in selection.area)
        if outside:
            return Explanation(f"{selection.sheet}!{selection.area}, outside the tables", outside,
                               tuple(BY_CODE[code] for code in sorted({finding.code for finding in outside})))
        raise UsageError(f"No rule looks at {selection.sheet}!{selection.area}: it lies in none of the tables; select "
                         "a cell or a row of one of them.")
    fields = _fields(rows, selection)
    names = set(fields)
    table = rows.declaration
    row, whole = selection.area.first_row, len(fields) != 1
    here = [finding for finding in findings if finding.table == table.name and _hit(finding, rows, selection, names)]
    watching = {rule.code for rule in RULES if isinstance(rule, RowRule)
                and any(name == table.name and field in names for name, field in rule.places())}
    codes = sorted(watching | {finding.code for finding in here})
    return Explanation(_in_words(rows, row, None if whole else fields[0]), tuple(here),
                       tuple(BY_CODE[code] for code in codes))


def _touches(rows: Rows, selection: Selection) -> bool:
    area, mine = selection.area, rows.area
    header = 1 if rows.declaration.kind is Kind.TABLE else 0
    return (fold(rows.sheet) == fold(selection.sheet)
            and area.first_row <= mine.last_row and area.last_row >= mine.first_row - header
            and area.first_column <= mine.last_column and area.last_column >= mine.first_column)


def _fields(rows: Rows, selection: Selection) -> list[str]:
    """Return the fields that are selected: the one of a cell, all of a row."""
    area = selection.area
    if rows.is_form:
        chosen = [name for name, (row, _) in rows.places.items() if area.first_row <= row <= area.last_row]
    elif rows.declaration.kind is Kind.GRID:
        chosen = list(rows.places)
    else:
        chosen = [name for name, (_, column) in rows.places.items()
                  if area.first_column <= column <= area.last_column]
    return chosen or list(rows.places)


def _hit(finding: Finding, rows: Rows, selection: Selection, names: set[str]) -> bool:
    """Whether a finding lies in the selected fields of the selected rows (the header row: of any row)."""
    _, row, column = finding.order
    area = selection.area
    if rows.declaration.kind is Kind.GRID:
        return (row, column) in area
    if finding.field is not None and finding.field not in names:
        return False
    header_selected = rows.declaration.kind is Kind.TABLE and area.first_row < rows.area.first_row
    return header_selected or area.first_row <= row <= area.last_row


def _in_words(rows: Rows, row: int, field: str | None) -> str:
    table = rows.declaration
    column = "" if field is None else f", {table[field].header}"
    if rows.is_form or table.kind is Kind.GRID:
        return f"{table.name}{column}: {table.help if field is None else table[field].help}"
    record = f" {rows.key_of(rows.numbers.index(row)) or f'row {row}'}" if row in rows.numbers else ""
    return f"{table.name}{record}{column}: {table.help if field is None else table[field].help}"
