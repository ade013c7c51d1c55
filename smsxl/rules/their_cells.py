"""Formulas typed over, changed or stale in registers of other layouts (WBK601 to WBK604)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from smsxl.domain.values import CellError
from smsxl.hosts.package.formulas import formula_at
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, hit, number_text
from smsxl.tables.rows import is_blank

if TYPE_CHECKING:
    from smsxl.registers.columns import relations
    from smsxl.registers.formulas import calculate, parse
    from smsxl.registers.model import Register
else:
    calculate = lazily("smsxl.registers.formulas.calculate")
    parse = lazily("smsxl.registers.formulas.parse")
    relations = lazily("smsxl.registers.columns.relations")

AREA: Final = "Workbook"
CLAUSE: Final = "7.5"
_SHARE: Final = 0.6
_CLOSE: Final = 1e-6
_VOLATILE: Final = ("TODAY(", "NOW(", "RAND", "OFFSET(", "INDIRECT(")


class _Cells(TheirRule):
    area = AREA
    clause = CLAUSE


def _usual(register: Register) -> Iterator[tuple[int, str, int, int]]:
    """Yield the columns of formulas, the usual one as it reads from any row, how many rows have it, and of how many.

    Rows without anything in the column don't count: what is rated again after an action stays blank without one.
    """
    rows = register.records
    for column in register.place.heading.texts:
        counted: Counter[str] = Counter()
        for row in rows:
            formula = register.cells.formula(row, column)
            if formula is not None:
                counted[parse.relative(formula, row, column)] += 1
        if counted:
            text, count = counted.most_common(1)[0]
            filled = sum(register.cells.formula(row, column) is not None
                         or not is_blank(register.cells.raw(row, column)) for row in rows)
            if count >= 2 and count >= _SHARE * filled and not _runs_on(register, column):  # noqa: PLR2004 - one formula is no column of formulas
                yield column, text, count, filled


def _runs_on(register: Register, column: int) -> bool:
    """Whether a column's formula goes on from the row above it, as running numbers do: their first row is typed."""
    usual = relations.usual_formula(register.cells, register.records, column)
    if usual is None:
        return False
    row, node = usual
    ends = [ref.at(row, column) for part in relations.walk(node) if part.kind in ("ref", "range")
            for ref in (part.value if part.kind == "range" else (part.value,)) if ref.sheet is None]
    return any(at[1] == column and at[0] < row for at in ends)


def field_of(register: Register, column: int) -> str | None:
    """Return the field that a column is mapped to."""
    return next((name for name, mapped in register.columns.items() if mapped.column == column), None)


def truth_at(register: Register, row: int, column: int) -> GridValue:
    """Return what the column's usual formula gives in a row; None where that is not known."""
    usual = relations.usual_formula(register.cells, register.records, column)
    if usual is None:
        return None
    try:
        found = calculate.Calculation(register.cells.sight, row, column).value(usual[1])
    except (calculate.FormulaError, parse.NotUnderstoodError):
        return None
    return found[0][0] if isinstance(found, list) else found


