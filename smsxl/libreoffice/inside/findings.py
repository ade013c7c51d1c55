"""Fills the sheet Findings from what `smsxl check` reports."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from com.sun.star.sheet.FillDirection import TO_TOP  # comes with LibreOffice

from smsxl.libreoffice.inside.command import CommandError

TABLE = "Findings"
MARK = "_smsxl"

_MOST_LINKS = 1000
"""Links are slow to make; beyond these the cells are named as text."""

_NO_SHEET = ("The workbook has no sheet Findings of smsxl's own, to which the findings could be written: make a "
             "workbook with `smsxl new` and move your rows there, or see them with `smsxl check`.")


def table_area(document: Any) -> Any:  # noqa: ANN401 - LibreOffice's own types, here and below
    """Return where the table of findings lies, headers included. Raises CommandError where smsxl has none there."""
    ranges = document.DatabaseRanges
    if not ranges.hasByName(TABLE):
        raise CommandError(_NO_SHEET)
    area = ranges.getByName(TABLE).DataArea
    if not document.Sheets.getByIndex(area.Sheet).NamedRanges.hasByName(MARK):
        raise CommandError(_NO_SHEET)
    return area


def write(document: Any, fields: Sequence[str], findings: Sequence[Dict[str, Any]]) -> None:  # noqa: ANN401
    """Replace the rows of Findings; every text is written as text."""
    area = table_area(document)
    sheet = document.Sheets.getByIndex(area.Sheet)
    _resize(sheet, area, max(len(findings), 1))
    rows = [_row(document, fields, finding) for finding in findings] or [("",) * len(fields)]
    first = area.StartRow + 1
    block = sheet.getCellRangeByPosition(area.StartColumn, first, area.StartColumn + len(fields) - 1,
                                         first + len(rows) - 1)
    block.setDataArray(tuple(rows))
    block.Rows.OptimalHeight = True
    at = area.StartColumn + list(fields).index("cell")
    for number, finding in enumerate(findings[:_MOST_LINKS]):
        if finding["cell"] and finding["sheet"]:
            _link(document, sheet.getCellByPosition(at, first + number), finding["sheet"], finding["cell"])


def _resize(sheet: Any, area: Any, wanted: int) -> None:  # noqa: ANN401
    """Make the table as long as it has to be: rows are put in or taken out inside of it, so that references follow.

    New rows come in above the last one, and take its looks.
    """
    there = area.EndRow - area.StartRow
    if wanted > there > 0:
        sheet.Rows.insertByIndex(area.EndRow, wanted - there)
        sheet.getCellRangeByPosition(area.StartColumn, area.EndRow, area.EndColumn,
                                     area.StartRow + wanted).fillAuto(TO_TOP, 1)
    elif wanted < there:
        sheet.Rows.removeByIndex(area.StartRow + 1 + wanted, there - wanted)


def _row(document: Any, fields: Sequence[str], finding: Dict[str, Any]) -> Tuple[str, ...]:  # noqa: ANN401
    shown = {**finding, "rule": finding["code"], "field": _header(document, finding) or finding["field"]}
    return tuple(str(shown.get(field) or "") for field in fields)


def _header(document: Any, finding: Dict[str, Any]) -> Optional[str]:  # noqa: ANN401
    """Return the header of the finding's column as the sheet has it: by it the cell lights up."""
    table, sheets = finding["table"], document.Sheets
    if not (table and finding["cell"] and finding["field"] and document.DatabaseRanges.hasByName(table)):
        return None
    area = document.DatabaseRanges.getByName(table).DataArea
    if not sheets.hasByName(finding["sheet"]):
        return None
    column = sheets.getByName(finding["sheet"]).getCellRangeByName(finding["cell"]).RangeAddress.StartColumn
    if not area.StartColumn <= column <= area.EndColumn:
        return None
    text: str = sheets.getByIndex(area.Sheet).getCellByPosition(column, area.StartRow).String
    return text


def _link(document: Any, cell: Any, sheet: str, address: str) -> None:  # noqa: ANN401
    field = document.createInstance("com.sun.star.text.TextField.URL")
    quoted = sheet.replace("'", "''")
    field.URL = f"#'{quoted}'.{address}"
    field.Representation = address
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)


def in_words(counts: Dict[str, int]) -> str:
    """Return the numbers of findings, as "4 errors and 1 note"."""
    parts: List[str] = [f"{number} {word}{'' if number == 1 else 's'}" for word, number in counts.items() if number]
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part) or "No findings"
