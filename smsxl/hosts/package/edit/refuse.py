"""With which workbooks nothing is written: each is refused in one sentence, before anything has changed."""

from __future__ import annotations

import re
from typing import Final

from smsxl.hosts.package.edit.errors import EditError
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.edit.workbook_xml import WorkbookXml
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.xmltree import MAIN

_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SIGNATURE_KINDS: Final = ("origin",)
_PROTECTED: Final = re.compile(rb"""<(?:[A-Za-z_][\w.-]*:)?sheetProtection\b[^<>]*?\bsheet=["'](?:1|true|on)["']""")


def refuse_workbook(parts: Parts, book: WorkbookXml) -> None:
    """Raise EditError where no part of a workbook can be written: signed, Strict, encrypted parts, write-protected."""
    path = parts.path
    if any(entry.flag_bits & 1 for entry in parts.entries()):
        raise EditError(f"{path} is packed with a password: save it without one and try again.")
    signed = any(name.replace("\\", "/").lstrip("/").casefold().startswith("_xmlsignatures/")
                 for name in parts.part_names())
    if signed or any(relation.kind in _SIGNATURE_KINDS for relation in relations_of(parts, "")):
        raise EditError(f"{path} is signed, and any change would break its signature; remove the signature in Excel "
                        "(File > Info) or work on a copy without it.")
    data, root = book.read()
    if _STRICT in data[root.start:root.inside] or MAIN not in data[root.start:root.inside].decode("utf-8", "replace"):
        raise EditError(f"{path} is saved in the format Strict Open XML, which smsxl reads but does not write; save it "
                        "in Excel as an ordinary workbook (.xlsx).")
    if any(relation.kind == "revisionHeaders" for relation in relations_of(parts, book.part)):
        raise EditError(f"{path} is shared in the old way, which keeps a log of every change; end that in Excel "
                        "(Review > Unshare Workbook), then try again.")
    structure, reserved = book.protection()
    if structure:
        raise EditError(f"{path} has a protected structure; take the protection away in Excel "
                        "(Review > Protect Workbook), then try again.")
    if reserved:
        raise EditError(f"{path} asks for a password to be changed; save it in Excel without that password "
                        "(Save As > Tools > General Options), then try again.")


def refuse_protected_sheet(path: str, sheet: str, around: bytes) -> None:
    """Raise EditError where a sheet is protected. `around` is what stands before and behind its rows."""
    if _PROTECTED.search(around) is not None:
        raise EditError(f"{path} has the protected sheet {sheet}, which would have to be changed; take the protection "
                        "away in Excel (Review > Unprotect Sheet), then try again.")
