"""What the buttons do. Each works on a copy of the open workbook as it is now, saved or not, and says what it did."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Dict

import uno  # comes with LibreOffice
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.FormulaResult import ERROR

from smsxl.libreoffice.inside import findings
from smsxl.libreoffice.inside.command import CommandError, UnknownCommandError, notes, run

_XLSX = "Calc MS Excel 2007 XML"


def validate(document: Any) -> str:  # noqa: ANN401 - LibreOffice's own types, here and below
    """Check the workbook and fill the sheet Findings."""
    findings.table_area(document)
    with _copy(document) as path:
        report = json.loads(run(["check", path, "--output-format", "json"], os.path.dirname(path)))
    [file] = report["files"]
    if file["status"] == "unreadable":
        raise CommandError(file["error"])
    found = [finding for finding in file["findings"] if not finding["suppressed"]]
    with _one_step(document, "Validate"):
        findings.write(document, notes()["findings"], found)
    text = f"{findings.in_words(file['counts'])}."
    if found:
        text += " The sheet Findings says what, where and how to fix it; the cells in question are marked."
    if file["error"]:
        text += f" Not wholly checked: {file['error']}"
    return text


def score(document: Any) -> str:  # noqa: ANN401
    """Put formulas back that were typed over, as `smsxl score` does it, and calculate everything anew."""
    try:
        restored = _restore(document)
    except UnknownCommandError:
        restored = 0
    document.calculateAll()
    done = "Calculated."
    if restored:
        done = f"Put the formula back into {restored} cell{'' if restored == 1 else 's'}, and calculated."
    wrong = 0
    for sheet in document.Sheets:
        for area in sheet.queryFormulaCells(ERROR).RangeAddresses:
            wrong += (area.EndRow - area.StartRow + 1) * (area.EndColumn - area.StartColumn + 1)
    if not wrong:
        return f"{done} No cell shows an error."
    cells = "1 cell shows" if wrong == 1 else f"{wrong} cells show"
    return f"{done} {cells} an error; Validate says which and why."


def _restore(document: Any) -> int:  # noqa: ANN401
    """Bring back the formulas that `smsxl score` changes in a copy, and return how many."""
    with _copy(document) as path:
        scored = f"{path[:-len('.xlsx')]}-scored.xlsx"
        run(["score", path, "-o", scored], os.path.dirname(path))
        before, after = _formulas(path), _formulas(scored)
    changed = [(sheet, row, column, text) for sheet, rows in after.items() if sheet in before
               for row, (old, new) in enumerate(zip(before[sheet], rows)) if old != new
               for column, (was, text) in enumerate(zip(old, new)) if was != text and text.startswith(("=", "{="))]
    with _one_step(document, "Score"):
        for sheet, row, column, text in changed:
            cells = document.Sheets.getByName(sheet).getCellRangeByPosition(column, row, column, row)
            if text.startswith("{="):  # as files for Excel 365 hold a call of a function
                cells.setArrayFormula(text[1:-1])
            else:
                cells.getCellByPosition(0, 0).setFormula(text)
    return len(changed)


def _formulas(path: str) -> Dict[str, Any]:
    """Return what is entered in every sheet of a file, row by row from A1 on, as this program writes it."""
    context = uno.getComponentContext()
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (
        PropertyValue("Hidden", 0, True, 0), PropertyValue("MacroExecutionMode", 0, 0, 0)))
    try:
        out = {}
        for sheet in document.Sheets:
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            end = cursor.RangeAddress
            out[sheet.Name] = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).FormulaArray
        return out
    finally:
        document.close(True)


def report(document: Any) -> str:  # noqa: ANN401
    """Calculate the summaries, make the report as a page for the browser, and open it."""
    document.calculateAll()
    page = _free_name(document)
    with _copy(document) as path:
        run(["report", path, "--html", page], os.path.dirname(path))
    if not os.path.isfile(page):
        raise CommandError("smsxl made no report and did not say why.")
    _open(page)
    return f"The summaries are calculated, and the report is {page}."


ACTIONS: Dict[str, Callable[[Any], str]] = {"validate": validate, "score": score, "report": report}
"""By the key of the button."""


@contextmanager
def _copy(document: Any) -> Iterator[str]:  # noqa: ANN401
    """Save the workbook as it is now under another name, for a while; document, file and its state stay as they are."""
    with tempfile.TemporaryDirectory(prefix="smsxl-") as folder:
        path = os.path.join(folder, f"{_stem(document)}.xlsx")
        document.storeToURL(uno.systemPathToFileUrl(path), (PropertyValue("FilterName", 0, _XLSX, 0),))
        yield path


@contextmanager
def _one_step(document: Any, title: str) -> Iterator[None]:  # noqa: ANN401
    """Let everything within be undone in one step, and be drawn once."""
    undo = document.UndoManager
    undo.enterUndoContext(f"SMS: {title}")
    document.addActionLock()
    try:
        yield
    finally:
        document.removeActionLock()
        undo.leaveUndoContext()


def _stem(document: Any) -> str:  # noqa: ANN401
    name = document.URL.rsplit("/", 1)[-1]
    path = uno.fileUrlToSystemPath(f"file:///{name}") if name else ""
    return os.path.splitext(os.path.basename(path))[0] or "workbook"


def _free_name(document: Any) -> str:  # noqa: ANN401
    """Return a name for the report that is not taken: beside the workbook, or in the temporary folder."""
    local = document.URL.startswith("file:")
    folder = os.path.dirname(uno.fileUrlToSystemPath(document.URL)) if local else tempfile.gettempdir()
    if not os.access(folder, os.W_OK):
        folder = tempfile.gettempdir()
    stem, number = f"{_stem(document)}-report-{time.strftime('%Y-%m-%d')}", 1
    while True:
        path = os.path.join(folder, f"{stem}{'' if number == 1 else f'-{number}'}.html")
        if not os.path.lexists(path):
            return path
        number += 1


def _open(page: str) -> None:
    """Open a page in the browser; where there is none, the message names it all the same."""
    context = uno.getComponentContext()
    shell = context.ServiceManager.createInstanceWithContext("com.sun.star.system.SystemShellExecute", context)
    with suppress(Exception):  # LibreOffice's own, such as where there is no browser
        shell.execute(uno.systemPathToFileUrl(page), "", 0)
