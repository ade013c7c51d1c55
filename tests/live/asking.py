"""Puts calls of the functions into the cells of a workbook, and lets Calc answer them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError, CellValue
from smsxl.hosts.port import cell_name
from tests.live.calc import Calc

_ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0"}


class Questions:
    """A workbook in the making: arguments are put into cells, calls are asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = xlsxwriter.Workbook(str(path))
        self._in = self._book.add_worksheet("In")
        self._out = self._book.add_worksheet("Out")
        self._rows = self._lines = 0

    def put(self, rows: Sequence[Sequence[CellValue]]) -> str:
        """Write a range and return its reference."""
        first = self._rows
        for line in rows:
            for column, value in enumerate(line):
                self._write(self._rows, column, value)
            self._rows += 1
        start, end = cell_name(first + 1, 1), cell_name(self._rows, max(map(len, rows)))
        return f"In!{start}" if start == end else f"In!{start}:{end}"

    def _write(self, row: int, column: int, value: CellValue) -> None:
        if isinstance(value, CellError):
            self._in.write_formula(row, column, _ERRORS[value.code])
        elif isinstance(value, bool):
            self._in.write_boolean(row, column, value)
        elif isinstance(value, dt.date):
            self._in.write_number(row, column, to_serial(value))
        elif isinstance(value, str):
            self._in.write_string(row, column, value) if value else self._in.write_formula(row, column, '=""')
        elif value is not None:
            self._in.write_number(row, column, value)

    def ask(self, formula: str, height: int = 0, width: int = 0) -> int:
        """Write a formula, as an array over some cells where it gives one, and return the line of its answer."""
        line = self._lines
        if height:
            self._out.write_array_formula(line, 0, line + height - 1, width - 1, f"{{={formula}}}")
        else:
            self._out.write_formula(line, 0, f"={formula}")
        self._lines += max(height, 1)
        return line

    def answers(self, calc: Calc) -> list[list[CellValue]]:
        """Let Calc calculate and return the lines."""
        self._book.close()
        with calc.opened(self._path) as document:
            document.recalculate()
            return [[CellError(value["error"]) if isinstance(value, dict) else value for value in row]
                    for row in document.read("Out")]


def as_calc_sees(argument: Any) -> Any:
    """Return an argument as Calc hands it over: a blank cell as 0, in a range as an empty text; TRUE as 1."""
    if is_range(argument):
        return tuple(tuple("" if cell is None else _number(cell) for cell in row) for row in argument)
    cell = argument[0][0] if isinstance(argument, list) else argument
    return 0.0 if cell is None else _number(cell)


def is_range(argument: Any) -> bool:
    """Tell whether an argument is more than one cell; a range of one is a cell."""
    return isinstance(argument, list) and len(argument) * len(argument[0]) > 1


def _number(value: CellValue) -> Any:
    if isinstance(value, dt.date):
        return float(to_serial(value))
    return float(value) if isinstance(value, (bool, int)) else value


def errors_in(argument: Any) -> list[CellError]:
    """Return the cell errors in an argument."""
    cells = [cell for row in argument for cell in row] if isinstance(argument, list) else [argument]
    return [cell for cell in cells if isinstance(cell, CellError)]
