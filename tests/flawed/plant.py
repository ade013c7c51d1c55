"""Plants a fault: carries out the edits of the manifest on a copy of the sample.

An edit names a place and what is done there:

    {cell, text | number | date | boolean | error = value}   types a value (into a calculated cell: over its formula)
    {cell, blank = true}                                     empties the cell
    {cell, shows = value} {cell, shows_error = "#NAME?"}     changes what a calculated cell shows
    {cell, uncalculated = true}                              removes what it shows
    {cell, formula = "..."}                                  changes its formula, not what it shows
    {cell, bare = true}                                      leaves what it shows, without the formula
    {column, bare | uncalculated | hidden = true}            the same for all rows; hides a column
    {row, hidden | emptied = true}                           a row of a table
    {header, renamed = "..."}                                another header
    {merged = [first, last]}                                 merges cells
    {below, values}                                          types below a table; `{added, values}` lets it grow
    {added_column, header}                                   a further column at the right end of a table
    {name, removed = true}  {table, removed = true}          a defined name; an Excel table, its cells staying
    {table, emptied = true}                                  all rows of a table
    {sheet, removed = true}  {sheet, renamed = "..."}        a sheet
    {new_sheet, rows = [[...], ...]}                         a further sheet, filled from A1
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from tests.flawed import package as xml
from tests.flawed.package import Content, Package
from tests.flawed.places import SEPARATOR, Places

DAY_ZERO = dt.date(1899, 12, 30)

Edit = Mapping[str, Any]


def content(value: object) -> Content:
    """Return a Python value as the content of a cell."""
    if isinstance(value, bool):
        return xml.boolean(value=value)
    if isinstance(value, dt.date):
        return xml.number((value - DAY_ZERO).days)
    if isinstance(value, (int, float)):
        return xml.number(value)
    return xml.text(str(value))


def plant(package: Package, places: Places, edit: Edit) -> None:
    """Carry out one edit."""
    what = next(key for key in _DOERS if key in edit)
    _DOERS[what](package, places, edit)


def _cell(package: Package, places: Places, edit: Edit) -> None:
    sheet, cell = _located(places, edit["cell"])
    if "formula" in edit:
        package.write_formula(sheet, cell, edit["formula"])
    elif "bare" in edit:
        package.freeze(sheet, cell)
    elif "uncalculated" in edit:
        package.show(sheet, cell, None)
    elif "shows" in edit:
        package.show(sheet, cell, content(edit["shows"]))
    elif "shows_error" in edit:
        package.show(sheet, cell, xml.error(edit["shows_error"]))
    else:
        style = package.style(*_located(places, edit["like"])) if "like" in edit else None
        package.put(sheet, cell, _typed(edit), style=style)


def _typed(edit: Edit) -> Content:
    if "blank" in edit:
        return xml.BLANK
    if "error" in edit:
        return xml.error(edit["error"])
    return content(next(edit[kind] for kind in ("text", "number", "date", "boolean") if kind in edit))


def _column(package: Package, places: Places, edit: Edit) -> None:
    table, header = edit["column"].split(SEPARATOR)
    if "hidden" in edit:
        sheet, cell = _located(places, f"{table} > header > {header}")
        package.hide_column(sheet, xml.split(cell)[0])
        return
    for i in range(1, len(places.tables[table].cells)):
        _cell(package, places, {**edit, "cell": f"{table} > row {i} > {header}"})


def _row(package: Package, places: Places, edit: Edit) -> None:
    table, key = edit["row"].split(SEPARATOR)
    cells = [_located(places, f"{table} > {key} > {header}") for header in places.headers(table)]
    sheet, first = cells[0]
    if "hidden" in edit:
        package.set_row(sheet, xml.split(first)[1], 'hidden="1"')
        return
    for _, cell in cells:
        if package.formula(sheet, cell):
            package.show(sheet, cell, xml.text(""))
        else:
            package.put(sheet, cell, xml.BLANK)


def _header(package: Package, places: Places, edit: Edit) -> None:
    table, header = edit["header"].split(SEPARATOR)
    sheet, cell = _located(places, f"{table} > header > {header}")
    package.rename_header(table, sheet, cell, header, edit["renamed"])


def _merged(package: Package, places: Places, edit: Edit) -> None:
    (sheet, first), (_, last) = (_located(places, place) for place in edit["merged"])
    package.merge(sheet, first, last)


def _below(package: Package, places: Places, edit: Edit) -> None:
    table = edit["below"] if "below" in edit else edit["added"]
    box = places.tables[table]
    for header, value in edit["values"].items():
        sheet, cell = _located(places, f"{table} > below > {header}")
        above = _located(places, f"{table} > row {len(box.cells) - 1} > {header}")
        package.put(sheet, cell, content(value), style=package.style(*above))
    if "added" in edit:
        first, width = box.cell(0, 0), len(box.cells[0]) - 1
        package.resize(table, f"{first}:{box.cell(len(box.cells) - 1, width)}",
                       f"{first}:{box.cell(len(box.cells), width)}")


def _added_column(package: Package, places: Places, edit: Edit) -> None:
    table = edit["added_column"]
    box, header = places.tables[table], edit["header"]
    sheet, cell = _located(places, f"{table} > beside > {header}")
    package.put(sheet, cell, xml.text(header), style=package.style(sheet, box.cell(0, len(box.cells[0]) - 1)))
    first, height, width = box.cell(0, 0), len(box.cells) - 1, len(box.cells[0])
    package.resize(table, f"{first}:{box.cell(height, width - 1)}", f"{first}:{box.cell(height, width)}")
    package.add_header(table, header)


def _name(package: Package, _places: Places, edit: Edit) -> None:
    package.remove_name(edit["name"])


def _table(package: Package, places: Places, edit: Edit) -> None:
    if "emptied" not in edit:
        package.unlist(edit["table"])
        return
    for number in range(1, len(places.keys(edit["table"])) + 1):
        _row(package, places, {"row": f"{edit['table']}{SEPARATOR}row {number}", "emptied": True})


def _sheet(package: Package, _places: Places, edit: Edit) -> None:
    if "renamed" in edit:
        package.rename_sheet(edit["sheet"], edit["renamed"])
    else:
        package.remove_sheet(edit["sheet"])


def _new_sheet(package: Package, _places: Places, edit: Edit) -> None:
    package.add_sheet(edit["new_sheet"])
    for row, line in enumerate(edit["rows"], start=1):
        for letters, value in zip("ABCDEFGHIJ", line, strict=False):
            if value != "":
                package.put(edit["new_sheet"], f"{letters}{row}", content(value))


def _located(places: Places, place: str) -> tuple[str, str]:
    sheet, cell = places[place]
    assert sheet is not None, place
    assert cell is not None, place
    return sheet, cell


_DOERS: dict[str, Callable[[Package, Places, Edit], None]] = {
    "added_column": _added_column, "cell": _cell, "column": _column, "row": _row, "header": _header, "merged": _merged,
    "below": _below, "added": _below, "name": _name, "table": _table, "sheet": _sheet,
    "new_sheet": _new_sheet,
}
