"""What can go wrong, as one tree.

    SmsxlError
    ├── UsageError          wrong usage or configuration (exit 2)
    ├── UnreadableError     an input could not be read or not wholly checked (exit 3)
    └── UnwritableError     a workbook can't be written without harm; it was left as it is (exit 3)

Every message is one sentence a service manager understands: what, where, found, expected, what to do.
Findings are values, not exceptions: an exception means that something could not be checked.
"""

from __future__ import annotations


def short_of_memory(path: str) -> str:
    """Return what is said of a workbook for which the memory of this computer was not enough."""
    return (f"{path} needs more memory than there is; close other programs, or remove what the workbook doesn't need.")


def stopped_by_bug(path: str, done: str) -> str:
    """Return what is said of a workbook that could not be `done` ("checked") because of a bug of ours."""
    return f"{path} could not be {done} because of a bug in smsxl."


class SmsxlError(Exception):
    """The root of everything that smsxl raises on purpose."""

    exit_code = 4


class UsageError(SmsxlError):
    """The command, its options or the configuration are not right."""

    exit_code = 2


class UnreadableError(SmsxlError):
    """A file could not be read, or not wholly."""

    exit_code = 3


class UnwritableError(SmsxlError):
    """A workbook can't be written without harm; it was left as it is."""

    exit_code = 3
