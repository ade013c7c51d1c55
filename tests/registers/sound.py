"""A small sound register of another layout, with the edits that the examples of rules ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import AllowedList, Area, SheetRules, column_number
from smsxl.registers.book import RegisterBook
from smsxl.rules.examples import Copy, Edit, Hide, Theirs
from smsxl.tables.locate import parse_reference
from tests.registers.shape import RATINGS, day, level

SHEET = "Risk list"
AS_OF = dt.date(2026, 3, 2)
_LIKELY = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
_HEADS = ("Risk ID", "Risk", "Category", "Risk owner", "Likelihood (1-5)", "Impact (1-5)", "Score", "Level",
          "Residual likelihood", "Residual impact", "Rank", "Residual score", "Within appetite?", "Review date", "Status",
          "Treatment", "Treatment plan", "Due date", "Date raised")
_RISKS = ("Backup restore fails on the old tapes", "Key person leaves the team", "Supplier goes out of business",
          "Backup power fails in the server room", "Flood in the archive", "Licence audit finds gaps",
          "Release breaks the customer portal", "Certificates expire unnoticed", "Wrong data sent to a customer",
          "Capacity runs out in December", "Unpatched firewall is exploited", "Contract renewal is missed")
WORDS = ("Low", "Medium", "High", "Critical")


def their_workbook(edits: Iterable[Edit] = ()) -> MemoryWorkbook:
    """Return the register after some edits."""
    cells: dict[tuple[int, int], object] = {(1, 1): "Service risks 2026"}
    cells |= {(3, column): text for column, text in enumerate(_HEADS, start=1)}
    order = sorted(range(12), key=lambda i: -RATINGS[i][0] * RATINGS[i][1])
    for i, (p, s) in enumerate(RATINGS):
        row, after = 4 + i, max(1, p - 1)
        line = [f"R-{i + 1:02}", _RISKS[i], ("IT", "Legal", "People")[i % 3], ("Kim", "Noor", "Ola")[i % 3], p, s,
                Calculated(f"E{row}*F{row}", p * s), level(p * s, WORDS), f"{after} - {_LIKELY[after - 1]}", s,
                order.index(i) + 1, after * s, "Within" if after * s <= 9 else "Above", day(i), ("Open", "Closed")[i % 2],
                ("Reduce", "Avoid", "Transfer")[i % 3 // 2 * 2], f"Test the new procedure in case {i + 1}", day(i + 2),
                day(i - 20)]
        cells |= {(row, column): value for column, value in enumerate(line, start=1)}
    for down, (label, text) in enumerate(zip(WORDS, ("1-4", "5-9", "10-15", "16-25"), strict=True)):
        cells |= {(4 + down, 22): label, (4 + down, 23): text}
    edits = list(edits)
    for edit in edits:
        if isinstance(edit, Theirs) and not any(isinstance(e, Copy) for e in edits):
            _put(cells, edit)
    sheets = {SHEET: cells}
    if any(isinstance(edit, Copy) for edit in edits):
        copied = dict(cells)
        for edit in edits:
            if isinstance(edit, Theirs):
                _put(copied, edit)
        sheets["Copy"] = copied
    workbook = MemoryWorkbook(sheets, path="their.xlsx")  # type: ignore[arg-type]
    for edit in edits:
        if isinstance(edit, Hide):
            if edit.column.isdigit():
                workbook.hidden_rows.setdefault(SHEET, set()).add(int(edit.column))
            else:
                workbook.hide_column(SHEET, column_number(edit.column))
    area = Area(4, 15, 15, 15)
    workbook.sheet_rules[SHEET] = SheetRules(lists=(AllowedList((area,), '"Open,Closed,In progress"'),))
    return workbook


def _put(cells: dict[tuple[int, int], object], edit: Theirs) -> None:
    found = parse_reference(f"S!{edit.cell}")
    assert found is not None
    at = (found[1].first_row, found[1].first_column)
    cells[at] = Calculated(edit.formula, edit.value) if edit.formula else edit.value


def their_book(edits: Iterable[Edit] = ()) -> RegisterBook:
    """Return the register as the rules see it."""
    return RegisterBook(their_workbook(edits), AS_OF)
