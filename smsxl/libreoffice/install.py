"""Installs the extension into LibreOffice with LibreOffice's own tool."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from smsxl.errors import UsageError
from smsxl.libreoffice.extension import NAME, build
from smsxl.libreoffice.office import Office, run

_PATIENCE: Final = 300
"""Seconds that LibreOffice's tool gets; it takes a few."""


def install(office: Office, *, all_users: bool = False, profile: str | None = None) -> None:
    """Install the extension for this user, for all users, or into a folder that holds a profile.

    The buttons will call the smsxl that runs now. Raises UsageError where LibreOffice refuses.
    """
    _refuse_root(all_users=all_users)
    _need_python(office)
    tool = office.sibling("unopkg")
    if tool is None:
        raise UsageError(f"LibreOffice's tool unopkg is not beside {office.program}: build {NAME} with `smsxl "
                         "libreoffice build`, and open that file in LibreOffice.")
    with tempfile.TemporaryDirectory(prefix="smsxl-") as folder:
        package = build(Path(folder, NAME), (sys.executable, "-m", "smsxl"))
        where = ["--shared"] if all_users else []
        if profile is not None:
            where.append(f"-env:UserInstallation={Path(profile).absolute().as_uri()}")
        done = run([tool, "add", "--force", "--suppress-license", *where, str(package)], _PATIENCE)
    if done.code != 0:
        said = done.output.strip().splitlines()
        raise UsageError("LibreOffice did not install the extension"
                         f"{f' ({said[-1].strip()})' if said else ''}: close all its windows and try again.")


def _refuse_root(*, all_users: bool) -> None:
    if not all_users and sys.platform != "win32" and os.geteuid() == 0:
        raise UsageError("LibreOffice installs no extension for the system's administrator (root): run `smsxl "
                         "libreoffice install` as the person who works with Calc, or with --all-users.")


def _need_python(office: Office) -> None:
    """Raise UsageError where LibreOffice was installed without Python, as some Linux packages do."""
    if sys.platform == "linux" and not any(
            (office.folder / name).exists() for name in ("pythonloader.py", "libpythonloaderlo.so")):
        raise UsageError("This LibreOffice has no Python, in which the functions run: install the package python3-uno "
                         "(on Fedora libreoffice-pyuno).")
