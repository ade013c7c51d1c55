"""A workbook of another layout, seen as its registers: what the rules for such registers look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from smsxl.hosts.port import Workbook
from smsxl.tables.book import Book
from smsxl.tables.own import SUPPRESSIONS

if TYPE_CHECKING:
    from smsxl.registers.model import Register
    from smsxl.registers.view import RegisterView
    from smsxl.registers.wishes import Wish


class RegisterBook(Book):
    """A workbook without declared tables, with the registers that were found in it."""

    def __init__(self, workbook: Workbook, as_of: dt.date, wishes: Sequence[Wish] = ()) -> None:
        from smsxl.registers.mapping import find_registers  # noqa: PLC0415 - no workbook of ours waits for it

        super().__init__(workbook, as_of)
        # What happens to be called as one of our tables is theirs here.
        self.rows = {name: rows for name, rows in self.rows.items() if name == SUPPRESSIONS.name}
        self.registers: tuple[Register, ...] = find_registers(workbook, wishes)
        if self.registers:  # where they lie otherwise they are seen in another arrangement
            self.workbook = self.registers[0].cells.workbook

    @cached_property
    def views(self) -> tuple[RegisterView, ...]:
        """Each register as our table of risks, for the rules of our template."""
        from smsxl.registers.view import RegisterView  # noqa: PLC0415 - no workbook of ours waits for it

        return tuple(RegisterView(register, self) for register in self.registers)
