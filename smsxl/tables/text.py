"""How texts are compared: without regard to case, spacing and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Zero-width characters and the soft hyphen: nobody sees them, and they make equal texts differ."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def fold(text: str) -> str:
    """Return a text in the form in which it is compared."""
    if text.isascii():
        return " ".join(text.split()).casefold()
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split()).casefold()


def tidy(text: str) -> str:
    """Return a text without stray spaces and invisible characters."""
    return " ".join(_INVISIBLE.sub("", text.replace("\u00a0", " ")).split(" ")).strip()


def split_ids(text: str) -> list[str]:
    """Return the ids that a cell lists, separated by commas, semicolons or line breaks."""
    return [part for part in (" ".join(piece.split()) for piece in re.split(r"[,;\n]", text)) if part]
