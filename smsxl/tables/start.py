"""Start: what the document is, and what changed in it."""

from __future__ import annotations

from smsxl.tables.model import Column, Kind, Part, Table, Type, choices

ORGANISATION = Table(
    name="Organisation",
    sheet="Start",
    part=Part.START,
    area="Start",
    kind=Kind.FORM,
    help="What this document is, for whom, and as of which day it is judged.",
    columns=(
        Column("organization", Type.TEXT, "The organization whose service management system this is.", required=True),
        Column("scope", Type.TEXT, "The services and locations that the service management system covers.",
               required=True, width=40),
        Column("document_id", Type.TEXT, "The number of this document in your document control."),
        Column("version", Type.TEXT, "The version of this document, as in the last row of Changes.", required=True),
        Column("status", Type.CHOICE, "Draft while you fill it in; gaps are only notes until it is Approved.",
               required=True, choices=choices("Draft", "In review", "Approved", "Superseded")),
        Column("classification", Type.CHOICE, "Who may read it.",
               choices=choices("Public", "Internal", "Confidential")),
        Column("assessment_date", Type.DATE, "The day on which the risks were assessed.", required=True),
        Column("prepared_by", Type.TEXT, "Who prepared it."),
        Column("approved_by", Type.TEXT, "Who approved it."),
        Column("approved_on", Type.DATE, "When it was approved; not before the last change."),
        Column("next_review", Type.DATE, "When the plan and the assessment are reviewed again."),
        Column("currency", Type.TEXT, "The currency of all amounts, such as EUR."),
        Column("as_of", Type.DATE, "Today, for every formula in this workbook; a fixed date freezes it.", name="AsOf"),
        Column("template_version", Type.TEXT, "The version of smsxl that made this workbook."),
    ),
)

CHANGE_LOG = Table(
    name="ChangeLog",
    sheet="Changes",
    part=Part.START,
    area="Start",
    title="change",
    help="What changed from version to version, so that an auditor can follow it.",
    columns=(
        Column("version", Type.TEXT, "The version that this change led to.", required=True, width=10, printed=True),
        Column("date", Type.DATE, "The day of the change.", required=True, width=12, printed=True),
        Column("author", Type.TEXT, "Who made it.", required=True, width=22, printed=True),
        Column("change", Type.TEXT, "What changed, and why.", required=True, width=80, printed=True),
    ),
)

TABLES = (ORGANISATION, CHANGE_LOG)
