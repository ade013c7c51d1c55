"""Takes cell contents out of findings, for logs that many people read: ids and addresses stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from smsxl.rules.base import Rule
from smsxl.rules.findings import Finding
from smsxl.tables import BY_NAME
from smsxl.tables.model import Type

HIDDEN: Final = "[redacted]"


class _Hidden:
    """Stands for a word of a message, whatever the message asks of it."""

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __getattr__(self, name: str) -> _Hidden:
        return self

    def __getitem__(self, key: object) -> _Hidden:
        return self


class _Words(dict[str, object]):
    def __missing__(self, key: str) -> object:
        return _Hidden()


def redact(finding: Finding, rule: Rule) -> Finding:
    """Return a finding without anything that stands in a cell, its message and fix written again.

    What stays: the rule, the address, the table, the column's declared header and the id of the row where the table
    has ids. Expectations are hidden as well: "at most 3" repeats the cell beside.
    """
    table = BY_NAME.get(finding.table or "")
    column = table.by_field.get(finding.field or "") if table is not None else None
    has_ids = table is not None and table.key is not None and table[table.key].type is Type.ID
    row_id = finding.row_id if has_ids else None
    row = finding.order[1]
    words = _Words({"id": row_id or (f"row {row}" if row else HIDDEN), "table": finding.table or "",
                    "sheet": finding.sheet or ""})
    if column is not None:
        words["column"] = column.header
    message, fix = rule.message, rule.fix
    how = rule.on_registers if table is None else None
    if hidden := how.hidden if how is not None else rule.hidden:  # a register's headings are cells too
        words["column"] = f"column {_letters(finding.cell)}"
        message = hidden
        fix = rule.hidden_fix or (how.fix if how is not None else None) or fix
    message = message.format_map(words)
    return replace(
        finding, message=message[:1].upper() + message[1:], fix=fix.format_map(words), row_id=row_id,
        value=None if finding.value is None else HIDDEN, expected=None if finding.expected is None else HIDDEN,
        row_text="", suppressed=None if finding.suppressed is None else {
            key: text if key == "until" else HIDDEN for key, text in finding.suppressed.items()})


def _letters(cell: str | None) -> str:
    """Return the column of a cell."""
    return "".join(c for c in cell or "" if c.isalpha())
