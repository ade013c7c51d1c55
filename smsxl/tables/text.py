"""How texts are compared: without regard to case, spacing and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Zero-width characters and the soft hyphen: nobody sees them, and they make equal texts differ."""

_COMPOSED: Final = 4096
"""Longer texts are compared as they are typed: thousands of accents on one letter take the time of their square."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def fold(text: str) -> str:
    """Return a text in the form in which it is compared."""
    if text.isascii():
        return " ".join(text.split()).casefold()
    composed = unicodedata.normalize("NFC", text) if len(text) <= _COMPOSED else text
    return " ".join(_INVISIBLE.sub("", composed).split()).casefold()


def tidy(text: str) -> str:
    """Return a text without stray spaces and invisible characters."""
    return " ".join(_INVISIBLE.sub("", text.replace("\u00a0", " ")).split(" ")).strip()


def split_ids(text: str) -> list[str]:
    """Return the ids that a cell lists, separated by commas, semicolons or line breaks."""
    return [part for part in (" ".join(piece.split()) for piece in re.split(r"[,;\n]", text)) if part]
