"""The HTML page that every renderer fills: its head, its policy and its style. It loads nothing and runs nothing."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import smsxl
from smsxl.formats.escape import for_html

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, body: str, *, style: str = "", version: str = smsxl.__version__) -> str:
    """Return a page around `body`, which is markup, from its header to its footer; the link to skip to it goes first.

    `style` comes behind the style sheet that all pages share; the body's main element has the id "main".
    """
    shared = files("smsxl").joinpath("assets", "report.css").read_text(encoding="utf-8")
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{for_html(_POLICY)}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">'
            f'<meta name="generator" content="smsxl {for_html(version)}"><meta name="robots" content="noindex">'
            f'<title>{for_html(title)}</title><style>{shared}{style}</style></head>'
            f'<body id="top"><a href="#main" class="skip">Skip to the content</a>{body}</body></html>\n')
