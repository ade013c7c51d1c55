"""The formats that findings can be written in, by name."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from smsxl.formats import as_concise, as_json, as_text, styled
from smsxl.formats.model import Report

_Render = Callable[[Report], str]


def _text(report: Report) -> str:
    return styled.plain(as_text.lines(report, with_errors=True))


def _concise(report: Report) -> str:
    return "".join(f"{line}\n" for line in as_concise.lines(report, with_errors=True))


def _later(module: str) -> _Render:
    """Return what renders by a module that is loaded when it is asked for: a check in text needs none of them."""
    def render(report: Report) -> str:
        text: str = importlib.import_module(module).render(report)
        return text
    return render


_LATER: Final[Mapping[str, str]] = {
    "json-lines": "smsxl.formats.as_json_lines", "sarif": "smsxl.formats.as_sarif", "junit": "smsxl.formats.as_junit",
    "github": "smsxl.formats.as_github", "gitlab": "smsxl.formats.as_gitlab",
    "markdown": "smsxl.formats.as_markdown", "html": "smsxl.formats.as_html"}
_LIMITED: Final = ("sarif", "junit", "github", "gitlab", "markdown")
"""Formats whose receivers have limits, or no place for something."""

FORMATS: Final[Mapping[str, _Render]] = {
    "text": _text, "concise": _concise, "json": as_json.render} | {
    name: _later(module) for name, module in _LATER.items()}
"""Every format as it is written to a file."""


def remarks(name: str, report: Report, text: str) -> Iterable[str]:
    """Return sentences about what the receiver of a format will not show or take of a report."""
    if name not in _LIMITED:
        return ()
    said: Iterable[str] = importlib.import_module(_LATER[name]).remarks(report, text)
    return said
