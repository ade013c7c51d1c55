"""What is not a workbook we read, said in one sentence that names the file, what it is and what to do."""

from __future__ import annotations

import mmap
import pathlib
from collections.abc import Collection

from smsxl.errors import UnreadableError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)"

_OLE_STREAMS = (
    ("EncryptedPackage", "is protected with a password to open it; save a copy without the password and try again"),
    ("Workbook", f"is a workbook of the old kind (.xls), whatever its name says; {_SAVE_AS}"),
    ("Book", f"is a workbook of the old kind (.xls), whatever its name says; {_SAVE_AS}"),
    ("WordDocument", "is a Word document, not a workbook; give the workbook instead"),
)

_BEGINNINGS = (
    (b"%pdf", "is a PDF document, not a workbook; give the workbook that it was printed from"),
    (b"{\\rtf", "is a text document (RTF), not a workbook; give the workbook instead"),
    (b"<!doctype html", f"is a web page saved under the name of a workbook; {_SAVE_AS}"),
    (b"<html", f"is a web page saved under the name of a workbook; {_SAVE_AS}"),
    (b"<table", f"is a web page saved under the name of a workbook; {_SAVE_AS}"),
    (b"<?xml", f"is an XML file, not a workbook; {_SAVE_AS}"),
)

_PARTS = (
    ("xl/workbook.bin", f"is a binary workbook (.xlsb); {_SAVE_AS}"),
    ("word/document.xml", "is a Word document, not a workbook; give the workbook instead"),
    ("ppt/presentation.xml", "is a PowerPoint presentation, not a workbook; give the workbook instead"),
    ("content.xml", f"is an OpenDocument file (.ods); {_SAVE_AS}"),
    ("index/document.iwa", "is an Apple Numbers or Pages file; export it as an Excel workbook (.xlsx)"),
)


def refuse_other_formats(path: str) -> None:
    """Raise UnreadableError where a path is no file, or its first bytes say that it is no zip package."""
    if pathlib.Path(path).is_dir():
        raise UnreadableError(f"{path} is a folder, not a workbook; give the workbook's file.")
    if pathlib.Path(path).name.startswith("~$"):
        raise UnreadableError(
            f"{path} is only the marker that Excel leaves beside an open workbook; give the workbook itself."
        )
    try:
        with pathlib.Path(path).open("rb") as file:
            start = file.read(512)
            if start.startswith(_OLE):
                raise UnreadableError(f"{path} {_name_ole(file.fileno())}.")
    except FileNotFoundError as error:
        raise UnreadableError(f"{path} does not exist; check the name and the folder.") from error
    except PermissionError as error:
        raise UnreadableError(
            f"{path} may not be opened by you; ask its owner for the right to read it, or copy it first."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableError(f"{path} can't be opened ({reason}); check the name and the drive.") from error
    if start[:2] != b"PK":
        raise UnreadableError(f"{path} {_name_beginning(start)}.")


def refuse_other_packages(path: str, parts: Collection[str]) -> None:
    """Raise UnreadableError where the parts of a zip file are those of another format."""
    names = {part.replace("\\", "/").lstrip("/").casefold() for part in parts}
    for part, sentence in _PARTS:
        if part in names:
            raise UnreadableError(f"{path} {sentence}.")


def no_workbook(path: str) -> UnreadableError:
    """Return the refusal of a zip file that holds no workbook."""
    return UnreadableError(
        f"{path} is a zip file without a workbook in it; if the workbook was packed, unpack it and give the .xlsx file."
    )


def no_sheets(path: str) -> UnreadableError:
    """Return the refusal of a workbook without any sheet."""
    return UnreadableError(
        f"{path} is a workbook without any sheet, which Excel can't open either; restore an earlier version."
    )


def _name_ole(descriptor: int) -> str:
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
        for stream, sentence in _OLE_STREAMS:
            if data.find(stream.encode("utf-16-le") + b"\0\0") >= 0:
                return sentence
    return f"is an Office file of the old kind without a workbook in it; {_SAVE_AS}"


def _name_beginning(start: bytes) -> str:
    if not start:
        return "is empty (0 bytes); fetch the file again or restore an earlier version"
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, sentence in _BEGINNINGS:
        if head.startswith(beginning):
            return sentence
    if b"\0" not in start:
        return f"is a text file (such as .csv), not a workbook; {_SAVE_AS}"
    return f"is not an Excel workbook (.xlsx or .xlsm) or is damaged; {_SAVE_AS}"
