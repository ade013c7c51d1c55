"""What a worksheet function and its arguments are declared with."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Tuple, Union

from smsxl.domain.values import CellError, CellValue

Row = Tuple[CellValue, ...]
Table = Tuple[Row, ...]
Result = Union[CellValue, Table]
"""What a function gives: a cell value, or a grid of them."""


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


class CellFault(Exception):
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


@dataclass(frozen=True)
class Function:
    """One worksheet function.

    `compute` gets the arguments as plain values, in order: an int for a rating, a float for a number, a date, a tidied
    text or one of the words, None for a blank that counts; a tuple of raw cells for a column, of raw rows for a table.
    It returns a cell value or a grid, or raises `CellFault`.

    `steps` are named parts of the formula, in order, and `core` the formula itself, in built-in functions of Excel
    2016 over `{argument}` and `{step}`; both forms are made of them. A function over columns has a LAMBDA and a plain
    form of its own; where it `keeps_errors_in_rows`, an error in a column spoils its row only. `array_entered` says that the plain form has to be entered as an array formula.
    """

    name: str
    category: str
    summary: str
    arguments: tuple[Argument, ...]
    compute: Callable[..., Result]
    core: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    own_lambda: str | None = None
    own_plain: str | None = None
    gives_grid: bool = False
    keeps_errors_in_rows: bool = False
    array_entered: bool = False
    plain_gap: str | None = None

    @property
    def lambda_form(self) -> str:
        """The LAMBDA that does the same in Excel 365, as one types it into the Name Manager."""
        from smsxl.functions.formulas import lambda_form

        return lambda_form(self)

    @property
    def plain_form(self) -> str | None:
        """The formula in built-in functions of Excel 2016 with every argument given as `{argument}`."""
        from smsxl.functions.formulas import plain_form

        return plain_form(self)

    @property
    def is_volatile(self) -> bool:
        """Whether an omitted argument means today: such a call must never be remembered."""
        return any(argument.default is Today.TODAY for argument in self.arguments)


def as_of_argument() -> Argument:
    """Return the declaration of the day that a status is given for."""
    return Argument(
        "as_of", "The day it is judged for; today if omitted.", Kind.DATE, Blank.DEFAULT, True, default=Today.TODAY
    )
