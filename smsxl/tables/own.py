"""smsxl's own sheets that hold rows: declared like the others, written by smsxl."""

from __future__ import annotations

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

TABLES = (FINDINGS,)
