"""A VBA project as Excel keeps it (`vbaProject.bin`, [MS-OVBA]), from sources alone.

The project holds no compiled code: `_VBA_PROJECT` names version 0xFFFF and every module starts at offset 0, so that
Excel compiles the sources when it opens the workbook (2.3.4.1).
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbooks.excel.compound import compound_file
from workbooks.excel.compress import compressed

_NOT_COMPILED: Final = bytes.fromhex("cc61ffff000000")
_ID: Final = "{6B0E4C0A-5D0D-4B3B-9E65-2F1E7A4C3A10}"
_NAME: Final = "VBAProject"
_CODE_PAGE: Final = "cp1252"
_WINDOWS_64: Final = 3
_ENGLISH: Final = 0x409
_VERSION: Final = (0x5DF2A3B1, 17)
_NO_COOKIE: Final = b"\xff\xff"
_SEED: Final = 0x55
_LIBRARIES: Final = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    ("Office", (r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
                r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library")),  # has IRibbonControl
)


class Kind(enum.Enum):
    """What a module is; the value is its line in the stream PROJECT."""

    STANDARD = "Module={}"
    CLASS = "Class={}"
    DOCUMENT = "Document={}/&H00000000"


_DOCUMENTS: Final = {"workbook": "0{00020819-0000-0000-C000-000000000046}",
                     "sheet": "0{00020820-0000-0000-C000-000000000046}"}


@dataclass(frozen=True)
class Module:
    """One module: its name, its kind and its whole source, with the lines `Attribute`."""

    name: str
    kind: Kind
    source: str


def document(name: str, base: str, code: str = "") -> Module:
    """Return the module of a document, `base` being "workbook" or "sheet"."""
    attributes = {"VB_Base": f'"{_DOCUMENTS[base]}"', "VB_GlobalNameSpace": False, "VB_Creatable": False,
                  "VB_PredeclaredId": True, "VB_Exposed": True, "VB_TemplateDerived": False, "VB_Customizable": True}
    lines = [f'Attribute VB_Name = "{name}"', *(f"Attribute {key} = {value}" for key, value in attributes.items())]
    return Module(name, Kind.DOCUMENT, "\n".join(lines) + "\n" + code)


def vba_project(modules: Sequence[Module]) -> bytes:
    """Return the project that holds the modules."""
    streams = {f"VBA/{module.name}": compressed(_encoded(module.source)) for module in modules}
    streams |= {"VBA/_VBA_PROJECT": _NOT_COMPILED, "VBA/dir": compressed(_directory(modules)),
                "PROJECT": _encoded(_project(modules)),
                "PROJECTwm": b"".join(_encoded(m.name) + b"\0" + _wide(m.name) + b"\0\0" for m in modules) + b"\0\0"}
    return compound_file(dict(sorted(streams.items())))


def _encoded(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode(_CODE_PAGE)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _directory(modules: Sequence[Module]) -> bytes:
    """Return the stream `dir` (2.3.4.2): the project, its references, its modules."""
    long = struct.Struct("<I").pack
    out = [_record(0x01, long(_WINDOWS_64)), _record(0x02, long(_ENGLISH)), _record(0x14, long(_ENGLISH)),
           _record(0x03, struct.pack("<H", 1252)), _record(0x04, _encoded(_NAME)),
           _record(0x05), _record(0x40),  # no description
           _record(0x06), _record(0x3D),  # no help file
           _record(0x07, long(0)), _record(0x08, long(0)),
           struct.pack("<HIIH", 0x09, 4, *_VERSION),
           _record(0x0C), _record(0x3C)]  # no constants
    for name, library in _LIBRARIES:
        text = _encoded(library)
        out += [_record(0x16, _encoded(name)), _record(0x3E, _wide(name)),
                _record(0x0D, long(len(text)) + text + bytes(6))]
    out += [_record(0x0F, struct.pack("<H", len(modules))), _record(0x13, _NO_COOKIE)]
    for module in modules:
        out += [_record(0x19, _encoded(module.name)), _record(0x47, _wide(module.name)),
                _record(0x1A, _encoded(module.name)), _record(0x32, _wide(module.name)),
                _record(0x1C), _record(0x48),  # no description
                _record(0x31, long(0)),  # the source starts at offset 0
                _record(0x1E, long(0)), _record(0x2C, _NO_COOKIE),
                _record(0x21 if module.kind is Kind.STANDARD else 0x22), _record(0x2B)]
    return b"".join([*out, _record(0x10)])


def _project(modules: Sequence[Module]) -> str:
    """Return the stream PROJECT (2.3.1): no password, everything visible."""
    return "\n".join([
        f'ID="{_ID}"', *(module.kind.value.format(module.name) for module in modules), f'Name="{_NAME}"',
        'HelpContextID="0"', 'VersionCompatible32="393222000"', f'CMG="{_scrambled(bytes(4))}"',
        f'DPB="{_scrambled(bytes(1))}"', f'GC="{_scrambled(bytes([0xFF]))}"', "", "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", "", "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules), ""])


def _scrambled(data: bytes) -> str:
    """Return a value as PROJECT holds it ("data encryption", 2.4.3.2)."""
    key = sum(_ID.encode()) & 0xFF
    out = [_SEED, _SEED ^ 2, _SEED ^ key]
    plain = key
    for byte in bytes((_SEED & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(byte ^ (out[-2] + plain & 0xFF))
        plain = byte
    return bytes(out).hex().upper()
