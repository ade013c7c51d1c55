"""The judge of the formulas: cellrune recalculates a workbook in which each case stands in cells."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from typing import Any

import cellrune
import xlsxwriter

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError, CellValue
from smsxl.functions import FUNCTIONS, Function, plain, stored_form
from smsxl.functions.formulas import literal
from smsxl.hosts.port import cell_name

TODAY = dt.date(2026, 11, 22)

_RANGE_ROWS = re.compile(r"\bROW\(In!(\$[A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)\)")
_RANGE_COLUMNS = re.compile(r"\bCOLUMN\(In!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+\)")


def for_the_judge(formula: str) -> str:
    """Write what cellrune 0.2.0 lacks otherwise: ROW and COLUMN of a range give their first number only."""
    formula = _RANGE_ROWS.sub(lambda match: _upright(int(match.group(2)), int(match.group(3))), formula)
    return _RANGE_COLUMNS.sub("1", formula)


def _upright(first: int, last: int) -> str:
    return "{" + ";".join(str(number) for number in range(first, last + 1)) + "}"


class Sheet:
    """A workbook in the making: inputs are put into cells, formulas are asked for."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes)
        self._cells = self._book.add_worksheet("In")
        self._asked = self._book.add_worksheet("Out")
        self._row = 0
        self._formulas = 0
        for function in FUNCTIONS:
            self._book.define_name(function.name, "=" + self._judged(function))

    def _judged(self, function: Function) -> str:
        """Write a LAMBDA as the judge can calculate it.

        cellrune 0.2.0 does not know the mark of an optional parameter (an empty argument is one all the same) and
        can't INDEX a variable that holds an array constant (the same values in cells stand in for it).
        """
        text = stored_form(function.lambda_form).replace("_xlop.", "_xlpm.")
        for argument in function.arguments:
            if isinstance(argument.default, tuple):
                text = text.replace(literal(argument.default), self.put(argument.default))
        return text

    def put(self, rows: Sequence[Sequence[CellValue]]) -> str:
        """Write a range and return its reference."""
        first = self._row
        for line in rows:
            for column, value in enumerate(line):
                self._write(self._row, column, value)
            self._row += 1
        width = max(len(line) for line in rows)
        start, end = cell_name(first + 1, 1), cell_name(self._row, width)
        return f"In!${start[0]}${start[1:]}" + ("" if start == end else f":${end[0]}${end[1:]}")

    def _write(self, row: int, column: int, value: CellValue) -> None:
        if isinstance(value, CellError):
            self._cells.write_formula(row, column, {"#N/A": "=NA()", "#DIV/0!": "=1/0"}[value.code])
        elif isinstance(value, dt.date):
            self._cells.write_number(row, column, to_serial(value))
        elif isinstance(value, bool):
            self._cells.write_boolean(row, column, value)
        elif isinstance(value, str):
            if value:
                self._cells.write_string(row, column, value)
            else:
                self._cells.write_formula(row, column, '=""')
        elif value is not None:
            self._cells.write_number(row, column, value)

    def ask(self, formula: str) -> int:
        """Write a formula and return the number of its answer."""
        self._asked.write_dynamic_array_formula(self._formulas, 0, self._formulas, 0, "=" + formula)
        self._formulas += 1
        return self._formulas - 1

    def answers(self) -> list[CellValue]:
        """Recalculate and return all answers."""
        self._book.close()
        book = cellrune.Workbook.from_bytes(self._bytes.getvalue())
        report = book.calculate(today_serial=float(to_serial(TODAY)))
        assert report["unavailable_count"] == 0, [
            row for row in book.read_values("Out", "A1", f"A{self._formulas}") if row[0]["kind"] == "unavailable"
        ][:1]
        return [_value(row[0]) for row in book.read_values("Out", "A1", f"A{max(self._formulas, 1)}")]


def _value(cell: Any) -> CellValue:
    if cell["kind"] == "error":
        return CellError(cell["value"])
    return cell.get("value")


def lambda_call(function: Function, references: Sequence[str | None]) -> str:
    """Return the call of a function by its name; an omitted argument stays empty."""
    every = [*references, *[None] * (len(function.arguments) - len(references))]
    return f"{function.name}({','.join(text or '' for text in every)})"


def plain_call(function: Function, references: Sequence[str | None]) -> str:
    """Return the plain form of a call, as the judge can calculate it."""
    return for_the_judge(plain(function, references))


def agree(found: CellValue, expected: CellValue) -> bool:
    """Tell whether an answer is what was expected, up to the last bits of a number."""
    if isinstance(expected, dt.date):
        expected = to_serial(expected)
    if isinstance(found, float) and isinstance(expected, (int, float)):
        return math.isclose(found, expected, rel_tol=1e-12)
    return found == expected
