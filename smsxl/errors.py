"""What can go wrong, as one tree.

    SmsxlError
    ├── UsageError          wrong usage or configuration (exit 2)
    ├── UnreadableError     an input could not be read or not wholly checked (exit 3)
    └── UnwritableError     a workbook can't be written without harm; it was left as it is (exit 3)

Every message is one sentence a service manager understands: what, where, found, expected, what to do.
Findings are values, not exceptions: an exception means that something could not be checked.
"""

from __future__ import annotations


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
