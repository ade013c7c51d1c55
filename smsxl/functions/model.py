"""What the arguments and results of worksheet functions are declared with."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Tuple, Union

from smsxl.domain.values import CellError, CellValue

Row = Tuple[CellValue, ...]
Table = Tuple[Row, ...]
Result = Union[CellValue, Table]
"""What a function gives: a cell value, or a grid of them."""

Given = Any
"""What a caller passes: a cell value, rows of them, or whatever a spreadsheet program makes of a cell."""


class Blank(enum.Enum):
    """What a blank argument does."""

    EMPTIES = "the result is empty"
    COUNTS = "the blank is the information"
    DEFAULT = "the default is taken"


class Takes(enum.Enum):
    """What an argument is: a value (a range of them broadcasts), a list of values, or a table with a meaning."""

    VALUE = "a cell"
    COLUMN = "a column of cells"
    TABLE = "a table"


class Kind(enum.Enum):
    """What the values of an argument have to be; anything else is `#VALUE!`."""

    RATING = "a whole number from 1"
    NUMBER = "a number"
    SHARE = "a number from 0"
    DATE = "a date"
    TEXT = "a text"
    WORD = "one of the words"
    ANY = "anything"


class Today(enum.Enum):
    """The default of `as_of`."""

    TODAY = "today"


Default = Union[str, float, Table, Today]


class CellFault(Exception):  # noqa: N818 - it carries a cell error as a result, nothing went wrong
    """Raised within a function to give a cell error as its result."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.code)
        self.error = error


@dataclass(frozen=True)
class Argument:
    """One argument; `words` are the allowed words of a `WORD`, `columns` the least width of a table."""

    name: str
    help: str
    kind: Kind = Kind.ANY
    blank: Blank = Blank.EMPTIES
    optional: bool = False
    takes: Takes = Takes.VALUE
    default: Default | None = None
    words: tuple[str, ...] = ()
    columns: int = 1


def as_of_argument() -> Argument:
    """Return the declaration of the day that a status is given for."""
    return Argument(
        "as_of", "The day it is judged for; today if omitted.", Kind.DATE, Blank.DEFAULT, True, default=Today.TODAY
    )
