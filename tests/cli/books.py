"""Writes small workbooks as files, and runs the command on them."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
import xlsxwriter

from smsxl.cli.main import run
from smsxl.domain.values import CellError
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.base import BookRule, Detail, Hit, Place
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from tests.rules.sound import sound_workbook


def write_book(path: str | Path, *edits: Any) -> str:
    """Write the small sound workbook with edits to a file and return its path."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_workbook(sound_workbook(edits), path)
    return str(path)


def write_workbook(workbook: MemoryWorkbook, path: str | Path) -> None:
    """Write a workbook in memory to a file."""
    book = xlsxwriter.Workbook(str(path))
    day, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format()
    for info in workbook.sheets:
        sheet = book.add_worksheet(info.name)
        for (row, column), content in workbook.cells[info.name].items():
            _write(sheet, row - 1, column - 1, content, day, plain)
        for table in workbook.tables.values():
            if table.sheet == info.name:
                area = table.area
                sheet.add_table(area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1,
                                {"name": table.name, "columns": [{"header": header} for header in table.columns]})
                for (row, column), content in workbook.cells[info.name].items():
                    if (row, column) in area and row > area.first_row:
                        _write(sheet, row - 1, column - 1, content, day, plain)
    for name in workbook.names:
        if name.sheet is None:
            book.define_name(name.name, f"={name.text}")
    book.close()
    _empty_texts(Path(path))


EMPTY_TEXT = "\ue000"
"""Stands for an empty text that a formula gives, since XlsxWriter leaves the type of one out."""


def _empty_texts(path: Path) -> None:
    """Turn the stand-ins into the empty texts that they stand for."""
    with zipfile.ZipFile(path) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for info, data in parts:
            package.writestr(info, data.replace(f"<v>{EMPTY_TEXT}</v>".encode(), b"<v></v>"))


def _write(sheet: Any, row: int, column: int, content: Any, day: Any, plain: Any) -> None:
    if isinstance(content, Calculated):
        value = "" if content.value is NOT_CALCULATED else EMPTY_TEXT if content.value in (None, "") else content.value
        if isinstance(value, dt.date):
            sheet.write_formula(row, column, f"={content.formula}", day, (value - dt.date(1899, 12, 30)).days)
        else:
            sheet.write_formula(row, column, f"={content.formula}", plain,
                                str(value) if isinstance(value, CellError) else value)
    elif isinstance(content, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(content, dt.time()), day)
    elif isinstance(content, str):
        sheet.write_string(row, column, content)
    elif content is not None:
        sheet.write(row, column, content)


@dataclass
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n")

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


def environment(**changes: str) -> dict[str, str]:
    """Return the environment for a process of its own that runs this checkout's command from any folder."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), **changes}


def smsxl(*arguments: str) -> Outcome:
    """Run the command as its users do, in this process."""
    out, err = _Stream(), _Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return Outcome(code, out.text(), err.text())


class Titles(BookRule):
    """A title is there.

    What it checks: that there are titles.
    Why it matters: the tests need a rule that repeats what stands in a cell.
    How to fix: it is meant to be so.
    """

    code = "RSK900"
    name = "title-there"
    severity = Severity.ERROR
    area = "6.1.2 Identify"
    clause = "6.1.2"
    message = "{id} ({title}) has a {column} of {value}, beside {other:>5} and {expected}, in {table}."
    fix = "Replace {value} by {expected}."
    failing = example(Put("Risks", "R-1", "title", "x"))
    passing = example(Put("Risks", "R-1", "title", None))

    def find(self, book: Book) -> Iterator[Hit]:
        """Yield the first risk's title, and a category whose key is its text."""
        rows = book["Risks"]
        yield Hit(table="Risks", record=0, field="title", detail=Detail(
            {"other": rows.raw("owner")[0]}, expected=str(rows.raw("event")[0]), related=(Place("Risks", 4, 1),)))
        yield Hit(table="Categories", record=0, field="category", detail=Detail({"other": "y"}, expected="z"))


class Note(Titles):
    """A note.

    What it checks: nothing.
    Why it matters: the tests need a note.
    How to fix: it is meant to be so.
    """

    code = "RSK901"
    name = "note-there"
    severity = Severity.NOTE
    message = "A note about {id}."

    def find(self, book: Book) -> Iterator[Hit]:  # noqa: ARG002 - the rules' signature
        """Yield one note."""
        yield Hit(table="Risks", record=1, field="title")


class Broken(Titles):
    """A rule with a bug.

    What it checks: nothing.
    Why it matters: the tests need a bug.
    How to fix: it is meant to be so.
    """

    code = "RSK902"
    name = "bug-there"

    def find(self, book: Book) -> Iterator[Hit]:
        """Break at a file whose first risk says so."""
        title = book["Risks"].raw("title")[0]
        if title == "SECRET-BREAK":
            raise ValueError(title)
        yield from ()


@pytest.fixture
def fake_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command have three rules of the tests' own."""
    rules = Fakes.rules
    monkeypatch.setattr("smsxl.rules.RULES", rules)
    monkeypatch.setattr("smsxl.rules.BY_CODE", {rule.code: rule for rule in rules})


class Fakes:
    """The tests' own rules."""

    rules: ClassVar = (Titles(), Note(), Broken())
