"""Who wrote a JSON: the head that every one of them has."""

from __future__ import annotations

from typing import TypedDict

import smsxl


class Tool(TypedDict):
    """The program that wrote a JSON, and its version."""

    name: str
    version: str


def tool() -> Tool:
    """Return this program."""
    return {"name": "smsxl", "version": smsxl.__version__}
