"""Random edits of a workbook in memory: cells, names, tables, sheets, criteria."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Final

from smsxl.content import template_tables
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import Area, DefinedName, TableInfo
from smsxl.sample import sample_tables
from smsxl.tables import BY_NAME, TABLES
from smsxl.tables.compose import compose
from smsxl.tables.formula import LAMBDA, PLAIN
from smsxl.tables.model import Kind
from tests.rules.sound import sound_content
from tests.soak import hostile

AS_OF: Final = dt.date(2026, 11, 22)
Content = dict[str, list[dict[str, Any]]]
Edit = Callable[[MemoryWorkbook, Random], None]

_STATUSES: Final = ("Draft", "In review", "Approved", "Superseded", "approved ", "Nonsense", None, 3)


def base_content(chance: Random) -> Content:
    """Return the rows of a sound workbook, of the template or of the sample."""
    kind = chance.random()
    if kind < 0.6:
        return sound_content()
    content: Content = template_tables(AS_OF) if kind < 0.75 else sample_tables(AS_OF)
    return {name: [dict(row) for row in rows] for name, rows in content.items()}


def workbook(chance: Random) -> MemoryWorkbook:
    """Return a workbook with odd content and a few edits."""
    content = base_content(chance)
    for change in chance.sample(CONTENT_EDITS, chance.choice((0, 0, 1, 2))):
        change(content, chance)
    made = compose(content, chance.choice((LAMBDA, PLAIN)), as_of=AS_OF, settled=chance.random() < 0.7,
                   part=chance.choice(("both", "both", "both", "risk", "plan")))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 30))):
        chance.choice(EDITS)(made, chance)
    return made


# ---------------------------------------------------------------------- content


_LISTED: Final = tuple(table for table in TABLES if table.kind is not Kind.GRID)


def _one_odd_column(content: Content, chance: Random) -> None:
    table = chance.choice(_LISTED)
    rows = content.get(table.name) or [{}]
    field = chance.choice(table.columns).field
    content[table.name] = [{**row, field: hostile.value(chance)} for row in rows]


def _one_odd_row(content: Content, chance: Random) -> None:
    table = chance.choice(_LISTED)
    row = {column.field: hostile.value(chance) for column in table.inputs}
    content[table.name] = [*(content.get(table.name) or []), row] if table.kind is Kind.TABLE else [row]


def _many_risks(content: Content, chance: Random) -> None:
    field = chance.choice(BY_NAME["Risks"].inputs).field
    odd = hostile.value(chance)
    content["Risks"] = [{field: odd} for _ in range(chance.choice((0, 1, 50, 400)))]


def _odd_matrix(content: Content, chance: Random) -> None:
    size = chance.choice((1, 2, 3, 10))
    words = chance.choice((("Low", "High"), ("Low", "", "Nothing"), ("Low",), ("low ", "EXTREME")))
    content["RiskMatrix"] = [{"likelihood": i, "impact": j, "level": chance.choice(words)}
                             for i in range(1, size + 1) for j in range(1, size + 1)]


def _odd_scale(content: Content, chance: Random) -> None:
    count = chance.choice((0, 1, 10))
    table = chance.choice(("LikelihoodScale", "ImpactScale"))
    content[table] = [{"value": chance.choice((i, i, -i, i / 2, 1, "x", None, 1e308)),
                       "label": chance.choice(("A", f"L{i}", None)), "from_per_year": hostile.value(chance),
                       "to_per_year": hostile.value(chance)} for i in range(1, count + 1)]


def _odd_levels(content: Content, chance: Random) -> None:
    levels = chance.choice((["Low"], ["Low", "Low"], ["", None], ["Low", "Moderate", "High", "Extreme"]))
    content["RiskLevels"] = [{"label": label, "rank": chance.choice((1, 1, i, None, "x", -3, 1.5, 1e308)),
                              "review_days": hostile.value(chance), "accepted_by_role": hostile.value(chance)}
                             for i, label in enumerate(levels)]


def _odd_tolerances(content: Content, chance: Random) -> None:
    content["Tolerances"] = [{"category": chance.choice(("*", "Technical", "technical ", None, "?")),
                              "appetite": hostile.value(chance), "tolerance": hostile.value(chance),
                              "highest_level": chance.choice((None, "Low", "High", "?", 3))}
                             for _ in range(chance.choice((0, 1, 3)))]


def _odd_settings(content: Content, chance: Random) -> None:
    content["Settings"] = [{column.field: hostile.value(chance) for column in BY_NAME["Settings"].columns}]


def _odd_status(content: Content, chance: Random) -> None:
    content["Organisation"][0]["status"] = chance.choice(_STATUSES)


def _odd_day(content: Content, chance: Random) -> None:
    content["Organisation"][0]["as_of"] = hostile.value(chance)


def _tangled_ids(content: Content, chance: Random) -> None:
    for name in ("Risks", "Treatments", "Controls", "Acceptances", "Services"):
        for row in content.get(name, ()):
            for column in BY_NAME[name].columns:
                if column.type.value in ("id", "reference") and chance.random() < 0.5:
                    row[column.field] = chance.choice(
                        ("R-001", "R-1", "r-1", "S-1", "A-1", "T-1", 1, 1.0, True, None, ",", "R-1,R-1"))


CONTENT_EDITS: Final[tuple[Callable[[Content, Random], None], ...]] = (
    _one_odd_column, _one_odd_row, _many_risks, _odd_matrix, _odd_scale, _odd_levels, _odd_tolerances, _odd_settings,
    _odd_status, _odd_day, _tangled_ids)


# ---------------------------------------------------------------------- cells


def _some_cell(made: MemoryWorkbook, chance: Random) -> tuple[str, int, int]:
    sheet = chance.choice(list(made.cells) or [""])
    cells = list(made.cells.get(sheet, {}))
    row, column = chance.choice(cells) if cells and chance.random() < 0.9 else (
        chance.choice((1, 2, 50, 1_048_576)), chance.choice((1, 2, 60, 16_384)))
    return sheet, row, column


def _value(made: MemoryWorkbook, chance: Random) -> None:
    if made.cells:
        made.set_cell(*_some_cell(made, chance), hostile.value(chance))


def _values(made: MemoryWorkbook, chance: Random) -> None:
    for _ in range(30):
        _value(made, chance)


def _formula(made: MemoryWorkbook, chance: Random) -> None:
    if not made.cells:
        return
    known = tuple({c.formula for cells in made.cells.values() for c in cells.values()
                   if isinstance(c, Calculated) and isinstance(c.formula, str)})
    sheet, row, column = _some_cell(made, chance)
    made.set_formula(sheet, row, column, hostile.formula(chance, tuple(sorted(known))), hostile.value(chance))


def _formulas(made: MemoryWorkbook, chance: Random) -> None:
    for _ in range(10):
        _formula(made, chance)


def _column_of(made: MemoryWorkbook, chance: Random) -> None:
    """Fill a whole column of a table with one kind of thing."""
    if not made.tables:
        return
    info = made.tables[chance.choice(sorted(made.tables))]
    column = chance.randint(info.area.first_column, info.area.last_column)
    formula = hostile.formula(chance) if chance.random() < 0.4 else None
    same = hostile.value(chance)
    for row in range(info.area.first_row + chance.choice((0, 1)), min(info.area.last_row, info.area.first_row + 500)):
        held = same if chance.random() < 0.5 else hostile.value(chance)
        made.set_cell(info.sheet, row, column, held if formula is None else Calculated(formula, held))


def _cached(made: MemoryWorkbook, chance: Random) -> None:
    """Change what calculated cells remember, or turn them into bare values."""
    for sheet, cells in made.cells.items():
        for at, content in list(cells.items()):
            if isinstance(content, Calculated) and chance.random() < 0.3:
                held = hostile.value(chance)
                made.set_cell(sheet, *at, held if chance.random() < 0.3 else Calculated(content.formula, held))


# ---------------------------------------------------------------------- names, tables, sheets


def _name(made: MemoryWorkbook, chance: Random) -> None:
    if made.names:
        i = chance.randrange(len(made.names))
        target = hostile.REFERENCES[chance.randrange(len(hostile.REFERENCES))]
        made.names[i] = replace(made.names[i], text=chance.choice((target, target, made.names[i - 1].text)))


def _name_gone(made: MemoryWorkbook, chance: Random) -> None:
    if made.names:
        del made.names[chance.randrange(len(made.names))]


def _name_twice(made: MemoryWorkbook, chance: Random) -> None:
    if made.names:
        name = chance.choice(made.names)
        made.names.insert(chance.choice((0, len(made.names))), DefinedName(
            chance.choice((name.name, name.name.upper(), "_xlnm.Print_Area", "")), chance.choice(hostile.REFERENCES),
            chance.choice((None, *made.cells, "Nowhere")), hidden=chance.random() < 0.5))


def _area(chance: Random, area: Area) -> Area:
    top, left = chance.choice((area.first_row, area.first_row + 1, 1)), chance.choice((area.first_column, 1, 16_384))
    return Area(top, left, max(top, chance.choice((area.last_row, area.last_row + 1, top, top + 1, 1_048_576))),
                max(left, chance.choice((area.last_column, left, area.last_column + 9))))


def _table(made: MemoryWorkbook, chance: Random) -> None:
    if not made.tables:
        return
    key = chance.choice(sorted(made.tables))
    info = made.tables[key]
    kind = chance.randrange(7)
    headers: list[str] = list(info.columns)
    i = chance.randrange(len(headers)) if headers else 0
    if kind == 0:
        info = replace(info, area=_area(chance, info.area))
    elif kind == 1:
        info = replace(info, header_rows=chance.choice((0, 1, 2)), totals_rows=chance.choice((0, 1, 9, 10**6)))
    elif kind == 2 and headers:
        headers[i] = chance.choice((*hostile.TEXTS, headers[i - 1]))
        made.set_cell(info.sheet, info.area.first_row, info.area.first_column + i, headers[i])
        info = replace(info, columns=tuple(headers))
    elif kind == 3:
        info = replace(info, columns=tuple(headers[:chance.choice((0, 1))]))
    elif kind == 4:
        info = replace(info, sheet=chance.choice(list(made.cells) or [info.sheet]))
    elif kind == 5:
        del made.tables[key]
        return
    else:
        other = made.tables[chance.choice(sorted(made.tables))]
        info = replace(info, area=other.area, sheet=other.sheet)
    made.tables[key] = info


def _table_renamed(made: MemoryWorkbook, chance: Random) -> None:
    if made.tables:
        info: TableInfo = made.tables.pop(chance.choice(sorted(made.tables)))
        name = chance.choice((info.name.upper(), f"{info.name}1", "Risks", "RiskMatrix", "\x1b[31m"))
        made.tables[name] = replace(info, name=name)


def _sheet(made: MemoryWorkbook, chance: Random) -> None:
    if len(made.cells) < 2:
        return
    sheet = chance.choice(sorted(made.cells))
    kind = chance.randrange(5)
    if kind == 0:
        made.drop_sheet(sheet)
    elif kind == 1:
        made.visibility[sheet] = chance.choice(("hidden", "very hidden"))
    elif kind == 2:
        made.cells = {name: made.cells[name] for name in chance.sample(sorted(made.cells), len(made.cells))}
    elif kind == 3:
        made.cells[sheet].clear()
    else:
        new = chance.choice(("Renamed", "[/]", "\x1b[31m", "::error::", "a'b", "Risks ", "risks", "x" * 31))
        if new not in made.cells:
            made.cells = {new if name == sheet else name: cells for name, cells in made.cells.items()}
            made.tables = {k: replace(t, sheet=new) if t.sheet == sheet else t for k, t in made.tables.items()}
            if chance.random() < 0.5:
                made.names = [replace(n, text=n.text.replace(f"{sheet}!", f"{new}!")) for n in made.names]


def _hidden(made: MemoryWorkbook, chance: Random) -> None:
    if made.cells:
        sheet, row, column = _some_cell(made, chance)
        made.hide_row(sheet, row)
        made.hide_column(sheet, column)
        if chance.random() < 0.2:
            made.hidden_columns[sheet] = set(range(1, 16_385))
            made.hidden_rows[sheet] = {r for r, _ in made.cells[sheet]}


def _merged(made: MemoryWorkbook, chance: Random) -> None:
    if made.cells:
        sheet, row, column = _some_cell(made, chance)
        high, wide = chance.choice(((1, 2), (2, 1), (3, 3), (1_048_576, 1), (1_048_576, 16_384), (1, 1)))
        made.merge(sheet, Area(row, column, min(1_048_576, row + high - 1), min(16_384, column + wide - 1)))


def _row_gone(made: MemoryWorkbook, chance: Random) -> None:
    if made.cells:
        sheet, row, _ = _some_cell(made, chance)
        for at in [at for at in made.cells[sheet] if at[0] == row]:
            made.set_cell(sheet, *at, None)


EDITS: Final[tuple[Edit, ...]] = (
    _value, _value, _value, _values, _formula, _formulas, _column_of, _cached, _name, _name, _name_gone, _name_twice,
    _table, _table, _table_renamed, _sheet, _sheet, _hidden, _merged, _row_gone)
