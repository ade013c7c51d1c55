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

HISTORY = Table(
    name="History",
    sheet="History",
    part=Part.OWN,
    area="Start",
    help="How things stood at each report, so that the next one shows what has changed: every report of a quarter, "
         "then the last of each month. Deleting it harms nothing.",
    columns=(
        Column("as_of", Type.DATE, "The day of the report.", required=True, width=12, printed=True,
               number_format="yyyy-mm-dd"),
        Column("table", Type.TEXT, "The table of the row, or Summary for a figure.", required=True, width=14,
               printed=True),
        Column("id", Type.TEXT, "The id of the row, or the figure.", required=True, width=34, printed=True),
        Column("value", Type.NUMBER, "The score of a risk, the latest value of a KPI, the count of a figure.", width=10,
               printed=True),
        Column("level", Type.TEXT, "The level of a risk.", width=12, printed=True),
        Column("state", Type.TEXT, "How it stood to its tolerance or target, or whether it was on time.", width=18,
               printed=True),
        Column("status", Type.TEXT, "Its status or its trend.", width=14, printed=True),
    ),
    in_template=False,
)

SUPPRESSIONS = Table(
    name="Suppressions",
    sheet="Suppressions",
    part=Part.OWN,
    area="Start",
    help="Findings that are agreed to stand for a time: which, why, who says so and until when. `smsxl suppress` adds "
         "rows.",
    columns=(
        Column("rule", Type.TEXT, "The rule's code, such as RSK206.", required=True, width=10, printed=True),
        Column("row_id", Type.TEXT, "The id of the row that the finding is about, or its fingerprint beside.", width=12,
               printed=True),
        Column("field", Type.TEXT, "The column, where only the finding in that one is meant.", width=20, printed=True),
        Column("fingerprint", Type.TEXT, "The fingerprint of the finding, from `smsxl check --output-format json`: it "
               "holds until the cell's content changes.", width=20, printed=True),
        Column("reason", Type.TEXT, "Why the finding may stand.", required=True, width=60, printed=True),
        Column("by", Type.TEXT, "Who decided it.", required=True, width=20, printed=True),
        Column("until", Type.DATE, "The last day on which it may stand.", required=True, width=12, printed=True,
               number_format="yyyy-mm-dd"),
    ),
    in_template=False,
)

CONFLICTS = Table(
    name="Conflicts",
    sheet="Conflicts",
    part=Part.OWN,
    area="Start",
    help="What a merge could not decide, row by row; links lead to the cells. Delete the sheet once all is settled.",
    columns=(
        Column("table", Type.TEXT, "The table or sheet in which both sides differ.", width=16, printed=True),
        Column("row_id", Type.TEXT, "The id of the row.", width=12, printed=True),
        Column("cell", Type.TEXT, "The cell, in this workbook.", width=8, printed=True),
        Column("column", Type.TEXT, "The column.", width=20, printed=True),
        Column("base", Type.TEXT, "What stood there before both changes.", width=30, printed=True),
        Column("ours", Type.TEXT, "What this workbook had, and has.", width=30, printed=True),
        Column("theirs", Type.TEXT, "What the other workbook has.", width=30, printed=True),
        Column("note", Type.TEXT, "What was done, and what to decide.", width=60, printed=True),
    ),
    in_template=False,
)

TABLES = (FINDINGS, HISTORY, SUPPRESSIONS, CONFLICTS)


def own_table(table: Table) -> OwnTable:
    """Return what an editor has to know of a table of smsxl's own."""
    names = {name: table[field].header for name, field in LOOKED_UP.items()} if table is FINDINGS else {}
    return OwnTable(table.name, table.sheet, table.help, tuple(column.header for column in table.columns),
                    tuple(column.width for column in table.columns), names,
                    tuple(column.number_format for column in table.columns), "Start" if table.in_template else None)
