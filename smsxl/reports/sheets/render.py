"""Renders a summary as a small workbook: Risk Summary, Plan Summary and, for a workbook of its own, Findings."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from smsxl.build.figures import Figure
from smsxl.build.package import finish
from smsxl.build.paper import page
from smsxl.reports.sheets.figures import write_lines
from smsxl.reports.sheets.findings import write_findings
from smsxl.reports.sheets.live import Live
from smsxl.reports.sheets.pad import COLUMNS, Pad
from smsxl.reports.sheets.plan import write_plan
from smsxl.reports.sheets.risk import write_risks
from smsxl.reports.sheets.trend import write_trend
from smsxl.reports.summary import Summary
from smsxl.tables import Part

RISKS: Final = "Risk Summary"
PLAN: Final = "Plan Summary"
FINDINGS: Final = "Findings"


@dataclass(frozen=True)
class Rendered:
    """What was rendered: the sheets in order, and the formulas that belong into their cells in the user's workbook.

    The small workbook itself holds the values alone: the tables that the formulas count are not in it.
    """

    sheets: tuple[str, ...]
    live: Mapping[str, Mapping[tuple[int, int], Figure]]


def render_sheets(summary: Summary, path: str | os.PathLike[str], live: Live | None = None, *,
                  alone: bool = False) -> Rendered:
    """Write the summary sheets as a workbook; the same input gives the same bytes.

    `live` makes the formulas for the user's workbook. `alone` makes a workbook to be read by itself: without links to
    rows that are not in it, and with the findings.
    """
    with tempfile.TemporaryDirectory(prefix="smsxl-") as folder:
        raw = Path(folder, "raw.xlsx")
        workbook = xlsxwriter.Workbook(str(raw), {"tmpdir": folder, "strings_to_urls": False,
                                                  "strings_to_formulas": False, "strings_to_numbers": False,
                                                  "max_url_length": 2079})
        made = summary.provenance
        workbook.set_properties({"title": "Summary", "author": "smsxl", "comments": f"Made from {made.file}",
                                 "created": dt.datetime.combine(made.as_of, dt.time())})
        workbook.formats[0].set_font_name("Calibri")
        workbook.formats[0].set_font_size(10)
        pads = _write(workbook, summary, live or Live(), alone=alone)
        workbook.close()
        finish(raw, Path(path))
    return Rendered(tuple(pad.name for pad in pads), {pad.name: pad.live for pad in pads if pad.live})


def _write(workbook: Any, summary: Summary, live: Live, *, alone: bool) -> list[Pad]:  # noqa: ANN401
    pads = []
    if summary.risk is not None:
        pad = Pad(workbook, RISKS, summary.criteria, links=not alone)
        row = pad.band("Risk Summary", _lines(summary, live))
        row = write_risks(pad, summary, summary.risk, live, write_trend(pad, summary, row))
        pads.append(_finished(pad, summary, write_lines(pad, Part.RISK, live, row)))
    if summary.plan is not None:
        pad = Pad(workbook, PLAN, summary.criteria, links=not alone)
        row = pad.band("Plan Summary", _lines(summary, live))
        row = write_plan(pad, summary, summary.plan, live, row)
        pads.append(_finished(pad, summary, write_lines(pad, Part.PLAN, live, row)))
    if alone:
        pad = Pad(workbook, FINDINGS, summary.criteria, links=False)
        pads.append(_finished(pad, summary, write_findings(pad, summary, pad.band("Findings", _lines(summary, live)))))
    return pads


def _lines(summary: Summary, live: Live) -> list[str]:
    document, made = summary.document, summary.provenance
    approved = f"approved by {document.approved_by} on {document.approved_on}" if document.approved_by and \
        document.approved_on else "not approved"
    about = [document.organization or made.file, f"{document.status} {document.version}".strip(),
             f"assessed {document.assessment_date}" if document.assessment_date else "", approved,
             f"classification: {made.classification}"]
    how = "Counts are live formulas over the tables; lists and the rest are" if live.is_on else "All figures are"
    return [" \u00b7 ".join(filter(None, about)), f"{how} as of {made.as_of.isoformat()}."]


def _finished(pad: Pad, summary: Summary, row: int) -> Pad:
    """Write what the sheet was made from below it, and set it up for paper."""
    made = summary.provenance
    counted = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in made.findings)
    left = "; ".join(f"{each.count} left out from {each.sheet}" for each in summary.left_out)
    pad.note(row, f"Made by smsxl {made.smsxl} from {made.file}, SHA-256 {made.sha256}, criteria {made.criteria}, "
                  f"{summary.criteria.method_words.lower()}. Findings: {counted}; {made.suppressed} suppressed. {left}")
    page(pad.sheet)
    pad.sheet.set_portrait()
    pad.sheet.fit_to_pages(1, 2 if pad.name != FINDINGS else 0)
    pad.sheet.print_area(0, 0, row - 1, COLUMNS - 1)
    pad.sheet.center_horizontally()
    return pad
