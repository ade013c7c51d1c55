"""The openpyxl adapter of the port: the second opinion on a file, and ten times as slow as `hosts.package`.

openpyxl gives formulas or cached values, so the file is loaded twice. What it can't tell: values that a merge hides,
shared formulas as such (they arrive written out), the built-in names (`_xlnm.…`), `_xHHHH_` escapes, and numbers shown
as dates that are no day (they arrive as #VALUE!). It doesn't read Strict OOXML.
"""

from __future__ import annotations

import datetime as dt
import os
import pathlib
import re
import warnings
from collections.abc import Mapping, Sequence

import openpyxl
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.fills import PatternFill
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from smsxl.domain.values import CellError
from smsxl.errors import UnreadableError
from smsxl.hosts.package.areas import read_area
from smsxl.hosts.package.container import DamagedError, Limits, Package
from smsxl.hosts.package.workbook_part import read_workbook_part
from smsxl.hosts.package.xmltree import FORBIDDEN_DECLARATION
from smsxl.hosts.port import (
    NOT_CALCULATED,
    AllowedList,
    Area,
    ColourRule,
    DefinedName,
    Formula,
    Grid,
    GridColumn,
    GridValue,
    SheetInfo,
    SheetRules,
    TableInfo,
    column_number,
)

_MERGE = re.compile(rb"mergeCell\s[^<>]*?\bref\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
_MOST_MERGED = 100_000
"""openpyxl makes an object for every cell under a merge."""
_NO_COLOUR = "00000000"
"""What openpyxl puts in place of a colour that the file does not give."""

_VISIBILITY = {"hidden": "hidden", "veryHidden": "very hidden"}


class OpenpyxlWorkbook:
    """A workbook file, loaded by openpyxl."""

    def __init__(self, path: str, limits: Limits) -> None:
        _refuse(path, limits)
        self._path = path
        self._grids: dict[str, Grid] = {}
        try:
            with pathlib.Path(path).open("rb") as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of features that it would lose on saving; we never save
                self._formulas = load_workbook(file)
                self._values = load_workbook(file, data_only=True)
            self._sheets = tuple(
                SheetInfo(name, place, _VISIBILITY.get(self._formulas[name].sheet_state, "visible"),
                          "worksheet" if isinstance(self._formulas[name], Worksheet) else "other")
                for place, name in enumerate(self._formulas.sheetnames)
            )
            self._tables = {
                table.displayName: TableInfo(
                    table.displayName, sheet.title, read_area(table.ref),
                    tuple(column.name for column in table.tableColumns),
                    1 if table.headerRowCount is None else table.headerRowCount, table.totalsRowCount or 0,
                )
                for sheet in self._formulas.worksheets for table in sheet.tables.values()
            }
        except (Exception, DamagedError) as error:  # whatever it raises, it is the file that it can't read
            raise _not_read(path, error) from error
        if not self._sheets:
            raise UnreadableError(
                f"{path} has sheets that openpyxl doesn't see (Strict Open XML); read it without --engine openpyxl."
            )

    @property
    def path(self) -> str:
        """The file's path as the user gave it."""
        return self._path

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in workbook order."""
        return self._sheets

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """All Excel tables by the name that formulas use."""
        return self._tables

    @property
    def names(self) -> Sequence[DefinedName]:
        """All defined names but the built-in ones, the global ones first."""
        owners: list[tuple[str | None, openpyxl.Workbook | Worksheet]] = [(None, self._formulas)]
        owners += [(sheet.title, sheet) for sheet in self._formulas.worksheets]
        return tuple(
            DefinedName(name.name, name.attr_text or "", owner, bool(name.hidden))
            for owner, holder in owners for name in holder.defined_names.values()
        )

    def grid(self, sheet: str) -> Grid:
        """Return everything a sheet holds; read at the first call, remembered after."""
        if sheet not in self._grids:
            formulas, values = self._formulas[sheet], self._values[sheet]
            is_worksheet = isinstance(formulas, Worksheet) and isinstance(values, Worksheet)
            self._grids[sheet] = _grid(formulas, values) if is_worksheet else Grid(sheet)
        return self._grids[sheet]

    def rules(self, sheet: str) -> SheetRules:
        """Return the conditional formats and the lists of allowed values of a sheet."""
        found = next((each for each in self._formulas.worksheets if each.title == sheet), None)
        if found is None:  # a sheet of a chart
            return SheetRules()
        colours = [ColourRule(_areas(block.sqref), rule.type or "", rule.operator or "", tuple(map(str, rule.formula)),
                              _fill(rule.dxf), rule.text, rule.priority or 0)
                   for block in found.conditional_formatting for rule in block.rules]
        lists = [AllowedList(_areas(each.sqref), text) for each in found.data_validations.dataValidation
                 if each.type == "list" and (text := str(each.formula1 or "").strip())]
        return SheetRules(tuple(colours), tuple(lists))


def _areas(ranges: MultiCellRange) -> tuple[Area, ...]:
    return tuple(sorted((read_area(str(each)) for each in ranges.ranges), key=lambda a: (a.first_row, a.first_column)))


def _fill(style: DifferentialStyle | None) -> str | None:
    """Return the fill of a differential format as RRGGBB."""
    fill = style.fill if style is not None else None
    for colour in (fill.bgColor, fill.fgColor) if isinstance(fill, PatternFill) else ():
        if colour.type == "rgb" and colour.rgb != _NO_COLOUR:
            return str(colour.rgb)[-6:].upper()
    return None


def open_workbook(path: str | os.PathLike[str], limits: Limits = Limits()) -> OpenpyxlWorkbook:  # noqa: B008
    """Open an .xlsx or .xlsm file with openpyxl. Raises UnreadableError as `hosts.package.open_workbook` does."""
    return OpenpyxlWorkbook(os.fspath(path), limits)


def _refuse(path: str, limits: Limits) -> None:
    """Refuse what isn't a workbook or is unsafe, in the words of the package adapter: openpyxl has neither."""
    with Package(path, limits) as package:
        read_workbook_part(package)
        for part in package.part_names():
            if part.lower().endswith((".xml", ".rels")):
                with package.reading(part):
                    _refuse_content(package, part)


def _refuse_content(package: Package, part: str) -> None:
    """Refuse declarations, and merges for whose cells openpyxl would need minutes and gigabytes."""
    before = b""
    merged = 0
    for chunk in package.chunks(part):
        window = (before + chunk).replace(b"\0", b"")  # UTF-16 too
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise DamagedError(FORBIDDEN_DECLARATION)
        merged += sum(_cells(match[1]) for match in _MERGE.finditer(window) if match.end() > len(before))
        if merged > _MOST_MERGED:
            raise UnreadableError(f"{package.path} has merges over more cells than openpyxl can read ({merged:,} in "
                                  f"its part {part}); read it without --engine openpyxl.")
        before = chunk[-128:].replace(b"\0", b"")


def _cells(reference: bytes) -> int:
    try:
        area = read_area(reference.decode())
    except (DamagedError, UnicodeError):
        return 0
    return (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)


def _not_read(path: str, error: BaseException) -> UnreadableError:
    return UnreadableError(
        f"{path} can't be read by openpyxl ({str(error).splitlines()[0] if str(error) else type(error).__name__}); "
        "open it in Excel, let Excel repair and save it, then try again."
    )


def _grid(formulas: Worksheet, values: Worksheet) -> Grid:
    filled: dict[int, dict[int, tuple[GridValue, Formula | None]]] = {}
    # openpyxl keeps its cells by address; asking for whole rows would create every cell of the used range.
    cells, results = formulas._cells, values._cells  # noqa: SLF001
    for (row, column), cell in cells.items():
        formula = _formula(cell)
        result = results.get((row, column))
        value = _value(result) if result is not None else None
        if formula is not None and value is None:
            value = NOT_CALCULATED
        if value is not None or formula is not None:
            filled.setdefault(row, {})[column] = (value, formula)
    rows = sorted(filled)
    columns: dict[int, GridColumn] = {}
    for number in sorted({column for line in filled.values() for column in line}):
        entries = [filled[row].get(number, (None, None)) for row in rows]
        texts = [formula for _, formula in entries]
        columns[number] = GridColumn([value for value, _ in entries], texts if any(texts) else None)
    dimensions = formulas.row_dimensions
    hidden_rows = frozenset(row for row in rows if row in dimensions and dimensions[row].hidden)
    hidden_columns: set[int] = set()
    folded_columns: set[int] = set()
    for letters, dimension in formulas.column_dimensions.items():
        if dimension.hidden:
            first = dimension.min or column_number(letters)
            hidden_columns.update(range(first, (dimension.max or first) + 1))
            if dimension.outlineLevel:
                folded_columns.update(range(first, (dimension.max or first) + 1))
    merges = tuple(read_area(str(area)) for area in formulas.merged_cells.ranges)
    return Grid(formulas.title, rows, columns, hidden_rows, frozenset(hidden_columns), frozenset(folded_columns),
                merges)


def _formula(cell: Cell | MergedCell) -> Formula | None:
    if cell.data_type != "f" or isinstance(cell.value, DataTableFormula):
        return None
    text = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
    return str(text or "").removeprefix("=") or None


def _value(cell: Cell | MergedCell) -> GridValue:
    value: object = cell.value
    if cell.data_type == "e":
        return CellError(str(value))
    if cell.data_type == "str" and value is None:
        return ""  # the empty text that a formula gave: openpyxl keeps the type, and only there
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)  # a duration is a number that is shown as hours
    if isinstance(value, (str, bool, int, float, dt.date, dt.time)):
        return value
    return None
