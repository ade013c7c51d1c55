"""What the doctor found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypedDict

from smsxl.doctor.model import Check, Verdict
from smsxl.formats.escape import dump_json, for_json
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.formats.tool import Tool, tool

_STYLES: Final = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.FAULT: "bold red",
                  Verdict.NOT_APPLICABLE: "dim"}
_WIDTH: Final = max(map(len, Verdict))


def lines(checks: Sequence[Check]) -> Iterator[Line]:
    """Yield a line for each check, with the fix below where there is one."""
    for check in checks:
        yield line(f"{check.what}: {check.found}",
                   head=(Span(f"{check.verdict.value:<{_WIDTH}}", _STYLES[check.verdict]), "  "))
        if check.fix is not None:
            yield line(check.fix, head=(" " * (_WIDTH + 2),))
    faults, warnings = (sum(check.verdict is verdict for check in checks)
                        for verdict in (Verdict.FAULT, Verdict.WARNING))
    yield EMPTY
    yield line("Nothing is wrong." if not faults + warnings else
               f"{faults} fault{'' if faults == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}.")


class CheckData(TypedDict):
    """One check, as JSON holds it."""

    key: str
    what: str
    found: str
    verdict: Verdict
    fix: str | None


class DoctorData(TypedDict):
    """What `smsxl doctor --output-format json` prints; its schema is derived from it."""

    schema: Literal[1]
    tool: Tool
    checks: list[CheckData]


def as_json(checks: Sequence[Check]) -> str:
    """Return the checks as one JSON object."""
    data: DoctorData = {
        "schema": 1, "tool": tool(),
        "checks": [{"key": check.key, "what": check.what, "found": for_json(check.found), "verdict": check.verdict,
                    "fix": None if check.fix is None else for_json(check.fix)} for check in checks]}
    return dump_json(data)
