"""The service that records an acceptance in a workbook's file."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

from smsxl.accept import Answers, accept
from smsxl.dependants import count_dependants
from smsxl.hosts.package import Limits
from smsxl.hosts.package.edit import edit_workbook
from smsxl.hosts.package.edit.port_editor import PackageEditor
from smsxl.hosts.save import Saved
from smsxl.score import dated
from smsxl.tables.rows import as_text

_TABLE = "Acceptances"


@dataclass(frozen=True)
class Recorded:
    """An acceptance that was recorded: its id, risk and level, where it stands, and what speaks against it."""

    id: str
    risk: str
    level: str
    sheet: str
    row: int
    warnings: tuple[str, ...]
    saved: Saved


def record_acceptance(path: str, risk: str, answers: Answers, on: dt.date, out: str | os.PathLike[str] | None = None, *,
                      in_place: bool = False, limits: Limits = Limits()) -> Recorded:  # noqa: B008
    """Add a row to Acceptances and save, in place or to `out`.

    Raises UsageError where the acceptance makes no sense, UnreadableError and UnwritableError for the file.
    """
    with edit_workbook(path, limits) as edit:
        book, _ = dated(edit.workbook, on)
        acceptance = accept(book, risk, answers, on)
        whole = {**acceptance.row, **book.of_new_row(_TABLE, acceptance.row)}
        cells = {book.header(_TABLE, field): value for field, value in whole.items() if value is not None}
        row = PackageEditor(edit).append_row(_TABLE, cells)
        sheet = book[_TABLE].sheet
        if not edit.has_macros and count_dependants(book, {_TABLE: sheet}):
            edit.recalculate_on_load()
        saved = edit.save(out, in_place=in_place)
    texts = {field: as_text(acceptance.row[field]) for field in ("id", "risk", "level")}
    return Recorded(texts["id"], texts["risk"], texts["level"], sheet, row, acceptance.warnings, saved)

