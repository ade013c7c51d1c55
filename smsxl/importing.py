"""Moves a register of another layout into our template: what goes where, what is kept as a note, what is in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from smsxl.build import build_workbook
from smsxl.content import Row, Tables, template_tables
from smsxl.domain.values import CellError
from smsxl.hosts.port import GridValue
from smsxl.import_criteria import LARGEST, by_label, fit
from smsxl.interchange import entries, is_ciso_assistant, told_of, unsafe
from smsxl.registers.criteria.scales import numbers
from smsxl.registers.fields import BY_NAME, DAYS, STAGES
from smsxl.registers.model import Register
from smsxl.registers.words import choice, plain, says_next
from smsxl.rules.their_days import by_row
from smsxl.tables.rows import as_text, is_blank

_LABELS: Final = {
    "treatments": {"avoid": "Avoid", "reduce": "Reduce", "transfer": "Transfer (share)", "accept": "Accept",
                   "exploit": "Exploit", "enhance": "Enhance"},
    "statuses": {"open": "Open", "in_treatment": "In treatment", "accepted": "Accepted", "closed": "Closed",
                 "realised": "Realised"},
    "types": {"threat": "Threat", "opportunity": "Opportunity"},
}
_CHOICES: Final = {"treatment": "treatments", "status": "statuses", "type": "types"}
_TITLE: Final = 120


@dataclass
class Move:
    """What an import does with a register: rows for our tables, and what there is to say about it."""

    register: Register
    tables: Tables
    as_of: dt.date
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    """Each column of the register: its letters, its heading, and where it goes."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    """What could not be moved as it stands, by row; all of it is kept in the notes."""
    said: list[str] = field(default_factory=list)
    """Sentences on what was taken for granted."""
    listed: bool = False
    """Whether a cell lists controls or actions line by line, each with its id: so it is in CISO Assistant's layout."""
    _days: dict[int, dict[int, dt.date]] = field(default_factory=dict)

    def day(self, row: int, column: int) -> dt.date | None:
        """Return the day in a cell, a text as the whole column is to be read; None where it can't be told for sure."""
        if column not in self._days:
            self._days[column] = by_row(self.register, column)
        return self._days[column].get(row)


def plan_move(register: Register, as_of: dt.date, criteria: Tables | None = None) -> Move:
    """Return what an import of a register does, with the criteria of another workbook if given. Nothing is written."""
    content: Tables = {name: list(rows) for name, rows in template_tables(as_of).items()} | (criteria or {})
    move = Move(register, content, as_of, listed=is_ciso_assistant(register))
    targets = _targets(register)
    ids = _ids(move)
    rated = {name: numbers(register, name) for name in register.columns if BY_NAME[name].content == "rating"}
    read = by_label(register, content, rated) if move.listed or criteria is not None else frozenset()
    if criteria is None:
        if not read:
            fit(register, content)
        move.said += [f"The words of {axis} are taken for steps of the built-in scale; --criteria names a workbook "
                      "with another one." for axis in sorted(read)]
    risks: list[Row] = []
    for i, row in enumerate(register.records):
        risks.append(_risk(move, i, row, ids[i], targets, rated))
    content["Risks"] = risks
    _categories(content, risks)
    for name, mapped in register.columns.items():
        move.columns.append((mapped.letters, mapped.header, _where(name, mapped.header, targets)))
    for column, header in register.unmapped:
        move.columns.append((register.cells.letters(column), header, "Risks: notes, with its heading and cell"))
    return move


def write_move(path: str | Path, move: Move, as_of: dt.date) -> None:
    """Write the workbook that an import makes. Raises UsageError where the file is there or can't be written."""
    build_workbook(path, as_of=as_of, fixed=False, content=move.tables)


def _targets(register: Register) -> dict[str, str]:
    """Return the field of our risks that each rating goes to.

    Our current rating is the one that tolerance judges, so the only rating of a register, or the one before the
    planned treatment, becomes it; a register with three ratings fills all three.
    """
    three = any(name.startswith("current_") for name in register.columns)
    before = "inherent" if three else "current"
    names = {"": before, "current_": "current", "residual_": "residual"}
    return {stage + axis: f"{names[stage]}_{axis}" for stage in STAGES for axis in ("likelihood", "impact")
            if stage + axis in register.columns}


def _where(name: str, header: str, targets: Mapping[str, str]) -> str:
    if name in targets:
        return f"Risks: {targets[name]}"
    if name == "treatment_plan":
        return "Treatments: action"
    if name == "due":
        return "Treatments: due, where there is an action; else notes"
    if name == "controls":
        return "Controls: control, and its id in Risks: controls"
    if name.endswith(("score", "level")) or name == "rank":
        return "calculated anew; what it said is kept in the notes"
    if name == "review_date" and says_next(header):
        return "calculated from the last review; what it said is kept in the notes"
    target = BY_NAME[name].target
    return f"Risks: {target}" if target is not None else "Risks: notes, with its heading and cell"