def text_at(value: GridValue) -> str:
    """Return a value as messages quote it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(float(value))
    return "blank" if is_blank(value) else str(value)


def equal(a: GridValue, b: GridValue) -> bool:
    """Whether two cells show the same."""
    if is_blank(a) and is_blank(b):
        return True
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= _CLOSE * max(1.0, abs(a))
    if isinstance(a, str) and isinstance(b, str):
        return " ".join(a.split()).casefold() == " ".join(b.split()).casefold()
    if isinstance(a, (str, int, float)) and isinstance(b, (str, int, float)):
        return calculate.compare("=", a, b)
    return a == b


class OwnFormulaTypedOver(_Cells):
    """A value was typed over a formula.

    What it checks: columns in which most rows hold the same formula, for rows that hold a bare value instead.
    Why it matters: the value stays when what it was made of changes, and nobody sees that.
    How to fix: copy the formula from the row above; where the value was meant, say so in a column of its own.
    """

    code = "WBK601"
    name = "own-formula-typed-over"
    severity = Severity.ERROR
    message = "{id} holds {value} typed over the formula of {column}{gives}; {agree} of {of} rows hold the formula."
    hidden = "A value was typed over the formula of {column}."
    fix = "Copy the formula from another row."
    failing = example(Theirs("G6", 11), at=("Risk list", "G6", ""))
    passing = example(Theirs("E6", 3), Theirs("G6", 9, "E6*F6"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for column, _, count, of in _usual(register):
            for row in register.records:
                if register.cells.formula(row, column) is None and not is_blank(register.cells.raw(row, column)):
                    truth = truth_at(register, row, column)
                    gives = "" if truth is None or isinstance(truth, CellError) else f", which gives {text_at(truth)}"
                    yield hit(register, row, column, field_of(register, column), gives=gives, agree=count,
                              of=of, expected=None if not gives else text_at(truth))


class OwnFormulaDiffers(_Cells):
    """A formula differs from those above and below it.

    What it checks: columns in which most rows hold the same formula, for rows whose formula reaches for other cells.
    Why it matters: a range that misses a column, or a cell of another row, gives a number that looks right.
    How to fix: copy the formula from the row above.
    """

    code = "WBK602"
    name = "own-formula-differs"
    severity = Severity.ERROR
    message = ("{id} has ={found} in {column}, unlike its neighbours, which have ={usual} there; {agree} of {of} rows "
               "agree.")
    hidden = "The formula in {column} is unlike its neighbours."
    fix = "Copy the formula from another row."
    failing = example(Theirs("G6", 9, "E6*F7"), at=("Risk list", "G6", ""))
    passing = example(Theirs("G6", 12, "E6*F6"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for column, text, count, of in _usual(register):
            master = next(row for row in register.records if (f := register.cells.formula(row, column)) is not None
                          and parse.relative(f, row, column) == text)
            usual = register.cells.formula(master, column)
            for row in register.records:
                formula = register.cells.formula(row, column)
                if formula is None or usual is None or parse.relative(formula, row, column) == text:
                    continue
                few = count < 0.8 * of
                if _same_value(register, row, column) and (
                        few or _reach(register, row, column) == _reach(register, master, column)):
                    continue  # two ways to write the same
                yield hit(register, row, column, field_of(register, column),
                          found=register.cells.written(formula, row, column),
                          usual=_moved(register, usual, master, row, column), agree=count, of=of)


def _reach(register: Register, row: int, column: int) -> set[object]:
    """Return the cells that a formula uses: those of its own row by their column, others by their address."""
    formula = register.cells.formula(row, column)
    if formula is None:
        return set()
    try:
        node = parse.tree(formula, row, column)
    except parse.NotUnderstoodError:
        return {parse.relative(formula, row, column)}
    own: set[object] = set(relations.same_row(node, row, column, register.cells.headers))
    others = {(ref.sheet, *ref.at(row, column)) for part in relations.walk(node) if part.kind in ("ref", "range")
              for ref in (part.value if part.kind == "range" else (part.value,))
              if ref.at(row, column)[0] != row or ref.sheet is not None}
    return own | others


def _same_value(register: Register, row: int, column: int) -> bool:
    return equal(register.cells.value(row, column), truth_at(register, row, column))


def _moved(register: Register, formula: object, master: int, row: int, column: int) -> str:
    from smsxl.hosts.port import SharedFormula  # noqa: PLC0415 - only to move a formula

    text, at = str(formula), (master, column)
    if isinstance(formula, SharedFormula):
        text, at = formula.text, formula.master
    return register.cells.written(SharedFormula(text, at), row, column)


class OwnFormulaStale(_Cells):
    """A formula shows a value that it does not give.

    What it checks: the remembered value of every formula that smsxl can calculate, against what it gives today.
    Why it matters: whoever reads the file without calculating it, as programs and previews do, reads a wrong score; a
    remembered 0 means that the file was never calculated.
    How to fix: open the workbook in Excel, calculate it anew (Ctrl+Alt+F9) and save it.
    """

    code = "WBK603"
    name = "own-formula-stale"
    severity = Severity.ERROR
    message = "{id} shows {value} in {column}, but the formula gives {expected}."
    hidden = "The value in {column} is not the one that its formula gives."
    fix = "Open the workbook in Excel, press Ctrl+Alt+F9 and save it."
    failing = example(Theirs("G6", 0, "E6*F6"), at=("Risk list", "G6", ""))
    passing = example(Theirs("E6", 3), Theirs("G6", 9, "E6*F6"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for column in register.place.heading.texts:
            for row in register.records:
                formula = register.cells.formula(row, column)
                if formula is None or (shown := register.cells.raw(row, column)) is NOT_CALCULATED:
                    continue
                written = formula_at(formula, row, column)
                if any(word in written.upper() for word in _VOLATILE):
                    continue
                truth = register.cells.calculated(row, column)
                if truth is None or isinstance(truth, CellError) or isinstance(shown, (CellError, dt.date)):
                    continue
                if not equal(shown, truth) and not (is_blank(truth) and shown == 0):
                    yield hit(register, row, column, field_of(register, column), expected=text_at(truth))


class OwnCellError(_Cells):
    """A cell of the register shows an error.

    What it checks: every cell of the register for values such as #N/A and #REF!.
    Why it matters: the error spreads into every sum and every rank made of the column.
    How to fix: correct what the formula refers to.
    """

    code = "WBK604"
    name = "own-cell-error"
    severity = Severity.ERROR
    message = "{id} shows {error} in {column}."
    hidden = "There is an error value in {column}."
    fix = "Correct what the formula in this cell refers to."
    failing = example(Theirs("G6", CellError("#REF!"), "E6*#REF!"), at=("Risk list", "G6", ""))
    passing = example(Theirs("G6", 12, "E6*F6"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for column in register.place.heading.texts:
            for row in register.records:
                shown = register.cells.value(row, column)
                if isinstance(shown, CellError):
                    yield hit(register, row, column, field_of(register, column), error=shown.code)


RULES: Final = (OwnFormulaTypedOver, OwnFormulaDiffers, OwnFormulaStale, OwnCellError)
