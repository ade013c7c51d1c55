"""The picture as a workbook: a sheet to look at, and plain lists to filter."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from smsxl.build.canvas import write
from smsxl.build.package import finish
from smsxl.build.paper import page
from smsxl.build.style import ACCENT, MUTED
from smsxl.domain.tolerance import ABOVE_TOLERANCE, TOLERANCE_STATUSES
from smsxl.errors import UsageError
from smsxl.formats.escape import for_sheet
from smsxl.hosts.port import MARK
from smsxl.hosts.save import refuse_open, replace_file
from smsxl.portfolio.as_html import KINDS, UNIT_WORDS
from smsxl.portfolio.extract import LevelStep
from smsxl.portfolio.gather import SHEET, is_picture
from smsxl.portfolio.picture import Heat, Portfolio, UnitLine, count_of
from smsxl.reports.sheets.blocks import Column, Tile, table, tiles
from smsxl.reports.sheets.pad import COLUMNS, HEAD_CELL, Pad, Value, filled
from smsxl.rules.common import RATINGS
from smsxl.tables import header_of

_LONGEST: Final = 32_000
_LONGEST_LINK: Final = 2_000


@dataclass(frozen=True)
class _Levels:
    """The levels of the criteria that most workbooks have, for the colours of words."""

    levels: Sequence[LevelStep]


@dataclass(frozen=True)
class _To:
    """A text that leads to a cell of another workbook."""

    path: str
    sheet: str
    cell: str
    text: str


_Cell = _To | Value


@dataclass(frozen=True)
class _List:
    """A sheet of plain rows: heads with their widths, the columns that hold a level or status, and the rows."""

    name: str
    heads: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[_Cell]]
    words: tuple[int, ...] = ()
    shares: tuple[int, ...] = ()


def write_workbook(found: Portfolio, out: str | os.PathLike[str]) -> None:
    """Write the picture to a workbook, in the place of an earlier one.

    Raises UsageError where a file that is no picture of ours is in the way or the file can't be written, and
    UnwritableError where a spreadsheet program has it open.
    """
    target = Path(out)
    refuse_foreign(target)
    try:
        replace_file(target, as_bytes(found, target.absolute().parent))
    except OSError as error:
        raise UsageError(f"{target} can't be written ({error.strerror}); choose another file.") from error


def refuse_foreign(target: Path) -> None:
    """Raise UsageError for a wrong name and for a file of others, UnwritableError where a program has it open."""
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target} has to end in .xlsx; write {target.with_suffix('.xlsx')}.")
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise UsageError(f"{target} can't be written: it is a folder, or its folder doesn't exist.")
    if not target.exists():
        return
    refuse_open(str(target), target)
    if not is_picture(str(target)):
        raise UsageError(f"{target} is there already and is no portfolio made by smsxl, so it is not replaced; choose "
                         "another name.")


def as_bytes(found: Portfolio, folder: Path) -> bytes:
    """Return the workbook; links lead to the registers as seen from `folder`. The same input gives the same bytes."""
    with tempfile.TemporaryDirectory(prefix="smsxl-") as scratch:
        raw, made = Path(scratch, "raw.xlsx"), Path(scratch, "made.xlsx")
        workbook = xlsxwriter.Workbook(str(raw), {"tmpdir": scratch, "strings_to_urls": False,
                                                  "strings_to_formulas": False, "strings_to_numbers": False,
                                                  "max_url_length": 2079})
        workbook.set_properties({"title": "All registers", "author": "smsxl",
                                 "created": dt.datetime.combine(found.as_of, dt.time())})
        workbook.formats[0].set_font_name("Calibri")
        workbook.formats[0].set_font_size(10)
        levels = _Levels(found.levels[0].levels if found.levels else ())
        _overview(Pad(workbook, SHEET, levels, links=False), found)
        workbook.define_name(f"{SHEET}!{MARK}", "=TRUE")
        for each in _lists(found):
            _list(Pad(workbook, each.name, levels, links=False), each, folder)
        workbook.close()
        finish(raw, made)
        return made.read_bytes()


def _overview(pad: Pad, found: Portfolio) -> None:
    whole = found.all
    read = len(found.files) - len(found.unread)
    about = (f"{read} of {len(found.files)} workbooks in {len(found.units)} units (by {UNIT_WORDS[found.unit_is]}), as "
             f"of {found.as_of.isoformat()}. Each register is judged by its own criteria.")
    left = [f"Not in these figures: {len(found.unread)}; the sheet Workbooks says why."] if found.unread else []
    row = pad.band("All registers", [about, *left])
    row = tiles(pad, row, (
        Tile("Open threats", whole.threats),
        Tile("Above tolerance", count_of(whole.tolerance, ABOVE_TOLERANCE), bad=True),
        Tile("Above, nothing decided", whole.untreated, bad=True),
        Tile("Actions overdue", whole.actions_overdue, bad=True),
        Tile("Reviews overdue", whole.reviews_overdue, bad=True),
        Tile("Acceptances expired", whole.acceptances_expired, bad=True),
        Tile("Plan in place", "\u2013" if whole.in_place is None else whole.in_place, share=True),
        Tile("KPIs off target", whole.off_target, bad=True)))
    for heat in found.heat:
        row = _heat(pad, row, heat, len(found.heat)) + 1
    if found.top:
        row = table(pad, row, "The gravest risks", (
            Column("Risk", 1, 2), Column("", 3, 11), Column("Unit", 12, 15), Column("Level", 16, 17, "level"),
            Column("Score", 18, 18, "number"), Column("Tolerance", 19, 21, "level"), Column("Treatment", 22, 24)),
            [(each.risk.id or each.risk.cell, each.risk.title, each.unit, each.risk.level or "Not rated",
              each.risk.score, each.risk.tolerance, each.risk.treatment or "Not decided")
             for each in found.top[:10]]) + 1
    if found.categories:
        row = table(pad, row, "Categories against their tolerance", (
            Column("Category", 1, 8), Column("Threats", 9, 11, "count"), Column("Above", 12, 14, "count"),
            Column("Within tolerance", 15, 18, "count"), Column("Within appetite", 19, 21, "count"),
            Column("Workbooks", 22, 24, "count")),
            [(each.category, each.threats, *(count_of(each.tolerance, label) for label in reversed(TOLERANCE_STATUSES)),
              each.files) for each in found.categories]) + 1
    if found.areas:
        row = table(pad, row, "Coverage of the plan (clause 6.3)", (
            Column("Area", 1, 14), Column("In place", 15, 17, "count"), Column("Applying", 18, 20, "count"),
            Column("Share", 21, 24, "share")),
            [(each.area, each.in_place, each.applying, each.in_place / each.applying if each.applying else None)
             for each in found.areas]) + 1
    row = pad.note(row, f"Made by smsxl {found.smsxl}. Clauses are paraphrased, and this is no certificate.")
    page(pad.sheet)
    pad.sheet.set_portrait()
    pad.sheet.fit_to_pages(1, 0)
    pad.sheet.print_area(0, 0, row - 1, COLUMNS - 1)


def _heat(pad: Pad, row: int, heat: Heat, maps: int) -> int:
    size = f", {len(heat.likelihoods)} by {len(heat.impacts)} ({len(heat.files)} workbooks)" if maps > 1 else ""
    row = pad.heading(row, f"Open threats by likelihood and impact{size}")
    room = len(heat.impacts) + 1
    beside = max(1, COLUMNS // (room + 1))
    height = len(heat.likelihoods) + 3
    for place, kind in enumerate(RATINGS):
        top, first = row + place // beside * height, 1 + place % beside * (COLUMNS // beside)
        pad.put(top, first, KINDS[kind].partition(":")[0], min(COLUMNS, first + room - 1), bold=True)
        for c, impact in enumerate(heat.impacts, start=first + 1):
            pad.put(top + 1, c, impact, font_color=MUTED, align="center")
        for r, line in enumerate(heat.cells, start=top + 2):
            pad.sheet.set_row(r - 1, 22)
            pad.put(r, first, line[0].likelihood, font_color=MUTED, align="right", indent=1)
            for c, cell in enumerate(line, start=first + 1):
                look = {"bold": True, "font_size": 12} if getattr(cell, kind) else {"font_size": 8, "shrink": True}
                pad.put(r, c, getattr(cell, kind) or cell.level, **{
                    "align": "center", "border": 1, "border_color": "#FFFFFF", **look,
                    **filled(cell.colour or "EEF1F3")})
    return row + -(-len(RATINGS) // beside) * height


def _lists(found: Portfolio) -> Iterator[_List]:
    yield _List("Units", [("Unit", 34), ("Workbooks", 11), ("Not read", 9), ("Open threats", 9),
                          *((label, 12) for label in reversed(TOLERANCE_STATUSES)), ("Nothing decided", 10),
                          ("Actions overdue", 9), ("Reviews overdue", 9), ("Acceptances expired", 12), ("Rated", 8),
                          ("Plan in place", 9), ("KPIs", 7), ("Off target", 8), ("Oldest assessment", 12),
                          ("Latest review", 12), ("Errors", 8), ("Warnings", 9)],
                [_unit(each) for each in found.units], shares=(11, 12))
    yield _List("Top risks", [("Unit", 26), ("Risk", 11), ("Title", 52), ("Category", 18), ("Owner", 20),
                              ("Likelihood", 10), ("Impact", 8), ("Score", 8), ("Level", 11), ("Tolerance", 17),
                              ("Treatment", 16), (header_of("Risks", "next_review"), 12), ("Workbook", 40)],
                [(each.unit, _To(each.path, each.risk.sheet, each.risk.cell, each.risk.id or each.risk.cell),
                  each.risk.title, each.risk.category, each.risk.owner, each.risk.likelihood, each.risk.impact,
                  each.risk.score, each.risk.level, each.risk.tolerance, each.risk.treatment, each.risk.next_review,
                  each.path) for each in found.top], words=(8, 9))
    yield _List("KPIs off target", [("Unit", 26), ("KPI", 11), ("Name", 46), ("Latest", 10), ("Target", 10),
                                    ("Unit of measure", 16), ("Trend", 13), ("Something is done", 12),
                                    ("Workbook", 40)],
                [(each.unit, _To(each.path, each.kpi.sheet, each.kpi.cell, each.kpi.id or each.kpi.cell), each.kpi.kpi,
                  each.kpi.latest, each.kpi.target, each.kpi.unit, each.kpi.trend,
                  "Yes" if each.kpi.answered else "No", each.path) for each in found.off_target], words=(6,))
    yield _List("Workbooks", [("Workbook", 44), ("Unit", 26), ("Organization", 28), ("Version", 9), ("Status", 12),
                              ("Assessed", 12), ("Latest review", 12), (header_of("Organisation", "next_review"), 12),
                              ("Open threats", 9), ("Above tolerance", 10), ("Errors", 8), ("Warnings", 9),
                              ("Notes", 7), ("Why it is not in the figures", 70)],
                [(_To(each.path, "", "", each.path), each.unit, each.organization, each.version, each.status,
                  each.assessed, each.last_review, each.next_review,
                  *((each.threats, each.above, each.errors, each.warnings, each.notes) if each.error is None else
                    (None,) * 5), each.error) for each in found.files])


def _unit(each: UnitLine) -> list[_Cell]:
    return [each.unit, each.files, each.unread, each.threats,
            *(count_of(each.tolerance, label) for label in reversed(TOLERANCE_STATUSES)), each.untreated,
            each.actions_overdue, each.reviews_overdue, each.acceptances_expired, each.rated, each.in_place, each.kpis,
            each.off_target, each.assessed, each.last_review, each.errors, each.warnings]


def _list(pad: Pad, shown: _List, folder: Path) -> None:
    """Write a list under a head that stays, with a filter over it."""
    pad.sheet.set_row(0, 32)
    for c, (head, width) in enumerate(shown.heads, start=1):
        pad.sheet.set_column(c - 1, c - 1, width)
        look: dict[str, Any] = {**HEAD_CELL, "valign": "vcenter"}
        pad.put(1, c, head, **look)
    for r, line in enumerate(shown.rows, start=2):
        for c, value in enumerate(line, start=1):
            if isinstance(value, _To):
                _link(pad, r, c, value, folder)
            else:
                look = {"text_wrap": True, "valign": "top"}
                if c - 1 in shown.shares:
                    look["num_format"] = "0%"
                pad.put(r, c, value, **look)
    last = len(shown.rows) + 1
    pad.sheet.freeze_panes(1, 1)
    pad.sheet.autofilter(0, 0, max(1, last - 1), len(shown.heads) - 1)
    for place in shown.words:
        pad.colours(2, place + 1, max(2, last), place + 1)
    page(pad.sheet, header_row=1)


def _link(pad: Pad, row: int, column: int, to: _To, folder: Path) -> None:
    """Write a text that opens another workbook at a cell; a plain text where Excel takes no such address."""
    text = for_sheet(to.text)
    style = pad.styles.cell(font_color=ACCENT, valign="top", text_wrap=True)
    try:
        place = os.path.relpath(Path(to.path).absolute(), folder)
    except ValueError:  # on another drive
        place = str(Path(to.path).absolute())
    sheet = to.sheet.replace("'", "''")
    address = f"external:{place}" + (f"#'{sheet}'!{to.cell}" if to.cell else "")
    if len(address) > _LONGEST_LINK or "#" in place or not text:
        write(pad.sheet, row, column, text[:_LONGEST], style)
    else:
        pad.sheet.write_url(row - 1, column - 1, address, style, text[:250])
