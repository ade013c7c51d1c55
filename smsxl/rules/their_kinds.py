"""Hidden columns, numbers and dates as text, prepared rows and lists in registers of other layouts (WBK611 ...)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from smsxl.hosts.port import HasRules
from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.registers.fields import BY_NAME, DAYS
from smsxl.registers.words import plain
from smsxl.rules.base import Hit
from smsxl.rules.examples import Hide, Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import FEWEST, TheirRule, at_heading, hit
from smsxl.rules.their_cells import AREA, CLAUSE, field_of
from smsxl.tables.locate import parse_reference
from smsxl.tables.rows import as_text, is_blank

if TYPE_CHECKING:
    from smsxl.registers.columns import profile
    from smsxl.registers.model import Register
else:
    profile = lazily("smsxl.registers.columns.profile")

_SHOWN: Final = 5


class _Cells(TheirRule):
    area = AREA
    clause = CLAUSE


class HiddenColumnFilled(_Cells):
    """A hidden column holds data.

    What it checks: the hidden columns of a register.
    Why it matters: a rating or a remark that nobody sees is not reviewed, and goes out with the file.
    How to fix: show the column, or remove it.
    """

    code = "WBK611"
    name = "own-hidden-column"
    severity = Severity.NOTE
    message = "{column} is hidden and holds data in {count} rows."
    hidden = "There are data in {column}, which is hidden."
    fix = "Show the column, or remove it."
    failing = example(Hide("C"), at=("Risk list", "C3", ""))
    passing = example(Hide("Z"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for column in sorted(register.cells.grid.hidden_columns & register.place.heading.texts.keys()):
            count = sum(register.cells.filled(row, column) for row in register.records)
            if count and column not in register.cells.grid.folded_columns:
                yield at_heading(register, column, field_of(register, column), count=count)


class OwnNumberAsText(_Cells):
    """A number is text in a column of numbers.

    What it checks: ratings and scores that are numbers in most rows, and columns that nobody knows where nearly all
    cells are numbers, such as what an impact is made of.
    Why it matters: sums, ranks and filters pass over texts, and formulas may fail on them.
    How to fix: type the number again.
    """

    code = "WBK612"
    name = "own-number-as-text"
    severity = Severity.WARNING
    message = "{id} has the {column} {value} as text, where the other rows have numbers."
    hidden = "A number in {column} is typed as text."
    fix = "Type the number again, without an apostrophe before it."
    failing = example(Theirs("E6", "3"), at=("Risk list", "E6", ""))
    passing = example(Theirs("E6", 3))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        known = {mapped.column: name for name, mapped in register.columns.items()
                 if BY_NAME[name].content in ("rating", "score", "rank") and not mapped.ticks}
        for column in (*known, *(column for column, _ in register.unmapped)):
            values = [register.cells.value(row, column) for row in register.records]
            texts = [isinstance(v, str) and _PLAIN_NUMBER.fullmatch(v.strip()) is not None for v in values]
            numbers = sum(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
            if numbers < FEWEST - 2 or numbers <= 2 * sum(texts):
                continue
            if column not in known and numbers + sum(texts) < _NEARLY * sum(not is_blank(v) for v in values):
                continue
            for row, is_text in zip(register.records, texts, strict=True):
                if is_text:
                    yield hit(register, row, column, known.get(column))


def _listed(register: Register, rows: Sequence[int]) -> str:
    """Return what people call the first of some rows."""
    names = ", ".join(register.cells.line(row, short=True) for row in rows[:_SHOWN])
    return names + (" ..." if len(rows) > _SHOWN else "")


def _lines(register: Register, *, many: bool) -> str:
    """Return what the lines of risks are: rows, or columns where the register lies on its side."""
    return ("column" if register.cells.lies == "columns" else "row") + ("s" if many else "")


_NEARLY: Final = 0.95
_PLAIN_NUMBER: Final = re.compile(r"[+$€£-]?\s?[0-9]+(?:[.,][0-9]+)?\s?[%€]?")


class OwnDateAsText(_Cells):
    """A date is text in a column of dates.

    What it checks: columns that hold dates in most rows.
    Why it matters: texts are neither sorted nor compared with today: an overdue date goes unnoticed.
    How to fix: type the date again.
    """

    code = "WBK613"
    name = "own-date-as-text"
    severity = Severity.WARNING
    message = "{id} has the {column} {value} as text, where {count} rows have dates."
    hidden = "A date in {column} is typed as text."
    fix = "Type the date again, so that the cell shows it right-aligned."
    failing = example(Theirs("N6", "31.03.2026"), at=("Risk list", "N6", ""))
    passing = example(Theirs("N6", dt.date(2026, 3, 31)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for name, mapped in register.columns.items():
            if BY_NAME[name].content not in DAYS:
                continue
            values = [register.cells.value(row, mapped.column) for row in register.records]
            count = sum(isinstance(v, dt.date) for v in values)
            if count < FEWEST - 2 or 2 * count < sum(not is_blank(v) for v in values):
                continue
            for row, value in zip(register.records, values, strict=True):
                if isinstance(value, str) and value.strip() and profile.profile([value]).dates:
                    yield hit(register, row, mapped.column, name, count=count)


class PreparedRow(_Cells):
    """Rows are prepared that hold no risk.

    What it checks: rows below the risks that hold an id or formulas only, where a formula shows a value or an id waits.
    Why it matters: whoever counts rows or ids counts risks that do not exist.
    How to fix: delete the rows; a table grows by itself.
    """

    code = "WBK614"
    name = "own-prepared-rows"
    severity = Severity.NOTE
    hidden = "Prepared rows hold an id or formulas, but no risk."
    message = "{count} prepared {lines} ({rows}) hold{verb} an id or formulas, but no risk."
    fix = "Delete the rows; an Excel table grows by itself."
    failing = example(Theirs("A16", "R-13"), at=("Risk list", "A16", ""))
    passing = example(Theirs("A16", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        rows = register.place.placeholders
        if rows:
            column = next((c for c in sorted(register.place.heading.texts) if register.cells.filled(rows[0], c)
                           or register.cells.formula(rows[0], c) is not None), min(register.place.heading.texts))
            shown = _listed(register, rows)
            many = len(rows) > 1
            yield hit(register, rows[0], column, field_of(register, column), count=len(rows), rows=shown,
                      lines=_lines(register, many=many), verb="" if many else "s")


class OwnListViolated(_Cells):
    """A cell holds a value that its own drop-down list does not offer.

    What it checks: cells with a list of allowed values, by the list that the workbook itself gives.
    Why it matters: filters and counts by the list pass over the row.
    How to fix: choose a value from the list.
    """

    code = "WBK615"
    name = "own-list-violated"
    severity = Severity.WARNING
    message = "{id} has the {column} {value}, which its list does not offer: {expected}."
    hidden = "The value in {column} is not one that its list offers."
    fix = "Choose a value from the list."
    failing = example(Theirs("O6", "Opened"), at=("Risk list", "O6", ""))
    passing = example(Theirs("O6", "Closed"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        workbook = register.cells.workbook
        if not isinstance(workbook, HasRules):
            return
        for allowed in workbook.rules(register.sheet).lists:
            words = _words(register, allowed.text)
            if not words:
                continue
            known = {plain(word) for word in words}
            for column in register.place.heading.texts:
                for row in register.records:
                    if not any((row, column) in area for area in allowed.areas):
                        continue
                    text = as_text(register.cells.value(row, column))
                    if register.cells.formula(row, column) is None and text.strip() and plain(text) not in known:
                        yield hit(register, row, column, field_of(register, column), expected=", ".join(words[:8]))


def _words(register: Register, text: str) -> list[str]:
    """Return the values of a list: in quotes, or in the cells that it refers to."""
    if text.startswith('"'):
        return [word.strip() for word in text.strip('"').split(",") if word.strip()]
    target = text
    for defined in register.cells.workbook.names:
        if defined.name.casefold() == text.casefold():
            target = defined.text
    found = parse_reference(target if "!" in target else f"'{register.sheet}'!{target}")
    if found is None:
        return []
    sheet, area = found
    cells = register.cells.other(sheet)
    size = (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
    if cells is None or size > 10_000:  # noqa: PLR2004 - a list of words is short
        return []
    return [word for row in range(area.first_row, area.last_row + 1)
            for column in range(area.first_column, area.last_column + 1)
            if (word := as_text(cells.value(row, column)).strip())]


class HiddenRowFilled(_Cells):
    """A hidden row holds a risk.

    What it checks: the rows of a register that are hidden, by hand or by a filter.
    Why it matters: a risk that nobody sees is not reviewed, but counted in every sum.
    How to fix: show the rows, or clear the filter.
    """

    needs_file = True
    code = "WBK616"
    name = "own-hidden-rows"
    severity = Severity.NOTE
    hidden = "Risks stand in hidden rows."
    message = "{count} risk{s} stand{verb} in hidden {lines} ({rows})."
    fix = "Show the rows, or clear the filter."
    failing = example(Hide("6"), at=("Risk list", "A6", ""))
    passing = example(Hide("2"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        rows = sorted(register.cells.grid.hidden_rows & set(register.records))
        if rows:
            shown = _listed(register, rows)
            many = len(rows) > 1
            yield hit(register, rows[0], min(register.place.heading.texts), None, count=len(rows), rows=shown,
                      lines=_lines(register, many=True), s="s" if many else "", verb="" if many else "s")


RULES: Final = (HiddenRowFilled, HiddenColumnFilled, OwnNumberAsText, OwnDateAsText, PreparedRow, OwnListViolated)
