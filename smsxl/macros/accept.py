"""Accept risk: asks who accepts the selected risk, and until when, and adds the row to Acceptances."""

from __future__ import annotations

import datetime as dt
from typing import Final

from smsxl.accept import Acceptable, Acceptance, Answers, accept, acceptable
from smsxl.errors import UsageError
from smsxl.hosts.port import Area
from smsxl.hosts.program import Program
from smsxl.macros.looking import open_book
from smsxl.macros.words import joined
from smsxl.repair import dialect_of, repair_of
from smsxl.tables import header_of
from smsxl.tables.book import Book
from smsxl.tables.text import fold

_TABLE: Final = "Acceptances"
_LONGEST_DAYS: Final = 365


def accept_selected(program: Program, on: dt.date) -> Acceptance | None:
    """Record the acceptance of the selected risk; None where the person gave up, and nothing was written.

    Where nothing can be asked, the row is written with those cells empty, and they are selected.
    """
    with open_book(program, on) as book:
        risk = acceptable(book, _selected(program, book))
        answers = _ask(program, risk, on) if program.can_ask else Answers()
        if answers is None:
            return None
        made = accept(book, risk.id, answers, on)
        _write(program, book, made)
    _say(program, risk, made)
    return made


def _selected(program: Program, book: Book) -> str:
    if "Risks" not in book:
        raise UsageError("The workbook has no table Risks, so there is no risk to accept.")
    risks, selection = book["Risks"], program.selection()
    rows = range(selection.area.first_row, selection.area.last_row + 1) if selection is not None else range(0)
    if selection is None or fold(selection.sheet) != fold(risks.sheet) or len(rows) != 1:
        raise UsageError(f"Select a cell in the row of a risk on the sheet {risks.sheet}, and press the button again.")
    if rows[0] not in risks.numbers:
        raise UsageError(f"There is no risk in row {rows[0]} of the sheet {risks.sheet}; select a cell in the row of "
                         "one.")
    found = risks.key_of(risks.numbers.index(rows[0]))
    if found is None:
        raise UsageError(f"The risk in row {rows[0]} has no id, by which an acceptance could name it; give it one.")
    return found


def _ask(program: Program, risk: Acceptable, on: dt.date) -> Answers | None:
    """Return the answers; None where the person gave up at one of the questions."""
    what = f"{risk.id}: likelihood {risk.likelihood}, impact {risk.impact}, level {risk.level}."
    by = program.ask(f"{what}\nWho accepts this risk?")
    if by is None:
        return None
    role = program.ask(f"In which role does {by} accept it?", risk.roles[0] if risk.roles else "")
    if role is None:
        return None
    until = _ask_day(program, on)
    if until is None:
        return None
    reason = program.ask("Why is the risk accepted?")
    return None if reason is None else Answers(by, role, until, reason)


def _ask_day(program: Program, on: dt.date) -> dt.date | None:
    question, default = "Until when? Write the last day as 2027-06-30.", on + dt.timedelta(days=_LONGEST_DAYS)
    while (text := program.ask(question, default.isoformat())) is not None:
        try:
            return dt.date.fromisoformat(text.strip())
        except ValueError:
            question = f"{text!r} is not a day. Until when? Write the last day as 2027-06-30."
    return None


def _write(program: Program, book: Book, made: Acceptance) -> None:
    rows = book[_TABLE]
    dialect = dialect_of(book)
    with program.writing():
        at = program.editor.append_row(
            _TABLE, {book.header(_TABLE, field): value for field, value in made.row.items() if field in rows})
        for column in rows.declaration.calculated:
            if column.field in rows and rows.is_excel_table:
                repair_of(book, rows, column, (at,), dialect).apply(program.editor)
    columns = [rows.places[field][1] for field in made.missing if field in rows]
    first = columns or [rows.places["id"][1]]
    program.select(rows.sheet, Area(at, min(first), at, max(columns) if columns else first[0]))


def _say(program: Program, risk: Acceptable, made: Acceptance) -> None:
    parts = [f"{made.row['id']} records that {risk.id} is accepted."]
    if made.missing:
        names = joined([header_of(_TABLE, field) for field in made.missing])
        parts.append(f"Fill in {names} in the row that is selected now.")
    program.say(" ".join([*parts, *made.warnings]))