def _ids(move: Move) -> list[str]:
    """Return an id for every risk: its own, else a new one that no other risk has, the same every time."""
    register = move.register
    mapped = register.columns.get("id")
    own = ["" if mapped is None else as_text(register.cells.value(row, mapped.column)).strip()
           for row in register.records]
    taken = {plain(text) for text in own if text}
    seen: set[str] = set()
    out = []
    number = 0
    for row, text in zip(register.records, own, strict=True):
        if text and plain(text) not in seen:
            seen.add(plain(text))
            out.append(text)
            continue
        number += 1
        while f"r {number:03}" in taken:
            number += 1
        fresh = f"R-{number:03}"
        taken.add(plain(fresh))
        out.append(fresh)
        if text:
            move.problems.append((row, f"the id {text} stands twice; this risk becomes {fresh}"))
    return out


def _risk(move: Move, i: int, row: int, risk_id: str, targets: Mapping[str, str],
          rated: Mapping[str, list[float | None]]) -> Row:
    register = move.register
    risk: Row = {"id": risk_id, "type": "Threat", "status": "Open"}
    notes: list[str] = []

    def keep(name: str, column: int, value: GridValue) -> None:
        heading = register.place.heading.whole(column) or name
        notes.append(f"{heading} ({register.cells.where(row, column)}): {as_text(value) or value}")

    for name, mapped in register.columns.items():
        if mapped.ticks or name == "id":
            continue
        value = register.cells.through_merge(row, mapped.column) if name == "category" else (
            register.cells.value(row, mapped.column))
        if not is_blank(value) and not _put(move, risk, row, name, value, targets):
            keep(name, mapped.column, value)
    notes += _as_they_were(move, row)
    for name in _unrated(move, risk, row, targets, {name: found[i] for name, found in rated.items()}):
        keep(name, register.columns[name].column, register.cells.value(row, register.columns[name].column))
    for column, _ in register.unmapped:
        value = register.cells.value(row, column)
        if not is_blank(value):
            keep("", column, value)
    for other, column in _around(register, i, row):
        notes.append(f"{register.place.heading.whole(column)} ({register.cells.where(other, column)}): "
                     f"{as_text(register.cells.value(other, column))}")
    if "title" not in risk:
        text = " ".join(str(risk.get("event") or risk.get("consequence") or "").split())
        risk["title"] = text[:_TITLE] or f"{_capital(register.cells.line(row))} of {register.sheet}"
    risk["notes"] = "\n".join(notes)
    return {name: value for name, value in risk.items() if value != ""}


