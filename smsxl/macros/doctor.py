"""Doctor: whether everything fits together on this computer, as `smsxl doctor` says it."""

from __future__ import annotations

from smsxl.doctor import Check, Machine, Verdict, examine
from smsxl.doctor.checks import in_order_of_need
from smsxl.doctor.subject import subject_of
from smsxl.formats.escape import for_terminal
from smsxl.hosts.program import Program
from smsxl.macros.words import number


def doctor(program: Program, machine: Machine) -> tuple[Check, ...]:
    """Look at the computer and the open workbook, and say what is to be done."""
    with program.reading() as reading:
        checks = examine(machine, subject_of(reading.workbook, program.path))
    program.say("\n".join(map(for_terminal, _lines(checks))))
    return checks


def _lines(checks: tuple[Check, ...]) -> list[str]:
    wrong = [check for check in checks if check.verdict in (Verdict.FAULT, Verdict.WARNING)]
    out = [f"{number(len(wrong), 'thing')} to mend." if wrong else "Everything fits together.", ""]
    for check in in_order_of_need(checks):
        if check.verdict is not Verdict.NOT_APPLICABLE:
            out.append(f"{check.verdict.value}: {check.what}: {check.found}")
        if check.fix is not None:
            out.append(f"      {check.fix}")
    return out
