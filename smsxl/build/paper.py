"""How sheets come out on paper: A4 landscape, with text that can still be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_PAPER_A4: Final = 9
_MARGIN: Final = 0.4
_PAGE_PIXELS: Final = int((11.69 - 2 * _MARGIN) * 96)
_LEAST_SCALE: Final = 0.55
"""Of a sheet on one page: our text of 10 points becomes one of 5.5, as in a dense report."""

_GOOD_SCALE: Final = 0.7
"""Of a sheet that needs several pages side by side anyway: text of 7 points."""


def page(sheet: Any, *, header_row: int | None = None, wide: int = 1, repeated: int = 0) -> None:  # noqa: ANN401
    """Set a sheet up for paper: landscape, `wide` pages side by side, sheet and file on every page.

    The header row is repeated, and so are the first `repeated` columns where there are several pages.
    """
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(wide, 0)
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.7, bottom=0.6)
    sheet.set_header('&L&"Calibri,Bold"&A&R&F', {"margin": 0.3})
    sheet.set_footer("&LPrinted &D&RPage &P of &N", {"margin": 0.3})
    if header_row is not None:
        sheet.repeat_rows(header_row - 1)
    if wide > 1:
        sheet.print_across()
        if repeated:
            sheet.repeat_columns(0, repeated - 1)


def pages_wide(widths: Sequence[float], repeated: int) -> int:
    """Return how many pages side by side keep a table readable.

    `widths` are those of its columns in characters, `repeated` how many of them stand on every page.
    """
    pixels = [7 * width + 5 for width in widths]
    if sum(pixels) * _LEAST_SCALE <= _PAGE_PIXELS:
        return 1
    room = _PAGE_PIXELS / _GOOD_SCALE - sum(pixels[:repeated])
    pages, left = 1, room
    for width in pixels[repeated:]:
        if width > left:
            pages, left = pages + 1, room
        left -= width
    return pages
