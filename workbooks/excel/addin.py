"""The add-in `smsxl.xlam`: the tab SMS on every open workbook, and no worksheet functions."""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import xlsxwriter

from smsxl.build.macros import add_project, write_conf_sheet
from smsxl.build.package import finish

_WORKBOOK_TYPE: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE: Final = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_WINDOW: Final = b"<workbookView "
_HIDDEN_WINDOW: Final = b'<workbookView visibility="hidden" '
_CREATED: Final = dt.datetime(2026, 1, 1)


def addin(project: bytes, ribbon: dict[str, bytes]) -> bytes:
    """Return the add-in."""
    with tempfile.TemporaryDirectory() as folder:
        raw, finished, out = (Path(folder, name) for name in ("raw.xlsm", "finished.xlsm", "smsxl.xlam"))
        workbook = xlsxwriter.Workbook(str(raw), {"tmpdir": folder})
        workbook.set_properties({"title": "smsxl", "author": "smsxl", "created": _CREATED, "comments":
                                 "The tab SMS: check, score and report on service management workbooks."})
        write_conf_sheet(workbook, None, None, interpreter=False)
        add_project(workbook, project)
        workbook.close()
        finish(raw, finished, ribbon)
        _as_addin(finished, out)
        return out.read_bytes()


def _as_addin(workbook: Path, target: Path) -> None:
    """Write a workbook with macros as an add-in: under another content type, without a window."""
    with zipfile.ZipFile(workbook) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename == "[Content_Types].xml":
                data = data.replace(_WORKBOOK_TYPE, _ADDIN_TYPE)
            elif entry.filename == "xl/workbook.xml":
                data = data.replace(_WINDOW, _HIDDEN_WINDOW)
            info = zipfile.ZipInfo(entry.filename, entry.date_time)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
