"""Our writer of .xlsx and .xlsm packages: edits part by part, so that everything it does not own stays as it is.

with edit_workbook("book.xlsx") as edit:
    edit.set_cells("Risks", {(5, 3): "A title", (5, 4): FormulaCell("B5*2", 8)})
    edit.put_sheet("Risk Summary", "rendered.xlsx")
    edit.save("out.xlsx")
"""

from __future__ import annotations

from smsxl.hosts.package.edit.content import Content, FormulaCell, NewValue
from smsxl.hosts.package.edit.editor import WorkbookEdit, edit_workbook
from smsxl.hosts.package.edit.errors import EditError, SheetTakenError

__all__ = ["Content", "EditError", "FormulaCell", "NewValue", "SheetTakenError", "WorkbookEdit", "edit_workbook"]
