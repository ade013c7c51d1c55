"""Where a finding is, as the receivers in CI want to hear it: paths from the top of the checkout, a line, a cell."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import quote

from smsxl.formats.escape import for_json
from smsxl.rules.findings import Finding, Related

_ROW: Final = re.compile(r"[A-Z]+(\d+)")
_REMOTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_WHOLE: Final = 1
"""The line of what has no cell; receivers ask for one."""


def top() -> Path:
    """Return the top of the checkout that the user stands in, or where he stands if it is in none."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def relative(path: str, base: Path) -> str:
    """Return a path from `base` on with forward slashes; one that does not lie below it stays whole."""
    if _REMOTE.match(path):
        return path
    whole = Path(os.path.normpath(Path(path).absolute()))
    return whole.relative_to(base).as_posix() if whole.is_relative_to(base) else whole.as_posix()


def uri(path: str, base: Path) -> str:
    """Return a path as a URI, relative to `base` where it lies below it."""
    shown = relative(path, base)
    if _REMOTE.match(shown):
        return quote(for_json(shown), safe=":/?&=%@+,;~")
    written = quote(for_json(shown), safe="/~")
    if Path(shown).is_absolute():
        return f"file://{written}" if written.startswith("/") else f"file:///{written}"
    return written


def line_of(finding: Finding) -> int:
    """Return the row of a finding's cell, which stands for the line of a file."""
    match = _ROW.match(finding.cell or "")
    return int(match[1]) if match else _WHOLE


def name_of(place: Finding | Related) -> str:
    """Return `Risks!N14`, `Risks` for a sheet as a whole, and nothing for what is on no sheet."""
    if place.sheet is None:
        return ""
    return f"{place.sheet}!{place.cell}" if place.cell else place.sheet
