"""What `smsxl fix` did or would do, for people and for programs."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypedDict

from smsxl.formats.escape import JsonValue, dump_json, for_json, json_value
from smsxl.formats.model import SEVERITIES, count
from smsxl.formats.styled import EMPTY, Line, Span, line, wrote
from smsxl.formats.tool import Tool, tool
from smsxl.hosts.package.edit import Content, FormulaCell, NewValue
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.hosts.save import Saved
from smsxl.rules.engine import shown
from smsxl.rules.findings import Finding

_LONGEST: Final = 60
FOLLOWS: Final = ""
"""The code of a calculated cell that changes because what it is calculated from was fixed."""


@dataclass(frozen=True)
class Change:
    """One cell that is fixed. `code` is the rule's, FOLLOWS where the value follows from other fixes."""

    sheet: str
    cell: str
    before: GridValue
    after: Content
    code: str
    safe: bool = True
    row_id: str | None = None
    header: str = ""
    formula: str | None = None
    """The formula that stood there, without `=`."""


@dataclass(frozen=True)
class Fixed:
    """What was fixed, or would be; `left` are the findings that are still there, `saved` where the workbook went."""

    path: str
    changes: tuple[Change, ...] = ()
    left: tuple[Finding, ...] = ()
    withheld: tuple[Finding, ...] = ()
    """Findings whose fix would have brought another finding, or none."""
    unsafe: int = 0
    """How many more an unsafe run might fix."""
    dependants: int = 0
    recalculates: bool = False
    saved: Saved | None = None


def lines(fixed: Fixed, *, written: bool, again: str) -> Iterator[Line]:
    """Yield what changed cell by cell, and what is left. `again` is the command that checks."""
    yield line(Span(fixed.path, "bold underline"))
    for change in fixed.changes:
        why = (change.code or "follows", *(() if change.safe else ("unsafe",)))
        yield line(Span(_held(change), "red"), " -> ", Span(_new(change.after), "green"), "  ",
                   Span(" ".join(why), "cyan"), head=("  ", Span(f"{change.sheet}!{change.cell}", "bold"), "  "))
    done = _number(sum(change.code != FOLLOWS for change in fixed.changes), "cell")
    follow = sum(change.code == FOLLOWS for change in fixed.changes)
    and_more = f", and {_number(follow, 'calculated cell')} that follow" if follow else ""
    if fixed.changes:
        yield line(f"{'Fixed' if written else 'Would fix'} {done}{and_more}.", head=("  ",))
    else:
        yield line("There is nothing to fix.", head=("  ",))
    if fixed.withheld:
        codes = ", ".join(sorted({finding.code for finding in fixed.withheld}))
        yield line(f"{_number(len(fixed.withheld), 'finding')} ({codes}) could not be fixed without another one coming "
                   "up; they are left to you.", head=("  ",))
    if fixed.unsafe:
        yield line(f"{_number(fixed.unsafe, 'more')} can be guessed: look with --unsafe --diff.", head=("  ",))
    left = count(finding for finding in fixed.left if finding.suppressed is None)
    said = ", ".join(_number(left[severity], severity) for severity in SEVERITIES if left[severity])
    yield line(f"Left: {said}; see `{again}`." if said else "Nothing is left.", head=("  ",))
    if fixed.saved is not None and written:
        yield wrote(fixed.saved.path, beside=fixed.saved.beside, head=("  ",))
    if written and fixed.dependants and not fixed.recalculates:
        yield line(f"{_number(fixed.dependants, 'other formula')} may be out of date until recalculated: press "
                   "Ctrl+Alt+F9 in Excel, which does not happen by itself in a workbook with macros.", head=("  ",))
    yield EMPTY


class ChangeData(TypedDict):
    """A cell that is fixed, as JSON holds it; `code` is null where its value follows from other fixes."""

    code: str | None
    safe: bool
    sheet: str
    cell: str
    row_id: str | None
    column: str
    before: JsonValue
    before_formula: str | None
    after: JsonValue
    after_formula: str | None


class WithheldData(TypedDict):
    """A finding whose fix would have brought another one."""

    code: str
    sheet: str | None
    cell: str | None
    fingerprint: str


class FileData(TypedDict):
    """A workbook that was fixed, or would be: `unsafe` counts what can be guessed, `left` findings by severity."""

    path: str
    error: None
    written_to: str | None
    changes: list[ChangeData]
    withheld: list[WithheldData]
    unsafe: int
    left: dict[str, int]


class FailedData(TypedDict):
    """A workbook that could not be fixed, and why."""

    path: str
    error: str


class FixData(TypedDict):
    """What `smsxl fix --output-format json` prints; its schema is derived from it."""

    schema: Literal[1]
    tool: Tool
    as_of: str
    written: bool
    files: list[FileData | FailedData]


def render(results: Sequence[Fixed], errors: Mapping[str, str], as_of: dt.date, *, written: bool) -> str:
    """Return all of it as one JSON object."""
    data: FixData = {
        "schema": 1, "tool": tool(), "as_of": as_of.isoformat(), "written": written,
        "files": [*map(_file, results),
                  *(FailedData(path=_path(path), error=for_json(error)) for path, error in errors.items())],
    }
    return dump_json(data)


def _file(fixed: Fixed) -> FileData:
    left = count(finding for finding in fixed.left if finding.suppressed is None)
    return {
        "path": _path(fixed.path), "error": None,
        "written_to": _path(fixed.saved.path) if fixed.saved is not None else None,
        "changes": [_change(change) for change in fixed.changes],
        "withheld": [{"code": finding.code, "sheet": _text(finding.sheet), "cell": finding.cell,
                      "fingerprint": finding.fingerprint} for finding in fixed.withheld],
        "unsafe": fixed.unsafe,
        "left": {severity.value: number for severity, number in left.items()},
    }


def _change(change: Change) -> ChangeData:
    after = change.after
    return {
        "code": change.code or None, "safe": change.safe, "sheet": for_json(change.sheet), "cell": change.cell,
        "row_id": _text(change.row_id), "column": for_json(change.header),
        "before": json_value(change.before), "before_formula": _text(change.formula),
        "after": json_value(after.value if isinstance(after, (FormulaCell, NewValue)) else after),
        "after_formula": for_json(after.formula) if isinstance(after, FormulaCell) else _text(change.formula),
    }


def _held(change: Change) -> str:
    if change.formula is not None and isinstance(change.after, FormulaCell):
        return _cut(f"={change.formula}")
    return _value(change.before)


def _new(content: Content) -> str:
    if isinstance(content, FormulaCell):
        return f"{_cut('=' + content.formula)} ({_value(content.value)})"
    return _value(content.value if isinstance(content, NewValue) else content)


def _value(value: GridValue) -> str:
    if value is None or value is NOT_CALCULATED or value == "":
        return "(blank)"
    return f'"{_visible(value)}"' if isinstance(value, str) else shown(value)


def _visible(text: str) -> str:
    """Return a text with the spaces that nobody sees as such, since they are what is fixed."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in _cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 or noun == "more" else f"{number:,} {noun}s"


def _text(text: str | None) -> str | None:
    return None if text is None else for_json(text)


def _path(path: str) -> str:
    return for_json(path.replace(os.sep, "/"))
