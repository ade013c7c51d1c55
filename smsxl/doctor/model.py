"""What one check of the installation says."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Verdict(enum.StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Check:
    """One check: `what` was looked at, what was `found`, and the `fix` where something is to be done."""

    key: str
    what: str
    found: str
    verdict: Verdict = Verdict.OK
    fix: str | None = None


@dataclass(frozen=True)
class Subject:
    """The workbook that is looked at: its path, its xlwings settings by name in capitals, and its date system."""

    path: str
    settings: dict[str, str]
    has_settings: bool
    date1904: bool = False

    @property
    def has_macros(self) -> bool:
        """Whether it is a workbook with macros."""
        return self.path.lower().endswith((".xlsm", ".xlam"))
