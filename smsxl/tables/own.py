"""smsxl's own sheets that hold rows: declared like the others, written by smsxl."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smsxl.hosts.edit import OwnTable
from smsxl.tables.model import Column, Part, Table, Type

FINDINGS = Table(
    name="Findings",
    sheet="Findings",
    part=Part.OWN,
    area="Start",
    help="What a check found, row by row; the cells that are named here light up in their sheets.",
    columns=(
        Column("rule", Type.TEXT, "The rule's code; `smsxl rule CODE` explains it.", width=10, printed=True),
        Column("severity", Type.TEXT, "error, warning or note.", width=10, printed=True),
        Column("sheet", Type.TEXT, "The sheet of the finding.", width=14, printed=True),
        Column("cell", Type.TEXT, "The cell of the finding.", width=8, printed=True),
        Column("row_id", Type.TEXT, "The id of the row.", width=12, printed=True),
        Column("field", Type.TEXT, "The column of the finding.", width=20, printed=True),
        Column("message", Type.TEXT, "What was found.", width=70, printed=True),
        Column("fix", Type.TEXT, "What to do about it.", width=60, printed=True),
    ),
)

LOOKED_UP: Final[Mapping[str, str]] = {
    f"findings_{field}": field for field in ("sheet", "row_id", "field", "cell")}
"""The defined names over columns of Findings that conditional formats look at, with the field of each."""

SUMMARIES: Final = {
    "Risk Summary": Part.RISK, "Plan Summary": Part.PLAN, "RACI grid": Part.PLAN}
"""The sheets that sum a half of the workbook up."""

TABLES = (FINDINGS,)


def own_table(table: Table) -> OwnTable:
    """Return what an editor has to know of a table of smsxl's own."""
    names = {name: table[field].header for name, field in LOOKED_UP.items()} if table is FINDINGS else {}
    return OwnTable(table.name, table.sheet, table.help, tuple(column.header for column in table.columns),
                    tuple(column.width for column in table.columns), names)
