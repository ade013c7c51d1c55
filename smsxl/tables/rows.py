"""The rows of one declared table as they stand in a workbook, and typed views of them.

Raw values stay as the file has them. The views (`number`, `text`, `choice`, `date`, `ids`) are computed when first
asked for and remembered; each is as long as the table has rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError
from smsxl.functions import each
from smsxl.hosts.port import NOT_CALCULATED, Area, Formula, GridValue
from smsxl.tables.model import Table
from smsxl.tables.text import fold, split_ids

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR: Final = 1900
"""Spreadsheets know no earlier day."""

FIRST_DATE: Final = dt.date(1990, 1, 1)
LAST_DATE: Final = dt.date(2099, 12, 31)
FIRST_DAY: Final = to_serial(FIRST_DATE)
LAST_DAY: Final = to_serial(LAST_DATE)
"""Day numbers outside these are no dates that anybody means: a 12 in a cell formatted as a date is 12 January 1900."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
_T = TypeVar("_T")


def is_blank(value: GridValue) -> bool:
    """Whether a cell holds nothing that a person would see."""
    return value is None or (isinstance(value, str) and not value.strip())


def as_text(value: GridValue) -> str:
    """Return a cell as the text that a person reads in it; "" where there is none."""
    if value is None or value is NOT_CALCULATED or isinstance(value, CellError):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def as_number(value: GridValue) -> float:
    """Return a cell's number; NaN where it holds none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return float("nan")


def as_serial(value: GridValue) -> float:
    """Return a cell's date as a day number (1900 system); NaN where it holds none."""
    if isinstance(value, dt.date):
        return to_serial(value) if value.year >= FIRST_YEAR else float("nan")
    number = as_number(value)
    return number if number >= 1 else float("nan")


@dataclass
class Rows:
    """One table, grid or form of a workbook. `places` holds the sheet column of each field (a form: its cell)."""

    declaration: Table
    sheet: str
    area: Area
    numbers: list[int]
    """The sheet row of each record."""
    places: dict[str, tuple[int, int]]
    """The cell of each field's header (a form: of its value)."""
    values: dict[str, list[GridValue]]
    formulas: dict[str, list[Formula | None]]
    """The formulas of the columns that hold any."""
    is_excel_table: bool = True
    repeated: tuple[tuple[str, int], ...] = ()
    """Further columns with a header that already stands: field and sheet column."""
    blank_rows: tuple[int, ...] = ()
    """Sheet rows without any input between the first and the last record."""
    headers: dict[int, str] = field(default_factory=dict)
    """The folded header of each sheet column of the table, declared or not."""
    _views: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, field_name: object) -> bool:
        return field_name in self.values

    def cell(self, i: int, field_name: str) -> tuple[int, int]:
        """Return the sheet address of a record's field."""
        row, column = self.places[field_name]
        return (row, column) if self.is_form else (self.numbers[i], column)

    @property
    def is_form(self) -> bool:
        """Whether this is a form: one record, a cell per field."""
        return self.declaration.kind.value == "form"

    def _view(self, kind: str, field_name: str, make: Callable[[], _T]) -> _T:
        key = (kind, field_name)
        if key not in self._views:
            self._views[key] = make()
        view: _T = self._views[key]
        return view

    def seen(self, kind: str, field_name: str, view: object) -> None:
        """Let a view of a column ("blank", "number") be this one, where its cells are read in another way than ours."""
        self._views[kind, field_name] = view

    def raw(self, field_name: str) -> list[GridValue]:
        """Return the cells as they are; all blank where the column is missing."""
        values = self.values.get(field_name)
        return values if values is not None else [None] * len(self)

    def blank(self, field_name: str) -> Bools:
        """Return where a cell holds nothing."""
        return self._view("blank", field_name, lambda: np.array(each(self.raw(field_name), is_blank), dtype=bool))

    def number(self, field_name: str) -> Floats:
        """Return the numbers; NaN where a cell holds none."""
        return self._view("number", field_name, lambda: np.array(each(self.raw(field_name), as_number), dtype=float))

    def date(self, field_name: str) -> Floats:
        """Return the dates as day numbers; NaN where a cell holds none, or one that nobody can mean."""
        def make() -> Floats:
            days = np.array(each(self.raw(field_name), as_serial), dtype=float)
            days[(days < FIRST_DAY) | (days >= LAST_DAY + 1)] = np.nan
            return days

        return self._view("date", field_name, make)

    def text(self, field_name: str) -> list[str]:
        """Return the texts as people read them."""
        return self._view("text", field_name, lambda: each(self.raw(field_name), as_text))

    def folded(self, field_name: str) -> list[str]:
        """Return the texts in the form in which they are compared."""
        return self._view("folded", field_name, lambda: each(self.raw(field_name), lambda v: fold(as_text(v))))

    def choice(self, field_name: str) -> NDArray[np.object_]:
        """Return the keys of allowed values; "" where blank, None where the value is not one of them."""
        keys = self.declaration[field_name].choice_keys

        def make() -> NDArray[np.object_]:
            out = np.empty(len(self), dtype=object)
            out[:] = each(self.raw(field_name), lambda v: keys.get(fold(as_text(v))) if not is_blank(v) else "")
            return out

        return self._view("choice", field_name, make)

    def ids(self, field_name: str) -> list[list[str]]:
        """Return the ids that each cell lists, folded."""
        many = self.declaration[field_name].many

        def read(value: GridValue) -> list[str]:
            text = as_text(value)
            parts = split_ids(text) if many else [text]
            return [folded for folded in map(fold, parts) if folded]

        return self._view("ids", field_name, lambda: each(self.raw(field_name), read))

    @cached_property
    def index(self) -> dict[str, int]:
        """The first record with each name that other tables may refer to it by, folded; its key goes before others."""
        out: dict[str, int] = {}
        for name in reversed(self.declaration.names):
            for i, text in enumerate(self.folded(name)):
                if text:
                    out.setdefault(text, i)
        return out

    def key_of(self, i: int) -> str | None:
        """Return the id of a record as people read it; None where it has none."""
        key = self.declaration.key
        text = self.text(key)[i].strip() if key is not None and key in self else ""
        return text or None

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The records as an object frame: a column per field found, indexed by the sheet's row numbers."""
        import pandas as pd  # noqa: PLC0415 - a third of a second that `smsxl rule` and the builder do not need

        def column(values: list[GridValue]) -> NDArray[np.object_]:
            out = np.empty(len(values), dtype=object)
            out[:] = values
            return out

        return pd.DataFrame({name: column(values) for name, values in self.values.items()}, copy=False,
                            index=pd.Index(self.numbers, name="row"), dtype=object)
