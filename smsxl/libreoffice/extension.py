"""Builds the extension: the declarations for LibreOffice, and the part of the package that runs inside it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import smsxl
from smsxl.errors import UsageError
from smsxl.hosts.save import replace_file
from smsxl.libreoffice import names
from smsxl.libreoffice.declare import COMPONENT, texts
from smsxl.tables.own import FINDINGS

NAME: Final = "smsxl.oxt"

_PACKAGE: Final = Path(smsxl.__file__).resolve().parent
_INSIDE: Final = ("__init__.py", "bugs.py", "domain/*.py", "functions/*.py", "libreoffice/__init__.py",
                  "libreoffice/names.py", "libreoffice/inside/*.py")
"""The modules that run inside LibreOffice: the standard library is all that they import."""

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def files(command: Sequence[str] = ()) -> dict[str, bytes]:
    """Return the files of the extension by their names.

    `command` is how the buttons call smsxl on this computer; without it they look for `smsxl` on the PATH.
    """
    out = {name: text.encode("utf-8") for name, text in texts().items()}
    out[COMPONENT] = _source(_PACKAGE / "assets" / "libreoffice" / COMPONENT)
    notes = {"command": list(command), "findings": [column.field for column in FINDINGS.columns]}
    out[names.NOTES] = f"{json.dumps(notes, indent=1)}\n".encode()
    for path in _modules():
        out[f"pythonpath/smsxl/{path.relative_to(_PACKAGE).as_posix()}"] = _source(path)
    return out


def build(target: str | Path, command: Sequence[str] = ()) -> Path:
    """Write the extension to a file, in one step; the same version gives the same bytes.

    Raises UsageError where it can't be written.
    """
    path = Path(target)
    if path.suffix.lower() != ".oxt":
        raise UsageError(f"{path} has to end in .oxt, by which LibreOffice knows an extension; write "
                         f"{path.with_suffix('.oxt')}.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path} can't be made: its folder doesn't exist; make the folder first.")
    try:
        replace_file(path, _packed(files(command)))
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}); choose another place.") from error
    return path


def _packed(contents: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in sorted(contents.items()):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.external_attr = 0o644 << 16
            package.writestr(info, content)  # stored: packing differs from one zlib to the next
    return made.getvalue()


def unpack(folder: str | Path, command: Sequence[str] = ()) -> Path:
    """Write the extension's files below a folder, from which LibreOffice takes it without any installation."""
    root = Path(folder, names.EXTENSION)
    for name, content in files(command).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Path(folder)


def _modules() -> Iterator[Path]:
    for pattern in _INSIDE:
        yield from sorted(_PACKAGE.glob(pattern))


def _source(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")
