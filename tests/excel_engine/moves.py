"""Sheets that are copied, renamed and deleted, with what Excel does to formulas that refer to them."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from openpyxl.worksheet.formula import ArrayFormula


def copied(source: Any, book: Any, place: int) -> Any:
    """Copy a worksheet into a workbook; the copy is in view, under a name that is free there."""
    taken = {sheet.title.casefold() for sheet in book.wb}
    title, number = source.title, 1
    while title.casefold() in taken:
        number += 1
        title = f"{source.title} ({number})"
    made = book.wb.create_sheet(title, place)
    styles: dict[int, Any] = {}
    for (row, column), cell in source._cells.items():
        target = made.cell(row, column)
        target.value = cell.value
        target.data_type = cell.data_type
        if cell.style_id not in styles:
            for look in ("font", "fill", "border", "alignment", "protection", "number_format"):
                setattr(target, look, copy(getattr(cell, look)))
            styles[cell.style_id] = target._style
        target._style = copy(styles[cell.style_id])
        if cell.hyperlink is not None:
            target.hyperlink = copy(cell.hyperlink)
    for area in source.merged_cells.ranges:
        made.merge_cells(area.coord)
    for letters, column in source.column_dimensions.items():
        made.column_dimensions[letters].width = column.width
    for row, height in source.row_dimensions.items():
        made.row_dimensions[row].height = height.height
    made.conditional_formatting = copy(source.conditional_formatting)
    made.print_area = source.print_area.rpartition("!")[2] if source.print_area else None
    for chart in source._charts:
        _point(chart, title)
        made.add_chart(chart)
    book.wb.active = book.wb.index(made)
    return made


def _point(chart: Any, title: str) -> None:
    """Let a chart show the cells of the sheet that it has come to."""
    for series in chart.series:
        for source in (series.tx and series.tx.strRef, series.cat and (series.cat.strRef or series.cat.numRef),
                       series.val and series.val.numRef):
            if source:
                source.f = f"'{title}'!{source.f.rpartition('!')[2]}"


def renamed(book: Any, worksheet: Any, title: str) -> None:
    """Give a worksheet another name; formulas and charts follow it."""
    assert title.casefold() not in {sheet.title.casefold() for sheet in book.wb if sheet is not worksheet}
    old, worksheet.title = worksheet.title, title
    _refer(book, old, f"'{title}'!")
    for chart in worksheet._charts:
        _point(chart, title)
    book.values = {((title, *key[1:]) if key[0] == old else key): value for key, value in book.values.items()}


def deleted(book: Any, worksheet: Any) -> None:
    """Delete a worksheet; formulas that refer to it lose what they refer to."""
    shown = book.wb.active
    book.wb.remove(worksheet)
    book.wb.active = 0 if shown is worksheet else book.wb.index(shown)
    _refer(book, worksheet.title, "#REF!")
    book.values = {key: value for key, value in book.values.items() if key[0] != worksheet.title}


def _refer(book: Any, old: str, new: str) -> None:
    """Let all formulas refer to something else than the sheet `old`."""
    pattern = re.compile(f"'{re.escape(old)}'!" + (f"|\\b{re.escape(old)}!" if old.isidentifier() else ""))
    for worksheet in book.wb.worksheets:
        for cell in worksheet._cells.values():
            if cell.data_type == "f" and isinstance(cell.value, ArrayFormula):
                cell.value.text = pattern.sub(lambda _: new, cell.value.text)
            elif cell.data_type == "f":
                cell.value = pattern.sub(lambda _: new, cell.value)
