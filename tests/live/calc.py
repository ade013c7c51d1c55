"""A headless Calc that a test session shares: started once, with a profile of its own, driven over a pipe."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smsxl.errors import UsageError
from smsxl.libreoffice import office
from smsxl.libreoffice.extension import unpack

DRIVER = Path(__file__).with_name("driver.py")
MUST_RUN = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def cannot(reason: str) -> None:
    """Skip a test with its reason; where CI=true is set, a live test that can't run is a failure."""
    if MUST_RUN:
        pytest.fail(f"with CI=true every live test has to run: {reason}")
    pytest.skip(reason)


@cache
def uno_python(program: str) -> str | None:
    """Return a Python that has the module uno: LibreOffice's own, or the system's."""
    folder = Path(program).resolve().parent
    system = [path for name in ("python3", "python") if (path := shutil.which(name, path="/usr/bin:/usr/local/bin"))]
    for path in (str(folder / "python"), str(folder / "python.exe"), *system, sys.executable):
        if shutil.which(path) and not subprocess.run([path, "-c", "import uno"], check=False,
                                                     capture_output=True).returncode:
            return path
    return None


class Document:
    """An open workbook."""

    def __init__(self, calc: Calc, number: int, sheets: list[str], seconds: float) -> None:
        self.calc, self.number, self.sheets, self.seconds = calc, number, sheets, seconds

    def ask(self, do: str, **arguments: Any) -> Any:
        """Ask for anything that the driver does with a document."""
        return self.calc.ask(do, document=self.number, **arguments)

    def read(self, sheet: str) -> list[list[Any]]:
        """Return the rows of the used area from A1 on; an error as {"error": text}."""
        return self.ask("read", sheet=sheet)["rows"]

    def cell(self, sheet: str, row: int, column: int) -> Any:
        """Return one cell; None outside of the used area."""
        rows = self.read(sheet)
        return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[0]) else None

    def write(self, sheet: str, **cells: Any) -> None:
        """Put values into cells."""
        self.ask("write", sheet=sheet, cells=cells)

    def recalculate(self) -> float:
        """Calculate everything anew and return the seconds that it took."""
        return self.ask("recalculate")


class Calc:
    """The driver and the Calc behind it."""

    def __init__(self, folder: Path, add: Callable[[Path], object] = lambda _: None) -> None:
        """Start it with everything in a folder; `add` may put further extensions into one."""
        try:
            found = office.find()
        except UsageError as error:
            cannot(str(error))
        python = uno_python(found.program)
        if python is None:
            cannot("no Python with LibreOffice's module uno was found (on Debian: the package python3-uno)")
        assert python is not None
        self.folder = folder
        self.program = found.program
        extensions = unpack(folder / "extensions", (sys.executable, "-m", "smsxl"))
        add(extensions)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment["MALLOC_ARENA_MAX"] = "1"  # else the C library keeps what was freed, a piece for each thread
        environment["XDG_STATE_HOME"] = str(folder / "state")
        with (folder / "driver.log").open("wb") as log:
            self._process = subprocess.Popen(
                [python, str(DRIVER), found.program, str(folder / "profile"), str(extensions)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment, text=True,
                encoding="utf-8")
        self._answer()

    @property
    def logs(self) -> Path:
        """The folder in which what runs inside Calc leaves its logs."""
        return self.folder / "state" / "smsxl"

    def ask(self, do: str, **arguments: Any) -> Any:
        """Ask the driver for something and return the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, "with": arguments}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("Calc could not be driven:\n" + (self.folder / "driver.log").read_text("utf-8"))
        answer = json.loads(line)
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer["result"]

    @contextmanager
    def opened(self, path: Path) -> Iterator[Document]:
        """Open a workbook for a while."""
        found = self.ask("open", path=str(path))
        document = Document(self, found["document"], found["sheets"], found["seconds"])
        try:
            yield document
        finally:
            document.ask("close")

    def end(self) -> None:
        """End Calc and the driver."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