def _as_they_were(move: Move, row: int) -> Iterator[str]:
    """Yield a note for each cell of two ratings, which may say more than they do."""
    cells = move.register.cells
    for column, heading in cells.split.items():
        value = cells.value(row, column)
        parts = [cells.parts.get((column, axis)) for axis in ("likelihood", "impact")]
        if is_blank(value) or parts[0] not in move.register.place.heading.texts:
            continue
        text = as_text(value) or str(value)
        yield f"{heading} ({cells.where(row, column)}): {text}"
        if not any(part is not None and cells.filled(row, part) for part in parts):
            move.problems.append((row, f"{heading} is {text}, which says neither of the two"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _around(register: Register, i: int, row: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of other rows that belong to a risk: the group above it, and rows that go on with it."""
    place = register.place
    above = [group for group in place.groups if group < row]
    following = register.records[i + 1] if i + 1 < len(register.records) else None
    rows = above[-1:] + [more for more in place.more if more > row and (following is None or more < following)]
    for other in rows:
        yield from ((other, column) for column in sorted(place.heading.texts) if register.cells.typed(other, column))


def _unrated(move: Move, risk: Row, row: int, targets: Mapping[str, str],
             rated: Mapping[str, float | None]) -> list[str]:
    """Put the ratings of a risk where they belong; return the fields that hold something else than a step."""
    lost = []
    for name, target in targets.items():
        number, mapped = rated[name], move.register.columns[name]
        if number is not None and number == int(number) and 1 <= number <= LARGEST:
            risk[target] = int(number)
        elif mapped.ticks:
            move.problems.append((row, f"{mapped.header} is not marked once"))
        elif move.register.cells.filled(row, mapped.column):
            shown = as_text(move.register.cells.value(row, mapped.column))
            move.problems.append((row, f"{mapped.header} is {shown}, which is no step from 1 to {LARGEST}"))
            lost.append(name)
    return lost


def _put(move: Move, risk: Row, row: int, name: str, value: GridValue, targets: Mapping[str, str]) -> bool:
    """Put a cell where it belongs; false where it can only be kept as a note."""
    if name in targets:
        return True  # its number is put there by itself
    text = as_text(value).strip()
    if isinstance(value, CellError):
        move.problems.append((row, f"{name} shows {value.code}"))
        return False
    text = unsafe(text) if move.listed else text
    if move.listed and _said_otherwise(risk, name, text):
        return True
    if name in ("treatment_plan", "controls"):
        _linked(move, risk, row, name, text)
        return True
    if name == "due":
        return _goes_with_action(move, row)
    target = BY_NAME[name].target
    if target is None or name not in _MOVED:
        return False
    if name in _CHOICES:
        return _choose(move, risk, row, name, text)
    if BY_NAME[name].content in DAYS:
        return _dated(move, risk, row, name, target)
    risk[target] = text
    return True


def _dated(move: Move, risk: Row, row: int, name: str, target: str) -> bool:
    """Put a day where it belongs. Our review is the last one, which never lies ahead; the next one is calculated."""
    day = _sure_day(move, row, name)
    if day is None or (name == "review_date" and (day > move.as_of or says_next(move.register.columns[name].header))):
        return False
    risk[target] = day
    return True


def _sure_day(move: Move, row: int, name: str) -> dt.date | None:
    """Return the day of a field; where what stands there can't be read for sure, that is said."""
    column = move.register.columns[name].column
    day = move.day(row, column)
    if day is None:
        shown = as_text(move.register.cells.value(row, column)).strip()
        move.problems.append((row, f"{shown} is no date that can be read for sure"))
    return day


def _said_otherwise(risk: Row, name: str, text: str) -> bool:
    """Whether CISO Assistant's layout says something of ours in its own way, which is put there."""
    if name == "treatment":
        return plain(text) == "open"  # nothing is decided yet
    told = told_of(text) if name == "description" else None
    risk.update(told or {})
    return told is not None


def _goes_with_action(move: Move, row: int) -> bool:
    """Whether a due date is one, and there is an action that takes it."""
    if _sure_day(move, row, "due") is None:
        return False
    plan = move.register.columns.get("treatment_plan")
    return plan is not None and move.register.cells.filled(row, plan.column)


def _choose(move: Move, risk: Row, row: int, name: str, text: str) -> bool:
    """Put a word as the template's own; false where the note has to say which word it was."""
    key = choice(_CHOICES[name], text)
    if key is None:
        move.problems.append((row, f"{text} is no {name} that our template knows"))
        return False
    label = _LABELS[_CHOICES[name]][key]
    risk[BY_NAME[name].target or name] = label
    return plain(text) == plain(label)


_MOVED: Final = frozenset(("type", "title", "description", "cause", "consequence", "category", "owner", "treatment",
                           "status", "identified", "review_date"))


def _linked(move: Move, risk: Row, row: int, name: str, text: str) -> None:
    """Make actions or controls of their own of a text, linked to the risk."""
    named = entries(text) if move.listed else [("", text)]
    if name == "controls":
        risk["controls"] = ", ".join(dict.fromkeys(_control(move.tables, own, control) for own, control in named))
        return
    register = move.register
    owner = register.columns.get("owner")
    who = as_text(register.cells.value(row, owner.column)).strip() if owner is not None else ""
    due = register.columns.get("due")
    day = move.day(row, due.column) if due is not None else None
    rows = move.tables.setdefault("Treatments", [])
    for own, text_ in named:
        action: Row = {"id": _free(rows, own, "T-", 3), "risk": risk["id"], "action": text_, "owner": who,
                       "status": "Planned"}
        if day is not None:
            action["due"] = day
        rows.append({key: value for key, value in action.items() if value != ""})


def _control(tables: Tables, own: str, text: str) -> str:
    """Return the id of the control that says a text, which is made where there is none."""
    rows = tables.setdefault("Controls", [])
    control = next((r for r in rows if r["control"] == text and own in ("", r["id"])), None)
    if control is None:
        control = {"id": _free(rows, own, "C-", 2), "control": text, "status": "Active"}
        rows.append(control)
    return str(control["id"])


def _free(rows: Sequence[Row], own: str, prefix: str, digits: int) -> str:
    """Return an id that no row has: its own, else the next one."""
    taken = {str(row["id"]).casefold() for row in rows}
    if own and own.casefold() not in taken:
        return own
    number = len(rows) + 1
    while f"{prefix}{number:0{digits}}".casefold() in taken:
        number += 1
    return f"{prefix}{number:0{digits}}"


def _categories(content: Tables, risks: Sequence[Row]) -> None:
    known = {plain(str(row["category"])) for row in content["Categories"]}
    for risk in risks:
        category = str(risk.get("category", ""))
        if category and plain(category) not in known:
            known.add(plain(category))
            content["Categories"].append({"category": category})

