"""Calls the installed smsxl, which needs more than LibreOffice's own Python has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, List, Sequence

from smsxl.libreoffice import names

PATIENCE = 600
"""Seconds after which a command is given up."""

_READ = (0, 1, 3)
"""The exit codes with which a report was written: clean, findings, not wholly checked."""


class CommandError(Exception):
    """Something could not be done; the text is one sentence for the person who pressed the button."""


class UnknownCommandError(CommandError):
    """The installed smsxl is older than the button."""


def notes() -> Any:  # noqa: ANN401 - what a JSON file holds
    """Return what the extension was told about this computer and the tables when it was built."""
    with open(Path(__file__).parents[4] / names.NOTES, encoding="utf-8") as file:
        return json.load(file)


def program() -> List[str]:
    """Return how smsxl is called: as it was when it installed the extension, else by its name.

    Raises CommandError where it is not there.
    """
    command: List[str] = notes()["command"]
    if command and Path(command[0]).is_file():
        return command
    found = shutil.which("smsxl")
    if found is None:
        raise CommandError("smsxl was not found on this computer: install it with `pip install smsxl`, then run "
                           "`smsxl libreoffice install` and start Calc again.")
    return [found]


def run(arguments: Sequence[str], folder: str) -> str:
    """Return what a command printed. Raises CommandError with the command's own sentence where it failed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    hidden = 0x08000000 if sys.platform == "win32" else 0  # no console window
    try:
        done = subprocess.run([*program(), *arguments], cwd=folder, env=clean, stdin=subprocess.DEVNULL,  # noqa: S603
                              capture_output=True, timeout=PATIENCE, check=False, creationflags=hidden)
    except subprocess.TimeoutExpired:
        raise CommandError(f"smsxl was not ready after {PATIENCE} seconds and was ended.") from None
    except OSError as error:
        raise CommandError(f"smsxl can't be started ({error.strerror}): run `smsxl libreoffice install` "
                           "again.") from None
    if done.returncode not in _READ or (done.returncode and not done.stdout.strip()):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        text = said[-1] if said else f"smsxl ended with {done.returncode} and did not say why."
        text = text.removeprefix("smsxl: ")
        if text.startswith("There is no command"):
            raise UnknownCommandError(f"The installed smsxl does not know `smsxl {arguments[0]}` yet: update it, and "
                                      "press the button again.")
        raise CommandError(text)
    return done.stdout.decode("utf-8", "replace")
