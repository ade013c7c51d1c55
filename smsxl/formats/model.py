"""What a check found, as plain data: the input of every format."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.rules.findings import Finding, Severity
from smsxl.rules.thresholds import Reached, Threshold

SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
"""From the heaviest to the lightest."""


class Status(enum.StrEnum):
    """How far the check of a file got."""

    CHECKED = "checked"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class FileReport:
    """What was found in one file.

    `error` is one sentence that says why the file was not checked; `config` is the configuration file that was used,
    with its `thresholds`; `log` is the log file where a bug of smsxl stopped the check.
    """

    path: str
    status: Status = Status.CHECKED
    error: str | None = None
    findings: tuple[Finding, ...] = ()
    config: str | None = None
    fail_on: Severity = Severity.ERROR
    log: str | None = None
    thresholds: tuple[Threshold, ...] = ()
    suppressions: frozenset[int] = frozenset()
    """Which suppressions of the configuration file fitted a finding, by their numbers."""

    @property
    def counted(self) -> list[Finding]:
        """The findings that nobody suppressed."""
        return [finding for finding in self.findings if finding.suppressed is None]

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of findings by severity, suppressed ones left out."""
        return count(self.counted)

    @property
    def failing(self) -> Sequence[Severity]:
        """The severities that weigh as much as `fail_on`."""
        return SEVERITIES[: SEVERITIES.index(self.fail_on) + 1]

    @property
    def failed(self) -> bool:
        """Whether a finding weighs as much as `fail_on`."""
        failing = self.failing
        return any(finding.severity in failing for finding in self.counted)


@dataclass(frozen=True)
class Report:
    """What was found in all files, in the order in which they were given."""

    files: tuple[FileReport, ...]
    as_of: dt.date

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of findings by severity over all files."""
        return count(finding for file in self.files for finding in file.counted)

    @property
    def suppressed(self) -> int:
        """The number of findings that somebody suppressed."""
        return sum(len(file.findings) - len(file.counted) for file in self.files)

    @property
    def unchecked(self) -> list[FileReport]:
        """The files that were not checked, or not wholly."""
        return [file for file in self.files if file.status is not Status.CHECKED]

    @property
    def reached(self) -> list[Reached]:
        """The thresholds that were reached, each over all files that its configuration is about."""
        governed: dict[tuple[str | None, tuple[Threshold, ...]], list[Finding]] = {}
        for file in self.files:
            if file.thresholds:
                governed.setdefault((file.config, file.thresholds), []).extend(file.counted)
        return [Reached(threshold, found, config) for (config, thresholds), findings in governed.items()
                for threshold in thresholds if (found := threshold.count(findings)) >= threshold.least]

    @property
    def exit_code(self) -> int:
        """4 after a bug of ours, 3 where something was not checked, 1 where a file or the whole failed, else 0."""
        if any(file.log is not None for file in self.files):
            return 4
        if self.unchecked or not self.files:
            return 3
        return 1 if any(file.failed for file in self.files) or any(
            reached.threshold.fails for reached in self.reached) else 0


def count(findings: Iterable[Finding]) -> Mapping[Severity, int]:
    """Return the number of findings of every severity."""
    counter = Counter(finding.severity for finding in findings)
    return {severity: counter[severity] for severity in SEVERITIES}
