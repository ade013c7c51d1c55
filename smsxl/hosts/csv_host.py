"""A .csv file as a workbook of one sheet: encoding and separator are found out, numbers are read as numbers."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smsxl.errors import UnreadableError
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.hosts.port import GridValue

SUFFIXES: Final = (".csv", ".tsv", ".txt")
_MOST_BYTES: Final = 256 << 20
_MOST_CELLS: Final = 5_000_000
_SEPARATORS: Final = ",;\t|"
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"),
                 (b"\xfe\xff", "utf-16"))
_CODE_PAGES: Final = ("cp1252", "cp1251", "mac_roman", "cp1250", "gb18030", "cp932", "cp949", "cp1254", "big5",
                      "euc_jp", "cp1253", "koi8_u", "mac_cyrillic", "cp866", "iso8859_5")
"""What is tried, the likelier first. KOI8-U has every letter of KOI8-R where KOI8-R has it."""

_EASTERN: Final = ("gb18030", "cp932", "cp949", "big5", "euc_jp")
_COMMON: Final = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6)}
"""The encoding and the lead bytes in which the characters stand that texts are mostly made of."""
_NUMBER: Final = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_COMMA_NUMBER: Final = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14}),[0-9]{1,15}")


def open_csv(path: str | os.PathLike[str]) -> MemoryWorkbook:
    """Open a text file of separated values. Raises UnreadableError, in one sentence, where it can't be read."""
    name = os.fspath(path)
    data = _bytes(name)
    text = decoded(name, data)
    separator = _separator(text)
    cells: dict[tuple[int, int], GridValue] = {}
    previous = csv.field_size_limit(1 << 24)
    try:
        for row, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            for column, field in enumerate(line, start=1):
                if field.strip():
                    cells[row, column] = _value(field, comma=separator != ",")
            if len(cells) > _MOST_CELLS:
                raise UnreadableError(f"{name} is too big to be read: it holds more than {_MOST_CELLS:,} values.")
    except csv.Error as error:
        raise UnreadableError(f"{name} is no table of separated values that can be read ({error}); open it in a "
                              "spreadsheet program and save it as .xlsx.") from error
    finally:
        csv.field_size_limit(previous)
    return MemoryWorkbook({Path(name).stem[:31] or "Sheet1": cells}, path=name)


