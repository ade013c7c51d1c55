"""What a person says about a register in smsxl.toml: it wins over what smsxl finds.

    [map."their.xlsx"]
    sheet = "Risk Register"
    header = [19]
    columns = { likelihood = "G", impact = "F" }
    limits = { appetite = 4, tolerance = 9, highest_level = "Medium" }

Several registers of a file are several tables, `[[map."their.xlsx"]]`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from smsxl.errors import UsageError
from smsxl.hosts.port import column_number
from smsxl.registers.fields import BY_NAME

_KEYS: Final = ("sheet", "header", "columns", "score", "levels", "limits")
_LIMITS: Final = ("appetite", "tolerance", "highest_level")
_LETTERS: Final = re.compile(r"[A-Za-z]{1,3}")


@dataclass(frozen=True)
class Limits:
    """Up to which score and level a risk is borne, both inclusive, and where that stands."""

    appetite: float | None = None
    """Up to this score nothing has to be decided."""
    tolerance: float | None = None
    """A risk with a higher score has to be treated."""
    highest_level: str | None = None
    """A risk with a higher level has to be treated, whatever its score."""
    source: str = ""
    where: tuple[str, int, int] | None = None
    """Sheet, row and column of the statement, where it stands in a cell."""


@dataclass(frozen=True)
class Wish:
    """What is said about one register. `columns` gives the sheet column of a field; 0 says that there is none."""

    sheet: str | None = None
    header: tuple[int, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    score: str | None = None
    levels: tuple[tuple[str, float, float], ...] = ()
    limits: Limits | None = None


def read_wishes(where: str, value: object) -> dict[str, tuple[Wish, ...]]:
    """Return what the table [map] says, by file. Raises UsageError that names the key."""
    if not isinstance(value, dict):
        raise UsageError(f'{where} has to be a table by file name, such as [map."their.xlsx"].')
    found = {}
    for name, said in value.items():
        tables = said if isinstance(said, list) else [said]
        found[name] = tuple(_wish(f"{where}.{name}", table) for table in tables)
    return found


def _wish(where: str, table: object) -> Wish:
    if not isinstance(table, dict):
        raise UsageError(f"{where} has to be a table with {', '.join(_KEYS)}.")
    for key in table:
        if key not in _KEYS:
            raise UsageError(f"{where}.{key} is not known; the keys are {', '.join(_KEYS)}.")
    sheet, score = table.get("sheet"), table.get("score")
    for key, text in (("sheet", sheet), ("score", score)):
        if text is not None and not isinstance(text, str):
            raise UsageError(f"{where}.{key} has to be a text, not {text!r}.")
    header = table.get("header", [])
    rows = header if isinstance(header, list) else [header]
    if not all(isinstance(row, int) and not isinstance(row, bool) and row > 0 for row in rows):
        raise UsageError(f"{where}.header has to be a row number or a list of them, not {header!r}.")
    return Wish(sheet, tuple(rows), _columns(f"{where}.columns", table.get("columns", {})), score,
                _levels(f"{where}.levels", table.get("levels", {})), _limits(f"{where}.limits", table.get("limits")))


def _columns(where: str, table: object) -> dict[str, int]:
    if not isinstance(table, dict):
        raise UsageError(f'{where} has to be a table, such as {{ likelihood = "G" }}.')
    found = {}
    for name, letters in table.items():
        if name not in BY_NAME:
            raise UsageError(f"{where}.{name} is no field; the fields are {', '.join(BY_NAME)}.")
        if letters == "":
            found[name] = 0
        elif isinstance(letters, str) and _LETTERS.fullmatch(letters.partition(":")[0]):
            found[name] = column_number(letters.partition(":")[0])
        else:
            raise UsageError(f'{where}.{name} has to be the letters of a column, such as "G", or "" for none, not '
                             f"{letters!r}.")
    return found


def _levels(where: str, table: object) -> tuple[tuple[str, float, float], ...]:
    if not isinstance(table, dict):
        raise UsageError(f"{where} has to be a table, such as {{ Low = [1, 4], High = [5, 25] }}.")
    found = []
    for label, limits in table.items():
        if not (isinstance(limits, list) and len(limits) == 2
                and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in limits)):
            raise UsageError(f"{where}.{label} has to be the lowest and the highest score, such as [1, 4], not {limits!r}.")
        found.append((label, float(limits[0]), float(limits[1])))
    return tuple(found)


def _limits(where: str, table: object) -> Limits | None:
    if table is None:
        return None
    if not isinstance(table, dict) or not table:
        raise UsageError(f"{where} has to be a table, such as {{ tolerance = 9 }}, the highest score that may be borne.")
    for key, value in table.items():
        if key not in _LIMITS:
            raise UsageError(f"{where}.{key} is not known; the keys are {', '.join(_LIMITS)}.")
        if key == "highest_level":
            if not isinstance(value, str) or not value.strip():
                raise UsageError(f'{where}.{key} has to be the label of a level, such as "Medium", not {value!r}.')
        elif not isinstance(value, (int, float)) or isinstance(value, bool):
            raise UsageError(f"{where}.{key} has to be a score, such as 9, not {value!r}.")
    appetite, tolerance = table.get("appetite"), table.get("tolerance")
    if appetite is not None and tolerance is not None and appetite > tolerance:
        raise UsageError(f"{where}.appetite has to be at most the tolerance, {tolerance}, not {appetite}.")
    return Limits(None if appetite is None else float(appetite), None if tolerance is None else float(tolerance),
                  table.get("highest_level"), "smsxl.toml")


def wishes_for(path: str, mappings: Mapping[str, Sequence[Wish]]) -> tuple[Wish, ...]:
    """Return what is said about a file: under its name, a path that ends with it, or a pattern such as "*.xlsx"."""
    whole = Path(path).absolute().as_posix()
    for name, said in mappings.items():
        if name == Path(path).name or whole.endswith(f"/{name}") or fnmatch(Path(path).name, name):
            return tuple(said)
    return ()
