"""Why a workbook is not written: each is one sentence, said before anything has changed."""

from __future__ import annotations

from smsxl.errors import UnwritableError, UsageError


class EditError(UnwritableError):
    """The workbook holds something with which it can't be written without harm."""


class SheetTakenError(EditError, UsageError):
    """A sheet of the user has the name of one that smsxl would write."""