def _bytes(name: str) -> bytes:
    path = Path(name)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableError(f"{name} is too big to be read: more than {_MOST_BYTES:,} bytes.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError(f"{name} does not exist; check the name and the folder.") from error
    except OSError as error:
        raise UnreadableError(f"{name} can't be opened ({error.strerror}); check the name and your rights.") from error
    if not data.strip():
        raise UnreadableError(f"{name} is empty; fetch the file again or export it again.")
    return data


def decoded(name: str, data: bytes) -> str:
    """Return the text: by its byte order mark, as UTF-8, as UTF-16 without a mark, or in a code page of its script."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableError(f"{name} says it is {encoding}, but it is damaged; export it again.") from error
    head = data[:4096]
    if head.count(0) > len(head) // 5:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    if b"\0" in head:
        raise UnreadableError(f"{name} is no text file, whatever its name says; give the workbook itself.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return max((_tried(data, encoding) for encoding in _CODE_PAGES), key=lambda tried: tried[0])[1]


def _tried(data: bytes, encoding: str) -> tuple[float, str]:
    """Return how likely a text in a code page is, and the text. Letters that follow letters of their script count."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -1.0, data.decode("cp1252", "replace")
    sample = [c for c in text[:20_000] if ord(c) > 0x7F]  # noqa: PLR2004 - beyond ASCII
    if not sample:
        return 0.0, text
    if encoding in _EASTERN:
        usual = sum("\u4e00" <= c <= "\u9fff" or "\u3040" <= c <= "\u30ff" or "\uac00" <= c <= "\ud7af"
                    or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in sample)
        kana = sum("\u3040" <= c <= "\u30ff" for c in sample)
        if encoding in _COMMON:  # the bytes of a neighbour make rare characters, or kana where no Japanese stands
            likely = 0.5 + 0.5 * _common(sample, *_COMMON[encoding])
            usual = int(usual * likely * (0.8 if kana > 0.15 * len(sample) else 1))
        kana = kana if encoding in ("cp932", "euc_jp") else 0
        hangul = sum("\uac00" <= c <= "\ud7af" for c in sample) if encoding == "cp949" else 0
        return usual / len(sample) - 0.05 + (0.3 if kana + hangul > 0.2 * len(sample) else 0) - (
            0.4 if len(sample) < 0.08 * min(len(text), 20_000) else 0), text
    if encoding in _ALPHABETS:
        letters, frequent, rare = _ALPHABETS[encoding]
        found = re.findall(f"[{letters}]", text[:20_000])
        runs = len(re.findall(f"[{letters}]{{3,}}", text[:20_000]))
        often, seldom = (sum(c.casefold() in which for c in found) / max(1, len(found)) for which in (frequent, rare))
        likely = min(1.0, 0.45 + often - seldom) + 0.01 * (often - seldom) - _turned(sample, text)
        return likely * len(found) / len(sample) * (1 if runs > len(sample) / 20 else 0.3), text
    usual = sum(c in _USUAL[encoding] for c in sample)
    return 0.9 * usual / len(sample) - _turned(sample, text), text


def _turned(sample: Sequence[str], text: str) -> float:
    """Return the share of letters that a wrong code page made: capitals within a word, and letters before digits."""
    return len(_MISPLACED.findall(text[:20_000])) / len(sample)


def _common(sample: list[str], encoding: str, first: int, last: int) -> float:
    """Return the share of the ideographs that stand among the usual ones of an encoding."""
    found = [c for c in sample if "\u4e00" <= c <= "\u9fff"]
    leads = [code[0] for c in found if (code := c.encode(encoding, "ignore"))]
    return sum(first <= lead <= last for lead in leads) / max(1, len(found))


_CYRILLIC: Final = ("\u0410-\u044fёЁ№іІїЇєЄґҐјЈљЉњЊћЋђЂџЏўЎ", frozenset("оеаинтсрвлкмдпуі"),
                    frozenset("ъщэфцёыўґљњћђџј"))
_ALPHABETS: Final = {**dict.fromkeys(("cp1251", "koi8_u", "mac_cyrillic", "cp866", "iso8859_5"), _CYRILLIC),
                     "cp1253": ("\u0386-\u03ce", frozenset("αειοστηνρκάόίέ"), frozenset())}
"""The letters of a script, those that its texts have most of, and those that they have least of."""

_MISPLACED: Final = re.compile(r"(?<=[a-zà-öø-ÿа-яёіїєґ])(?=[^\x00-\x7f])[À-ÖØ-ÞŸŠŽŹŻŚĆŃĄĘŁČĎĚŇŘŤŮĞİŞА-ЯЁІЇЄҐ]"
                               r"|[À-ÖØ-öø-ÿ](?=\d)")

_USUAL: Final = {
    "cp1252": frozenset("äöüßÄÖÜéèêëàâçîïôûùœÉÈÀÇáíóúñÁÍÓÚÑ¿¡ãõâêôÃÕæøåÆØÅìò€–—’“”„…•°º«»"),
    "mac_roman": frozenset("äöüßÄÖÜéèêëàâçîïôûùœÉÈÀÇáíóúñÁÍÓÚÑ¿¡ãõâêôÃÕæøåÆØÅìò€–—’“”„…•°º«»"),
    "cp1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰăâîșțşţ€–—’“”„…•"),
    "cp1254": frozenset("ğışöüçĞİŞÖÜÇâî€–—’“”…•"),
}


def _separator(text: str) -> str:
    """Return the separator that gives most lines the same number of fields."""
    first = text.partition("\n")[0]
    if first.casefold().startswith("sep=") and len(first.strip()) == 5:  # noqa: PLR2004 - as Excel writes it
        return first.strip()[4]
    best = (0.0, ",")
    for separator in _SEPARATORS:
        try:
            lines = []
            for line in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator):
                lines.append(len(line))
                if len(lines) >= 60:  # noqa: PLR2004 - enough to see
                    break
        except csv.Error:
            continue
        counted = Counter(length for length in lines if length > 1)
        if counted:
            length, count = max(counted.items(), key=lambda item: item[1] * min(item[0], 40))
            best = max(best, (count / max(len(lines), 1) * (1 + min(length, 40) / 10), separator))
    return best[1]


def _value(field: str, *, comma: bool) -> GridValue:
    text = field.strip()
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if comma and _COMMA_NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return field
