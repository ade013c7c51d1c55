"""Puts remembered values into a file that openpyxl saved, which keeps none."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils.cell import coordinate_to_tuple

from smsxl.domain.dates import to_serial
from tests.excel_engine.typed import ERRORS

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="\w+")?>(<f[^>]*>[^<]*</f>)<v ?/?>(?:</v>)?</c>')
_TEXTS = {number: text for text, number in ERRORS.items()}


def remember(path: Path, values: Mapping[tuple[str, int, int], Any]) -> None:
    """Give each formula cell of a file the value that `values` has for its sheet, row and column."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    titles = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts["xl/workbook.xml"].decode())
    for number, title in enumerate(titles, start=1):
        name = f"xl/worksheets/sheet{number}.xml"
        sheet = title.replace("&apos;", "'").replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&")

        def filled(match: re.Match[str], sheet: str = sheet) -> str:
            key = (sheet, *coordinate_to_tuple(match[1]))
            if key not in values:
                return match[0]
            kind, text = _stored(values[key])
            return f'<c r="{match[1]}"{match[2]}{kind}>{match[3]}<v>{text}</v></c>'

        parts[name] = _CELL.sub(filled, parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def _stored(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if type(value) is int and value in _TEXTS:
        return ' t="e"', _TEXTS[value]
    if isinstance(value, dt.date):
        return "", repr(to_serial(value))
    if isinstance(value, (int, float)):
        return "", repr(int(value) if float(value).is_integer() else value)
    return ' t="str"', escape("" if value is None else str(value))
