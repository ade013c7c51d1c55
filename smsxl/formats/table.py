"""The formats that findings can be written in, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from smsxl.formats import as_concise, as_json, as_text, styled
from smsxl.formats.model import Report


def _text(report: Report) -> str:
    return styled.plain(as_text.lines(report, with_errors=True))


def _concise(report: Report) -> str:
    return "".join(f"{line}\n" for line in as_concise.lines(report, with_errors=True))


FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": _text, "concise": _concise, "json": as_json.render}
"""Every format as it is written to a file."""
