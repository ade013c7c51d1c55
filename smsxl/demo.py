"""The demonstration: a copy of the flawed sample, checked as of the day that it was built for."""

from __future__ import annotations

import datetime as dt
import filecmp
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smsxl.check import check_file, today
from smsxl.errors import UsageError
from smsxl.formats.model import Report
from smsxl.hosts.package import open_workbook
from smsxl.tables.book import Book

NAME: Final = "sample-flawed.xlsx"


@dataclass(frozen=True)
class Demo:
    """Where the demonstration's workbook lies, and what was found in it."""

    path: str
    report: Report


def flawed_sample() -> Path:
    """Return the flawed sample: from the installed package, else from the checkout's folder of workbooks."""
    package = Path(__file__).resolve().parent
    for path in (package / "assets" / "workbooks" / NAME, package.parent / "workbooks" / NAME):
        if path.is_file():
            return path
    message = f"{NAME} is missing from the installed package"
    raise FileNotFoundError(message)


def run_demo(folder: str) -> Demo:
    """Copy the flawed sample into a folder and check it. Raises UsageError where the folder can't be written."""
    path = _copied(flawed_sample(), folder)
    as_of = day_of(path)
    return Demo(path, Report((check_file(path, as_of=as_of),), as_of))


def day_of(path: str) -> dt.date:
    """Return the day that a workbook was frozen at: what stands in its AsOf."""
    return Book(open_workbook(path), today()).sheet_as_of


def _copied(source: Path, folder: str) -> str:
    """Copy a file into a folder beside whatever lies there: a changed copy is the user's and stays."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            stem = source.stem if number == 1 else f"{source.stem}-{number}"
            target = str(Path(folder, f"{stem}{source.suffix}"))
            if not os.path.lexists(target):
                shutil.copyfile(source, target)
                return target
            if Path(target).is_file() and filecmp.cmp(source, target, shallow=False):
                return target
            number += 1
    except OSError as error:
        raise UsageError(f"{folder} can't be used for the demonstration ({error.strerror}); name another folder, such "
                         "as `smsxl demo my-demo`.") from error
