"""Rows of cells, gathered and turned into the columns of a grid."""

from __future__ import annotations

import re
from itertools import pairwise

from smsxl.hosts.package.areas import check_column
from smsxl.hosts.package.cells import EMPTY, Entry, NotPlainError
from smsxl.hosts.package.container import DamagedError, TooBigError
from smsxl.hosts.port import Formula, GridColumn, GridValue, column_number

_MOST_PENDING = 1 << 21
"""Cells of rows that wait to be turned into columns."""

_SLACK = 64
"""Columns assumed beyond those that are known, so that the first rows of a sheet aren't held back for long."""

_LETTERS = re.compile(rb"[A-Z]{1,3}")


class Collector:
    """Gathers rows of entries and turns them into columns, a batch at a time."""

    def __init__(self, most_cells: int) -> None:
        self.places: dict[bytes, int] = {}
        self.rows: list[int] = []
        self.hidden: list[int] = []
        self.pending: list[list[Entry]] = []
        self._most_cells = most_cells
        self._numbers: list[int] = []
        self._values: list[list[GridValue]] = []
        self._formulas: list[list[Formula | None] | None] = []

    def add(self, row: int, line: list[Entry], *, hidden: bool) -> None:
        """Take a row that holds something."""
        self.rows.append(row)
        self.pending.append(line)
        if hidden:
            self.hidden.append(row)
        if len(self.pending) * (len(self._numbers) + _SLACK) > _MOST_PENDING:
            self.flush()

    def new_column(self, letters: bytes) -> int:
        """Return the place of a column that was not seen before. Raises NotPlainError where the letters are none."""
        if not _LETTERS.fullmatch(letters):
            raise NotPlainError
        number = check_column(column_number(letters.decode()))
        place = self.places[letters] = len(self._numbers)
        self._numbers.append(number)
        self._values.append([])
        self._formulas.append(None)
        return place

    def flush(self) -> None:
        """Move the pending rows into the columns."""
        pending = self.pending
        if not pending:
            return
        width = len(self._numbers)
        if width * len(self.rows) > self._most_cells:
            raise TooBigError(
                f"holds {len(self.rows):,} rows times {width:,} columns, more than the {self._most_cells:,} cells that "
                "are read of one sheet"
            )
        for line in pending:
            if len(line) < width:
                line.extend([EMPTY] * (width - len(line)))
        before = len(self.rows) - len(pending)
        for place, entries in enumerate(zip(*pending, strict=True)):
            values, formulas = zip(*entries, strict=True)
            column = self._values[place]
            if len(column) < before:
                column.extend([None] * (before - len(column)))
            column.extend(values)
            if any(formulas):
                texts = self._formulas[place]
                if texts is None:
                    texts = self._formulas[place] = []
                texts.extend([None] * (before - len(texts)))
                texts.extend(formulas)
        pending.clear()

    def sorted_columns(self) -> tuple[list[int], dict[int, GridColumn]]:
        """Return the rows and columns, both ascending, every list as long as the rows."""
        count = len(self.rows)
        for texts in self._formulas:
            if texts is not None:
                texts.extend([None] * (count - len(texts)))
        order = sorted(range(count), key=self.rows.__getitem__)
        rows = self.rows
        ordered = all(at == place for place, at in enumerate(order))
        if not ordered:
            rows = [rows[at] for at in order]
        for number, following in pairwise(rows):
            if number == following:
                raise DamagedError(f"has the row {number} twice")
        columns = {}
        for place in sorted(range(len(self._numbers)), key=self._numbers.__getitem__):
            values, formulas = self._values[place], self._formulas[place]
            if not ordered:
                values = [values[at] for at in order]
                formulas = formulas and [formulas[at] for at in order]
            columns[self._numbers[place]] = GridColumn(values, formulas)
        return rows, columns
