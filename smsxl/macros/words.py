"""Numbers of things in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from smsxl.formats.model import SEVERITIES, FileReport


def number(count: int, noun: str) -> str:
    """Return "1 cell", "2 cells", "no cells"."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counts(report: FileReport) -> str:
    """Return "4 errors and 1 note", "no findings"."""
    parts = [number(report.counts[severity], severity) for severity in SEVERITIES if report.counts[severity]]
    return joined(parts) or "no findings"
