"""What the doctor asks the computer, as one value, so that every system can be looked at on any other."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_PIN: Final = re.compile(r"xlwings\s*==\s*([\w.]+)")


@dataclass(frozen=True)
class Machine:
    """A computer. `system` is win32, darwin or linux; `registry` reads a value under HKEY_CURRENT_USER or None."""

    system: str
    python: tuple[int, int, int]
    bits: int
    executable: str
    package: str
    environment: Mapping[str, str]
    home: str
    versions: Callable[[str], str | None]
    requires: tuple[str, ...]
    installed_from: str
    python_wanted: str
    exists: Callable[[str], bool]
    which: Callable[[str], str | None]
    registry: Callable[[str, str], object]

    @property
    def pinned_xlwings(self) -> str | None:
        """The version of xlwings that this smsxl was made for, as the package itself declares it."""
        return next((match[1] for text in self.requires if (match := _PIN.match(text))), None)

    def expand(self, text: str) -> str:
        """Return a path with its environment variables replaced, as Excel's side does it."""
        known = {name.upper(): value for name, value in self.environment.items()}
        return re.sub(r"%([^%]+)%|\$\{(\w+)\}|\$(\w+)",
                      lambda m: known.get((m[1] or m[2] or m[3]).upper(), m[0]), text)


def this_machine() -> Machine:
    """Return the computer that this runs on."""
    import smsxl  # noqa: PLC0415 - for where it lies

    return Machine(
        system="win32" if sys.platform == "win32" else "darwin" if sys.platform == "darwin" else "linux",
        python=sys.version_info[:3], bits=64 if sys.maxsize > 2**32 else 32, executable=sys.executable,
        package=str(Path(smsxl.__file__).parent), environment=dict(os.environ), home=str(Path.home()),
        versions=_version, requires=tuple(_requires()), installed_from=_installed_from(), python_wanted=_wanted(),
        exists=os.path.exists, which=shutil.which, registry=_registry)


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _requires() -> list[str]:
    try:
        return importlib.metadata.requires("smsxl") or []
    except importlib.metadata.PackageNotFoundError:
        return []


def _wanted() -> str:
    try:
        return str(importlib.metadata.metadata("smsxl")["Requires-Python"] or "")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _installed_from() -> str:
    """Return how the package came here, as pip recorded it."""
    try:
        text = importlib.metadata.distribution("smsxl").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return "not installed: run from its sources"
    try:
        data = json.loads(text) if text else {}
    except ValueError:
        data = {}
    if data.get("dir_info", {}).get("editable"):
        return "installed from its sources, which stay in use (editable)"
    return "installed from a file or folder" if data else "installed from a package index"


def _registry(key: str, name: str) -> object:
    """Return a value of the registry under HKEY_CURRENT_USER; None where there is none, or no registry."""
    try:
        winreg: Any = importlib.import_module("winreg")  # there is one on Windows only
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except (ImportError, OSError):
        return None
