"""A workbook that was found, and what counts as one by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from smsxl.hosts.opening import VALUES_ONLY

SUFFIXES: Final = (".xlsx", ".xlsm")
"""What a folder is searched for: a CSV file in a repository is seldom a register."""


@dataclass(frozen=True)
class Remote:
    """A file of an fsspec file system."""

    system: Any
    path: str


@dataclass(frozen=True)
class Found:
    """A workbook to check, or the one sentence why a path led to none. `remote` is where to fetch it from."""

    path: str
    error: str | None = None
    remote: Remote | None = None


def wanted_suffixes(pattern: str) -> tuple[str, ...]:
    """Return the suffixes that a pattern means: the one that it names ("*.ods"), else those of our workbooks."""
    suffix = Path(pattern).suffix.lower()
    return (suffix,) if suffix in VALUES_ONLY else SUFFIXES


def is_wanted(name: str, suffixes: tuple[str, ...] = SUFFIXES) -> bool:
    """Whether a file's name is that of a workbook, and not of something hidden or of Excel's marker beside it."""
    return name.lower().endswith(suffixes) and not name.startswith((".", "~$"))


def nothing_matches(path: str, suffixes: tuple[str, ...]) -> str:
    """Return the sentence about a pattern without matches."""
    return f"{path} matches no workbook ({' or '.join(suffixes)}); check the name and the folder."


def nothing_in(path: str) -> str:
    """Return the sentence about a folder without workbooks."""
    return f"{path} is a folder without workbooks (.xlsx or .xlsm); give the folder that holds them."
