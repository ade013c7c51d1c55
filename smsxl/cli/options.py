"""Options that several verbs share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    DateType = click.ParamType[dt.date]
    CodesType = click.ParamType[tuple[str, ...]]
    CountType = click.ParamType[int]
else:  # click made the class generic for type checkers only
    DateType = CodesType = CountType = click.ParamType

_F = TypeVar("_F", bound=Callable[..., Any])


_FIRST_DAY: Final = dt.date(1910, 1, 1)
_LAST_DAY: Final = dt.date(9989, 12, 31)


class Date(DateType):
    """A day that a workbook can hold, written as 2026-11-22."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day that a text names."""
        if isinstance(value, dt.date):
            return value
        try:
            day = dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-11-22", param, ctx)
        if not _FIRST_DAY <= day <= _LAST_DAY:
            self.fail(f"{value!r} is too far away; give a date from {_FIRST_DAY} to {_LAST_DAY}, so that the dates "
                      "around it can be counted with", param, ctx)
        return day


class Count(CountType):
    """A whole number between two others."""

    name = "count"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that a text names."""
        text = str(value)
        if not (text.isascii() and text.isdigit() and self.least <= int(text) <= self.most):
            self.fail(f"{text!r} is not a whole number from {self.least:,} to {self.most:,}", param, ctx)
        return int(text)


class Codes(CodesType):
    """Rule codes or families of rules, separated by commas."""

    name = "codes"

    def convert(self, value: object, param: click.Parameter | None,  # noqa: ARG002 - click's signature
                ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ARG002
        """Return the codes that a text lists."""
        if isinstance(value, tuple):
            return value
        return tuple(part.strip() for part in str(value).split(",") if part.strip())


def as_of(help_: str) -> Callable[[_F], _F]:
    """Return the option --as-of."""
    return click.option("--as-of", type=Date(), metavar="DATE", help=help_)


ANY_PATH: Final = click.Path(path_type=str)

OUT: Final = click.option("-o", "--output", "out", type=ANY_PATH, metavar="OUT",
                          help="Write to another file, replacing it if it is there; FILE stays as it is.")
"""The option for where a changed workbook goes."""

IN_PLACE: Final = click.option(
    "--in-place", is_flag=True,
    help="Replace FILE even in a folder that OneDrive or SharePoint syncs; close it everywhere first.")
