"""LibreOffice as a judge: recalculates a workbook as a person would see it after opening."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.live.calc import cannot

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def recalculated(path: Path, folder: Path) -> Path:
    """Return a copy of a workbook, below `folder`, in which LibreOffice calculated every formula anew.

    Skips the test where LibreOffice is not installed, with the reason; where CI=true is set it fails.
    """
    program = shutil.which("soffice")
    if program is None:
        cannot("LibreOffice (soffice) is not installed")
        raise AssertionError
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    subprocess.run([program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)],
                   check=True, capture_output=True, timeout=120)
    return folder / path.name
