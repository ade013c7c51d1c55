"""Contrast of text on a colour, so that it can be read whatever colours the criteria state."""

from __future__ import annotations

DARK = "1B2A30"
LIGHT = "FFFFFF"
BLACK = "000000"

ENOUGH = 4.5
"""The least contrast of normal text. Source: W3C, Web Content Accessibility Guidelines 2.1, 1.4.3."""

_LINEAR = 0.04045
"""Below this a part of a colour is as bright as it is written."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour RRGGBB, 0 to 1. Source: WCAG 2.1."""
    parts = []
    for place in (0, 2, 4):
        part = int(colour[place : place + 2], 16) / 255
        parts.append(part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def text_on(colour: str) -> str:
    """Return the colour of text on a ground: our dark where that can be read, else white or black."""
    if contrast(DARK, colour) >= ENOUGH:
        return DARK
    return LIGHT if contrast(LIGHT, colour) >= contrast(BLACK, colour) else BLACK
