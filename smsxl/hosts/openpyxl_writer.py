"""The second writer: load and save by openpyxl. What it does not know it loses, so it writes to other files only."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from smsxl.domain.values import CellError
from smsxl.hosts.package.edit.content import Content, FormulaCell, NewValue

LOST: Final = (
    (re.compile(r"/drawings/drawing\d*\.xml$"), "shapes and text boxes, and formats of charts"),
    (re.compile(r"/media/"), "pictures"),
    (re.compile(r"/slicers/|/slicerCaches/"), "slicers"),
    (re.compile(r"/threadedComments/"), "threaded comments"),
    (re.compile(r"/connections\.xml$|/queryTables/|/customXml/"), "connections and queries"),
    (re.compile(r"/ctrlProps/|/activeX/"), "form controls"),
    (re.compile(r"/printerSettings/"), "printer settings"),
    (re.compile(r"/metadata\.xml$"), "marks of dynamic arrays"),
    (re.compile(r"customUI/"), "the ribbon"),
)


def losses(path: str) -> tuple[str, ...]:
    """Return what openpyxl would lose of a workbook, in words; the calculated values of formulas always."""
    with zipfile.ZipFile(path) as package:
        names = ["/" + name for name in package.namelist()]
    found = [words for pattern, words in LOST if any(pattern.search(name) for name in names)]
    return ("the values of all formulas until Excel calculates them", *found)


def write(path: str, cells: Mapping[str, Mapping[tuple[int, int], Content]], target: IO[bytes]) -> None:
    """Write a workbook with changed cells by openpyxl's load and save."""
    import openpyxl  # noqa: PLC0415 - slow to load and seldom asked for
    from openpyxl.worksheet.formula import ArrayFormula  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(path, keep_vba=Path(path).suffix.lower() == ".xlsm", rich_text=True)
        for sheet, changes in cells.items():
            for (row, column), content in changes.items():
                if not isinstance(content, NewValue):
                    _set(workbook[sheet].cell(row, column), content, ArrayFormula)
        workbook.save(target)


def _set(cell: Any, content: Content, array: Any) -> None:  # noqa: ANN401
    if isinstance(content, FormulaCell):
        text = f"={content.formula}"
        cell.value = array(cell.coordinate, text) if content.array or content.legacy else text
    elif isinstance(content, str):
        cell.value = content
        cell.data_type = "s"
    else:
        cell.value = str(content) if isinstance(content, CellError) else content
