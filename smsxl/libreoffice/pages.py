"""Draws the pages of a PDF as PNG pictures, with poppler's pdftoppm or with pypdfium2."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any, Final

from smsxl.errors import UnreadableError
from smsxl.libreoffice.office import run

DOTS: Final = 80
"""Dots an inch: a page of a sheet then is about as large as on a screen."""

HOW_TO_GET_IT: Final = "`pip install pypdfium2 pillow`, or poppler's pdftoppm (the package poppler-utils)"


def can_draw() -> bool:
    """Tell whether there is something that draws."""
    return shutil.which("pdftoppm") is not None or _has_pdfium()


def draw(pdf: Path, folder: Path, seconds: float) -> list[Path]:
    """Return a picture of each page in the folder, in order; none where nothing can draw."""
    folder.mkdir()
    program = shutil.which("pdftoppm")
    if program is not None:
        done = run([program, "-r", str(DOTS), "-png", str(pdf), str(folder / "page")], seconds)
        if done.code != 0:
            raise UnreadableError("The pages were not drawn: pdftoppm ended before it was ready; try again.")
        return sorted(folder.glob("page-*.png"), key=lambda path: int(path.stem.removeprefix("page-")))
    return _with_pdfium(pdf, folder) if _has_pdfium() else []


def _has_pdfium() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("pypdfium2", "PIL"))


def _with_pdfium(pdf: Path, folder: Path) -> list[Path]:
    pdfium: Any = importlib.import_module("pypdfium2")
    out = []
    document = pdfium.PdfDocument(str(pdf))
    try:
        for number in range(len(document)):
            page = document[number]
            path = folder / f"page-{number + 1}.png"
            page.render(scale=DOTS / 72).to_pil().save(path)
            page.close()
            out.append(path)
    finally:
        document.close()
    return out
