"""Reads a table that many calls share once."""

from __future__ import annotations

from functools import wraps
from typing import Callable, Tuple, TypeVar

from smsxl.functions.model import Table

Read = TypeVar("Read")


def for_same_table(read: Callable[[Table], Read]) -> Callable[[Table], Read]:
    """Remember what a function reads from a table until it is given another one.

    The column of a register hands the very same tuple to each of its calls; that it is the same one is quicker to see
    than that it is equal, and tells TRUE from 1.
    """
    last: list[Tuple[Table, Read]] = []

    @wraps(read)
    def remembered(table: Table) -> Read:
        known = last[-1:]
        if known and known[0][0] is table:
            return known[0][1]
        result = read(table)
        last[:] = [(table, result)]
        return result

    return remembered
