"""How words are compared: without regard to case and to spaces, as spreadsheets compare them."""

from __future__ import annotations


def tidy(text: str) -> str:
    """Return the text without spaces at its ends and with single spaces within, as the worksheet's TRIM does."""
    stripped = text.strip(" ")
    while "  " in stripped:
        stripped = stripped.replace("  ", " ")
    return stripped


def word_key(text: str) -> str:
    """Return the form in which two words are compared."""
    return tidy(text).lower()


def same(first: str, second: str) -> bool:
    """Tell whether two words are the same without regard to case and spaces."""
    return word_key(first) == word_key(second)
