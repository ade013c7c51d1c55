"""Makes a PDF and pictures of a workbook through Calc, on a copy and in a profile of its own."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smsxl.errors import UnreadableError, UsageError
from smsxl.libreoffice.extension import unpack
from smsxl.libreoffice.office import Office, work
from smsxl.libreoffice.pages import draw
from smsxl.libreoffice.single import keep_sheet

SECONDS: Final = 180
"""How long Calc may take over a workbook where nothing else is said."""

ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".ods")

_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""
"""Nothing in the workbook is executed, and no link to another file is followed."""


@dataclass(frozen=True)
class Rendered:
    """The files that were made: one PDF, and a picture of each page where a program for that is there."""

    pdf: Path
    pages: tuple[Path, ...]


def render(office: Office, file: str | Path, folder: str | Path, *, sheet: str | None = None,
           seconds: float = SECONDS) -> Rendered:
    """Make FILE's pages as Calc prints them, of one sheet only where it is named; the file itself is only read.

    An earlier rendering of the same name in the folder is replaced, once everything is made. Raises UnreadableError
    where Calc can't show the file or ends before its time, UsageError where the folder can't be written.
    """
    source, target = Path(file), Path(folder)
    _refuse(source)
    with tempfile.TemporaryDirectory(prefix="smsxl-", ignore_cleanup_errors=True) as private:
        own = Path(private)
        copy = own / f"{source.stem}{source.suffix.lower()}"
        _copy(source, copy)
        if sheet is not None:
            keep_sheet(copy, sheet, str(source))
        pdf = _pdf(office, source, copy, seconds)
        return _deliver(pdf, draw(pdf, own / "pages", seconds), target)


def _refuse(source: Path) -> None:
    if not source.is_file():
        raise UnreadableError(f"{source} is not there; check the name.")
    if source.suffix.lower() not in ENDINGS:
        raise UsageError(f"{source} is no workbook that can be rendered; it has to end in one of "
                         f"{', '.join(ENDINGS)}.")


def _copy(source: Path, copy: Path) -> None:
    try:
        shutil.copyfile(source, copy)
    except OSError as error:
        raise UnreadableError(f"{source} can't be read ({error.strerror}); close it elsewhere or check its "
                              "permissions.") from error


def _pdf(office: Office, source: Path, copy: Path, seconds: float) -> Path:
    folder = copy.parent
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_PROFILE, encoding="utf-8")
    extensions = unpack(folder / "extensions")
    done = work(office, [f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                         f"-env:BUNDLED_EXTENSIONS={extensions.as_uri()}", "--headless", "--norestore", "--nologo",
                         "--convert-to", "pdf:calc_pdf_Export", "--outdir", str(folder / "out"), str(copy)], seconds,
                folder / "tmp")
    pdf = folder / "out" / f"{copy.stem}.pdf"
    if done.code is None:
        raise UnreadableError(f"{source} was not rendered: LibreOffice was not ready after {seconds:.0f} seconds and "
                              "was ended; give it more time with --seconds.")
    if done.code != 0 or not pdf.is_file():
        reason = "LibreOffice ended before it was ready" if done.code else "LibreOffice can't open it"
        raise UnreadableError(f"{source} was not rendered: {reason}; try again, or open the file in LibreOffice to see "
                              "what is wrong with it.")
    return pdf


def _earlier(target: Path, stem: str) -> list[Path]:
    """Return the pictures of an earlier rendering: those beside a PDF of the same name."""
    page = re.compile(re.escape(stem) + r"-\d+\.png")
    known = (target / f"{stem}.pdf").exists()
    return [path for path in target.iterdir() if known and page.fullmatch(path.name)]


def _deliver(pdf: Path, pictures: list[Path], target: Path) -> Rendered:
    digits = len(str(len(pictures)))
    names = [pdf.name, *(f"{pdf.stem}-{number:0{digits}}.png" for number in range(1, len(pictures) + 1))]
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".smsxl-", dir=target) as here:
            for made, name in zip([pdf, *pictures], names, strict=True):
                shutil.copyfile(made, Path(here, name))
            for old in _earlier(target, pdf.stem):
                old.unlink()
            for name in names:
                os.replace(Path(here, name), target / name)  # noqa: PTH105 - both are paths already
    except OSError as error:
        raise UsageError(f"{target} can't be written ({error.strerror}); choose another folder.") from error
    return Rendered(target / names[0], tuple(target / name for name in names[1:]))
