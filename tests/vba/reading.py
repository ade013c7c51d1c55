"""Reading a VBA project with a library that is not ours."""

from __future__ import annotations

from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project


def sources(project: bytes) -> dict[str, str]:
    """Return the source of each module of a vbaProject.bin, with its lines `Attribute`, in the project's order."""
    found = parse_vba_project(CFB.from_bytes(project))
    return {module.name: module.source for module in found.modules}
