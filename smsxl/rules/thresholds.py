"""Numbers of findings at which a run fails, or is remarked on, whatever each finding weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smsxl.rules.findings import Finding, Severity


@dataclass(frozen=True)
class Threshold:
    """`least` findings of one severity, or of the rules whose codes begin so, are enough to reach it."""

    what: str
    """A severity, a code, or the beginning of codes."""
    least: int
    fails: bool
    """Whether a run that reaches it fails (`error-if`), or is only remarked on (`warn-if`)."""

    @property
    def key(self) -> str:
        """The key of the configuration that it stands under."""
        return "error-if" if self.fails else "warn-if"

    def count(self, findings: Iterable[Finding]) -> int:
        """Return how many of the findings it is about."""
        if self.what in list(Severity):
            return sum(finding.severity == self.what for finding in findings)
        return sum(finding.code.startswith(self.what) for finding in findings)


@dataclass(frozen=True)
class Reached:
    """A threshold that a run reached, with the number of findings."""

    threshold: Threshold
    found: int
    config: str | None = None

    @property
    def sentence(self) -> str:
        """What was reached, and where it stands."""
        threshold = self.threshold
        noun = "finding" if self.found == 1 else "findings"
        found = (f"{self.found} {threshold.what}{'' if self.found == 1 else 's'}" if threshold.what in list(Severity)
                 else f"{self.found} {noun} of {threshold.what}")
        meaning = "fails the run" if threshold.fails else "asks for attention"
        place = f" of {self.config}" if self.config else ""
        return f"{found}: {threshold.key}{place} {meaning} from {threshold.least} on."
