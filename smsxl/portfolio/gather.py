"""The workbooks of folders, each as its extract, or with the sentence why it is not in the picture."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smsxl.errors import SmsxlError, UsageError, short_of_memory, stopped_by_bug
from smsxl.found import Found
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import MARK
from smsxl.paths import expand
from smsxl.portfolio.extract import Extract, extract_of
from smsxl.portfolio.remember import Key, Memory
from smsxl.report import sha256_of, summarise_file
from smsxl.rules import RULES
from smsxl.settings import Settings, load

SHEET: Final = "Portfolio"
"""The first sheet of a picture, which carries the mark of smsxl's own sheets."""

Track = Callable[[Sequence[Found]], Iterable[Found]]


@dataclass(frozen=True)
class Gathered:
    """A workbook: its path, and its extract or one sentence. `remembered` says that it was not read again."""

    path: str
    extract: Extract | None = None
    error: str | None = None
    remembered: bool = False
    log: str | None = None


def gather(paths: Iterable[str], memory: Memory, *, as_of: dt.date, track: Track = iter) -> Iterator[Gathered]:
    """Yield the workbooks that files, folders and globs mean, in a stable order.

    Raises UsageError for a configuration that is not right, before any workbook is read.
    """
    found = expand(paths)
    codes = [rule.code for rule in RULES]
    settings: dict[Path, str] = {}
    for each in found:
        folder = Path(each.path).absolute().parent
        if folder not in settings:
            settings[folder] = _digest(load(str(folder), codes))
    for each in track(found):
        if each.error is not None or each.remote is not None:
            yield Gathered(each.path, error=each.error or f"{each.path} is a URL, which a portfolio is not made of; "
                                                          "fetch the workbook first.")
        else:
            found_there = _gathered(each.path, settings[Path(each.path).absolute().parent], memory, as_of)
            if found_there.error is None or not is_picture(each.path):  # which has none of our tables, so it fails
                yield found_there


def _gathered(path: str, settings: str, memory: Memory, as_of: dt.date) -> Gathered:
    try:
        key = Key(sha256_of(path), as_of.isoformat(), settings)
        known = memory.get(key)
        if known is not None:
            return Gathered(path, known, remembered=True)
        extract = extract_of(summarise_file(path, as_of=as_of))
    except UsageError:
        raise
    except SmsxlError as error:
        return Gathered(path, error=str(error))
    except MemoryError:
        return Gathered(path, error=short_of_memory(path))
    except Exception as error:  # noqa: BLE001 - a bug must not keep the other workbooks out
        from smsxl.bugs import write_log  # noqa: PLC0415 - seldom needed, one hopes

        return Gathered(path, error=stopped_by_bug(path, "summarised"), log=write_log(error))
    memory.put(key, extract)
    return Gathered(path, extract)


def is_picture(path: str) -> bool:
    """Whether a workbook is such a picture itself, as may lie among the workbooks that it is made of."""
    try:
        names = open_workbook(path).names
    except SmsxlError:
        return False
    return any(name.name == MARK and name.sheet == SHEET for name in names)


def _digest(settings: Settings) -> str:
    return hashlib.sha256(repr(settings).encode("utf-8", "surrogatepass")).hexdigest()[:16]
