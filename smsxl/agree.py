"""The service that records in a workbook that a finding may stand for a time."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.domain.values import CellValue
from smsxl.errors import UnwritableError, UsageError
from smsxl.hosts.package import Limits
from smsxl.hosts.package.edit import edit_workbook
from smsxl.hosts.package.edit.port_editor import PackageEditor
from smsxl.hosts.save import Saved
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.findings import Finding
from smsxl.tables.book import Book
from smsxl.tables.own import SUPPRESSIONS, own_table
from smsxl.tables.text import fold

_FINGERPRINT: Final = re.compile(r"[0-9a-fA-F]{16}")


@dataclass(frozen=True)
class Agreement:
    """What is agreed: which finding (`RSK107:R-012` or a fingerprint), why, who says so, and the last day."""

    finding: str
    reason: str
    by: str
    until: dt.date


@dataclass(frozen=True)
class Agreed:
    """What was recorded: the findings that it suppresses, and where the workbook went."""

    findings: tuple[Finding, ...]
    saved: Saved


def suppress_in(path: str, agreement: Agreement, today: dt.date, out: str | os.PathLike[str] | None = None, *,
                in_place: bool = False, limits: Limits = Limits()) -> Agreed:  # noqa: B008
    """Add a row to the table Suppressions of a workbook, which is made where it is missing, and save.

    Raises UsageError where there is no such finding or the agreement is not whole, UnreadableError and UnwritableError
    for the file.
    """
    for what, text in (("why the finding may stand", agreement.reason), ("who decided it", agreement.by)):
        if not text.strip():
            raise UsageError(f"A suppression has to say {what}.")
    if agreement.until < today:
        raise UsageError(f"The suppression would have ended on {agreement.until.isoformat()}, before it begins on "
                         f"{today.isoformat()}; give a later last day.")
    with edit_workbook(path, limits) as edit:
        book = Book(edit.workbook, today)
        if not book.is_ours:
            raise UnwritableError(f"{path} holds none of the tables that smsxl checks by its own rules; suppress the "
                                  "findings of a register of another layout with [[suppress]] in smsxl.toml.")
        found = _meant(run(RULES, book), agreement.finding, path)
        row: dict[str, CellValue] = {
            "rule": found[0].code, "row_id": found[0].row_id, "reason": " ".join(agreement.reason.split()),
            "by": " ".join(agreement.by.split()), "until": agreement.until}
        if _FINGERPRINT.fullmatch(agreement.finding):
            row |= {"field": found[0].field, "fingerprint": found[0].fingerprint}
        _write(PackageEditor(edit), book, row)
        return Agreed(tuple(found), edit.save(out, in_place=in_place))


def _meant(found: Sequence[Finding], wanted: str, path: str) -> list[Finding]:
    never = {rule.code for rule in RULES if not rule.suppressible}
    if _FINGERPRINT.fullmatch(wanted):
        mine = [each for each in found if each.fingerprint == wanted.lower()]
    else:
        code, _, row_id = wanted.partition(":")
        if not row_id.strip():
            raise UsageError(f"{wanted!r} names no finding; write rule and row as in RSK107:R-012, or give the "
                             "fingerprint of the finding from `smsxl check --output-format json`.")
        mine = [each for each in found if each.code == code.strip().upper() and fold(each.row_id or "") == fold(row_id)]
    if not mine:
        raise UsageError(f"{path} has no finding {wanted!r} now; `smsxl check` lists those that there are.")
    if mine[0].code in never:
        raise UsageError(f"{mine[0].code} can't be suppressed; put right what it found.")
    if all(each.suppressed is not None for each in mine):
        raise UsageError(f"{wanted!r} is suppressed already; change its row in {SUPPRESSIONS.sheet}.")
    return mine


def _write(editor: PackageEditor, book: Book, row: dict[str, CellValue]) -> None:
    rows = book.rows.get(SUPPRESSIONS.name)
    if rows is None:
        editor.replace_rows(own_table(SUPPRESSIONS), [[row.get(column.field) for column in SUPPRESSIONS.columns]])
        return
    if not rows.is_excel_table:
        raise UnwritableError(f"{SUPPRESSIONS.name} on the sheet {rows.sheet} of {book.workbook.path} is no Excel "
                              f"table; select its cells, press Ctrl+T and name the table {SUPPRESSIONS.name}.")
    editor.append_row(SUPPRESSIONS.name, {book.header(SUPPRESSIONS.name, field): value
                                          for field, value in row.items() if value is not None})
