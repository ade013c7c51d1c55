"""What `smsxl map` understood of somebody's register, as text and as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

from smsxl.formats.escape import dump_json, for_json
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.registers.criteria.limits import in_words, sides
from smsxl.registers.fields import STAGES
from smsxl.registers.model import Levels, Mapped, Register, Scoring
from smsxl.registers.wishes import Limits

_FIELD: Final = 20
_HEADER: Final = 34
_TOP: Final = 1_000.0
_FORMS: Final = 8


def as_json(path: str, registers: Sequence[Register]) -> str:
    """Return what was understood as one JSON object; smsxl/assets/map.schema.json is its schema."""
    return dump_json({"schema": 1, "path": for_json(path.replace(os.sep, "/")),
                      "registers": [_register(register) for register in registers]})


def _register(register: Register) -> dict[str, Any]:
    records = register.records
    scoring, levels = _first(register.scoring), _first(register.levels)
    in_rows = register.cells.lies == "rows"
    return {
        "sheet": for_json(register.sheet),
        "lies": register.cells.lies,
        "header_rows": list(register.place.heading.rows) if in_rows else [],
        "first_row": records[0] if records and in_rows else None,
        "last_row": records[-1] if records and in_rows else None,
        "risks": None if in_rows else [for_json(register.cells.line(row)) for row in records],
        "rows": len(records),
        "columns": {name: {
            "column": mapped.letters, "header": for_json(mapped.header), "confidence": mapped.confidence,
            "evidence": for_json("; ".join(mapped.evidence)),
        } for name, mapped in register.columns.items()},
        "unmapped": [{"column": register.cells.letters(column), "header": for_json(header)}
                     for column, header in register.unmapped],
        "doubts": [{"column": doubt.letters, "header": for_json(doubt.header), "field": doubt.field,
                    "confidence": round(doubt.confidence, 2)} for doubt in register.doubts],
        "missing": list(register.missing),
        "limits": None if register.limits is None else _limits(register.limits),
        "scale": {name: [for_json(v) if isinstance(v, str) else v for v in scale.shown]
                  for name, scale in register.scales.items()},
        "score": None if scoring is None else _scoring(scoring),
        "levels": None if levels is None else _levels(levels),
        "residual": {
            "score": _scoring(register.scoring["residual_"]) if "residual_" in register.scoring else None,
            "levels": _levels(register.levels["residual_"]) if "residual_" in register.levels else None,
        },
        "placeholder_rows": list(register.place.placeholders) if in_rows else [],
        "group_rows": list(register.place.groups) if in_rows else [],
        "total_rows": list(register.place.totals) if in_rows else [],
    }


def _first(found: dict[str, Any]) -> Any:  # noqa: ANN401 - a scoring or levels, as the caller knows
    return next((found[stage] for stage in STAGES if stage in found), None)


def _scoring(scoring: Scoring) -> dict[str, Any]:
    return {"method": scoring.method, "formula": for_json(scoring.formula), "source": scoring.source,
            "agree": scoring.agree, "of": scoring.of}


def _levels(levels: Levels) -> dict[str, Any]:
    return {"source": levels.source, "agree": levels.agree, "of": levels.of,
            "bands": [{"label": for_json(band.label), "from": _number(band.low),
                       "to": None if band.high >= _TOP else _number(band.high)} for band in levels.bands]}


def _limits(limits: Limits) -> dict[str, Any]:
    numbers = {key: None if value is None else _number(value)
               for key, value in (("appetite", limits.appetite), ("tolerance", limits.tolerance))}
    return {**numbers, "highest_level": None if limits.highest_level is None else for_json(limits.highest_level),
            "source": limits.source}


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def lines(path: str, registers: Sequence[Register]) -> Iterator[Line]:
    """Yield what was understood, for people."""
    yield line(Span(path, "bold underline"))
    for register in registers:
        yield EMPTY
        yield from _shown(register)


def _shown(register: Register) -> Iterator[Line]:
    place = register.place
    yield line(Span(f"Sheet {register.sheet}", "bold"), f": {_lying(register)}", head=("  ",))
    for what, found in (("placeholder", place.placeholders), ("group", place.groups), ("total", place.totals)):
        if found:
            names = [register.cells.line(row, short=True) for row in found[:8]]
            shown = ", ".join(names) + (" ..." if len(found) > 8 else "")  # noqa: PLR2004 - one line
            which = "columns" if register.cells.lies == "columns" else "rows"
            yield line(f"left out as {what} {which}: {shown}", head=("    ",))
    yield EMPTY
    yield line(Span(f"{'field':<{_FIELD}}{'column':<9}{'heading':<{_HEADER}}sure  why", "dim"), head=("    ",))
    for mapped in register.columns.values():
        yield _column(mapped)
    if register.doubts:
        yield EMPTY
        yield line("Not sure enough to use; name them in smsxl.toml if they are right:", head=("    ",))
        for doubt in register.doubts:
            yield line(f"{doubt.field:<{_FIELD}}{doubt.letters:<9}{_cut(doubt.header)}"
                       f"{doubt.confidence:>4.0%}", head=("    ",))
    judging = {column.column for column in sides(register)}
    for column, header in register.unmapped:
        if column in judging:
            yield line("says which risks lie within the limit", head=(
                "    ", Span(f"{'(limit)':<{_FIELD}}", "bold"),
                f"{register.cells.letters(column):<9}{_cut(header)}", "      "))
    unused = [(c, h) for c, h in register.unmapped if c not in judging]
    if unused:
        yield line("Not used: " + ", ".join(f"{register.cells.letters(c)} {_short(h)}" for c, h in unused),
                   head=("    ",))
    yield EMPTY
    yield from _rules(register)


def _lying(register: Register) -> str:
    """Return where the headings and the risks of a register are."""
    rows, cells = register.records, register.cells
    names = [cells.line(row, short=True) for row in rows]
    count = f"{len(rows)} risk{'s' if len(rows) != 1 else ''}"
    heading = ", ".join(cells.line(row, short=True) for row in register.place.heading.rows)
    if cells.lies == "columns":
        return f"lies on its side, headings in column {heading}, {count} in columns {names[0]} to {names[-1]}"
    if cells.lies == "forms":
        where = "in rows" if names[0].isdigit() else "on sheets"
        return f"a form for each of {count}, {where} {', '.join(names[:_FORMS])}{' ...' if len(names) > _FORMS else ''}"
    return f"heading in row {heading}, {count} in rows {names[0]} to {names[-1]}"


def _column(mapped: Mapped) -> Line:
    return line("; ".join(mapped.evidence), head=(
        "    ", Span(f"{mapped.field:<{_FIELD}}", "bold"), f"{mapped.letters:<9}{_cut(mapped.header)}",
        f"{mapped.confidence:>4.0%}  "))


def _cut(text: str) -> str:
    text = _short(text)
    return f"{text:<{_HEADER}}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) < _HEADER else text[:_HEADER - 4] + "..."


def _rules(register: Register) -> Iterator[Line]:
    for name, scale in register.scales.items():
        shown = ", ".join(map(str, scale.shown))
        if scale.words and scale.source != "words":
            shown = ", ".join(f"{_number(v)} {w}".strip() for v, w in zip(scale.values, scale.words, strict=True))
        yield line(f"scale of {name}: {shown or 'not known'}", head=("    ",))
    for stage in STAGES:
        name = f"{stage}score"
        if stage in register.scoring:
            scoring = register.scoring[stage]
            yield line(f"{name} = {scoring.formula} ({scoring.method}, from its {scoring.source}): "
                       f"{scoring.agree} of {scoring.of} rows agree", head=("    ",))
        if stage in register.levels:
            levels = register.levels[stage]
            bands = ", ".join(f"{b.label} {_number(b.low)}" + (
                " and above" if b.high >= _TOP else f" to {_number(b.high)}") for b in levels.bands)
            agree = f": {levels.agree} of {levels.of} rows agree" if levels.of else ""
            yield line(f"{stage}level from {levels.source}: {bands or 'by likelihood and impact'}{agree}",
                       head=("    ",))
    if register.limits is not None:
        yield line(f"limit from {register.limits.source}: {in_words(register.limits)}", head=("    ",))
    for axis in register.missing:
        yield line(Span(f"No column says the {axis} of a risk.", "bold red"), head=("    ",))
