"""Opens whatever a register may come in, by the file's contents rather than by its name."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Final

from smsxl.hosts.package import Limits, open_workbook
from smsxl.hosts.port import Workbook

VALUES_ONLY: Final = (".ods", ".xls", ".csv", ".tsv", ".txt")
"""Files of which only values are read."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_any(path: str | os.PathLike[str], limits: Limits = Limits()) -> Workbook:  # noqa: B008
    """Open an .xlsx, .xlsm, .ods, .xls or .csv file. Raises UnreadableError, in one sentence, for everything else."""
    name = os.fspath(path)
    kind = _kind(name)
    if kind == "values":
        from smsxl.hosts.calamine_host import open_values  # noqa: PLC0415 - seldom needed

        return open_values(name)
    if kind == "text":
        from smsxl.hosts.csv_host import open_csv  # noqa: PLC0415 - seldom needed

        return open_csv(name)
    return open_workbook(name, limits)


def _kind(name: str) -> str:
    path = Path(name)
    suffix = path.suffix.lower()
    if not path.is_file():
        return "text" if suffix in (".csv", ".tsv", ".txt") and not path.exists() else "package"
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError:
        return "package"
    if start == _OLE:
        return "values" if suffix in (".xls", ".ods", ".xlt") and _is_old_workbook(path) else "package"
    if start[:2] == b"PK":
        return "values" if _is_open_document(path) else "package"
    return "text" if suffix in (".csv", ".tsv", ".txt") else "package"


def _is_old_workbook(path: Path) -> bool:
    data = path.read_bytes()[: 64 << 20]
    return "EncryptedPackage".encode("utf-16-le") not in data and any(
        f"{stream}\0".encode("utf-16-le") in data for stream in ("Workbook", "Book"))


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return "content.xml" in package.namelist() and "xl/workbook.xml" not in package.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
