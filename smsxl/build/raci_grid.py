"""RACI grid: processes down, roles across, each cell with the parts that RACI lists, in live formulas."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.canvas import Canvas, band, write, write_figure
from smsxl.build.figures import Figure, nth_text
from smsxl.build.highlight import warn_above_zero
from smsxl.build.paper import page
from smsxl.build.style import MUTED
from smsxl.hosts.port import Area, cell_name, column_letters
from smsxl.tables import BY_NAME, header_of
from smsxl.tables.formula import whole_column

SHEET: Final = "RACI grid"
_HELP: Final = "Who does it (R), answers for it (A), is asked (C), is told (I). Counted from RACI, Processes and Roles."
_TOP: Final = 4
_FIRST: Final = 4
_MARGIN: Final = 4
_COLOURS: Final = {"A": "#CFE3D7", "R": "#D8E6F0", "C": "#F3EBCF", "I": "#EEF0F1"}


def build_raci_grid(canvas: Canvas) -> None:
    """Fill the sheet RACI grid."""
    sheet = canvas.sheet(SHEET)
    canvas.mark_as_own(SHEET)
    processes = len(canvas.facts.book["Processes"]) + _MARGIN
    roles = len(canvas.facts.book["Roles"]) + _MARGIN
    last = _FIRST + roles - 1
    band(canvas, sheet, SHEET, _HELP, last)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, last - 1, 5)
    sheet.set_row(_TOP - 1, 150)
    turned = canvas.styles.cell(rotation=90, bold=True, font_color=MUTED, align="center", bottom=1)
    head = canvas.styles.cell(bold=True, font_color=MUTED, bottom=1)
    for column, field in ((1, "id"), (2, "process")):
        write(sheet, _TOP, column, header_of("Processes", field), head)
    write(sheet, _TOP, 3, "Lacks exactly one A", turned)
    for number in range(1, roles + 1):
        write_figure(sheet, _TOP, _FIRST + number - 1, nth_text("Roles", "role", number, canvas.facts), turned)
    counts = _parts(canvas)
    for number in range(1, processes + 1):
        _row(canvas, sheet, _TOP + number, number, roles, counts)
    area = Area(_TOP + 1, _FIRST, _TOP + processes, last)
    here = cell_name(area.first_row, area.first_column)
    for part, colour in _COLOURS.items():
        sheet.conditional_format(
            area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1,
            {"type": "formula", "criteria": f'=ISNUMBER(SEARCH("{part}",{here}))', "stop_if_true": True,
             "format": canvas.styles.condition(bg_color=colour, bold=part == "A")})
    warn_above_zero(canvas, sheet, Area(_TOP + 1, 3, _TOP + processes, 3))
    _rest(canvas, sheet, _TOP + processes + 2, processes, roles)
    sheet.freeze_panes(_TOP, _FIRST - 1)
    sheet.hide_gridlines(2)
    page(sheet)
    sheet.fit_to_pages(1, 1)


def _parts(canvas: Canvas) -> dict[tuple[str, str, str], int]:
    """Return how often RACI lists (process, role, part), as COUNTIFS compares them."""
    columns = (canvas.facts.column("Raci", field) for field in ("process", "role", "part"))
    found: dict[tuple[str, str, str], int] = {}
    for process, role, part in zip(*columns, strict=True):
        key = (_plain(process), _plain(role), _plain(part))
        found[key] = found.get(key, 0) + 1
    return found


def _plain(value: object) -> str:
    return str(value if value is not None else "").casefold()


def _row(canvas: Canvas, sheet: Any, row: int, number: int, roles: int,  # noqa: ANN401
         counts: dict[tuple[str, str, str], int]) -> None:
    facts = canvas.facts
    text, centred = canvas.styles["row_text"], canvas.styles["row_centred"]
    process = nth_text("Processes", "id", number, facts)
    write_figure(sheet, row, 1, process, text)
    write_figure(sheet, row, 2, nth_text("Processes", "process", number, facts), text)
    parts, processes, names = (whole_column("Raci", header_of("Raci", field)) for field in ("part", "process", "role"))
    own = f"$A{row}"
    accountable = sum(count for (name, _, part), count in counts.items()
                      if name == _plain(process.value) and part == "a")
    write_figure(sheet, row, 3, Figure(
        f'IF({own}="",0,IF(COUNTIFS({processes},{own},{parts},"A")=1,0,1))',
        0 if not process.value or accountable == 1 else 1), canvas.styles.cell(num_format='"!";;', align="center"))
    ids = whole_column("Roles", header_of("Roles", "id"))
    for place in range(1, roles + 1):
        role, role_id = (nth_text("Roles", field, place, facts) for field in ("role", "id"))
        head = f"{column_letters(_FIRST + place - 1)}${_TOP}"
        letters, value = [], ""
        for choice in BY_NAME["Raci"]["part"].choices:
            named = "+".join(f'COUNTIFS({processes},{own},{names},{who},{parts},"{choice.label}")'
                             for who in (head, f"INDEX({ids},{place})"))
            letters.append(f'IF({named}>0,"{choice.label}","")')
            if any(counts.get((_plain(process.value), _plain(who.value), choice.label.casefold()))
                   for who in (role, role_id)):
                value += choice.label
        shown = value if process.value and role.value else ""
        write_figure(sheet, row, _FIRST + place - 1, Figure(
            f'IF(OR({own}="",{head}=""),"",{"&".join(letters)})', shown), centred)


def _rest(canvas: Canvas, sheet: Any, row: int, processes: int, roles: int) -> None:  # noqa: ANN401
    """Say how many processes and roles the grid has no room for; `smsxl` draws it anew with room for all."""
    counts = [(table, f"ROWS({whole_column(table, header_of(table, 'id'))})", room)
              for table, room in (("Processes", processes), ("Roles", roles))]
    test = "+".join(f"MAX(0,{rows}-{room})" for _, rows, room in counts)
    write_figure(sheet, row, 1, Figure(
        f'IF({test}=0,"",{test}&" processes or roles have no room here")', ""), canvas.styles["note"])
