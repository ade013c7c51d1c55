"""Leaves one sheet of a copy visible: what is hidden is not printed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final
from xml.sax.saxutils import unescape

from smsxl.errors import UsageError
from smsxl.hosts.package import open_workbook

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_NAME: Final = re.compile(rb"\bname=(?:\"([^\"]*)\"|'([^']*)')")
_STATE: Final = re.compile(rb"\s+state=(?:\"[^\"]*\"|'[^']*')")
_VIEW: Final = re.compile(rb"(<(?:\w+:)?workbookView\b)([^>]*>)")
_ACTIVE: Final = re.compile(rb"\s+(?:activeTab|firstSheet)=(?:\"[^\"]*\"|'[^']*')")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


def keep_sheet(copy: Path, sheet: str, shown: str) -> None:
    """Hide all sheets of a private copy but one. Raises UsageError where there is none of that name."""
    if copy.suffix not in (".xlsx", ".xlsm"):
        raise UsageError(f"{shown}: --sheet works for .xlsx and .xlsm; leave it out, or save the workbook as .xlsx.")
    names = [info.name for info in open_workbook(str(copy)).sheets]
    found = next((name for name in names if name.casefold() == sheet.casefold()), None)
    if found is None:
        raise UsageError(f"{shown} has no sheet {sheet!r}; its sheets are {', '.join(names)}.")
    changed = copy.with_name("one-sheet")
    with zipfile.ZipFile(copy) as package, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as out:
        for info in package.infolist():
            content = package.read(info)
            if info.filename.endswith("workbook.xml"):
                content = _SHEET.sub(lambda match: _hidden(match[0], found), content)
                content = _VIEW.sub(lambda match: _opened(match, names.index(found)), content)
            out.writestr(info, content)
    changed.replace(copy)


def _opened(view: re.Match[bytes], place: int) -> bytes:
    """Return the view with the sheet in front: the one in front is printed even where it is hidden."""
    return view[1] + b' activeTab="%d"' % place + _ACTIVE.sub(b"", view[2])


def _hidden(element: bytes, kept: str) -> bytes:
    name = _NAME.search(element)
    element = _STATE.sub(b"", element)
    if name is None or unescape((name[1] or name[2] or b"").decode("utf-8"), _QUOTES) == kept:
        return element
    return re.sub(rb"\s*/?>$", lambda end: b' state="hidden"' + end[0], element)
