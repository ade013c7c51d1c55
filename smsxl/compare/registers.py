"""Registers of other layouts as records: the columns that are understood, and the others under their headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from smsxl.compare.records import Field, Records
from smsxl.hosts.port import GridValue
from smsxl.registers.book import RegisterBook
from smsxl.registers.fields import BY_NAME
from smsxl.registers.model import Register
from smsxl.tables.model import Column, Type
from smsxl.tables.text import fold

_TYPES: Final = {"id": Type.ID, "rating": Type.NUMBER, "score": Type.NUMBER, "rank": Type.NUMBER, "date": Type.DATE}
_LABELS: Final = ("title", "description", "consequence")


def registers_of(book: RegisterBook) -> dict[str, Records]:
    """Return the registers of a workbook by name. A workbook's only register has the same name wherever it stands."""
    found: dict[str, Records] = {}
    for register in book.registers:
        name = "register" if len(book.registers) == 1 else f"register {register.sheet}"
        number = 2
        while name in found:
            name = f"register {register.sheet} {number}"
            number += 1
        found[name] = _records(name, register)
    return found


def _records(name: str, register: Register) -> Records:
    fields: dict[str, Field] = {}
    columns: dict[str, int] = {}
    values: dict[str, list[GridValue]] = {}
    rows = register.records
    for field, number in _columns(register):
        if field.name in fields or any(register.cells.formula(row, number) is not None for row in rows):
            continue  # what is calculated follows from the rest
        fields[field.name] = field
        columns[field.name] = number
        values[field.name] = [register.cells.value(row, number) for row in rows]
    label = next((each for each in _LABELS if each in fields), None)
    return Records(name, register.sheet, register.sheet, fields, values, {},
                   lambda i, column: (rows[i], columns[column]), len(rows), None, "id" if "id" in fields else None,
                   label, places=lambda i, column: register.cells.place(rows[i], columns[column], rows[0]))


def _columns(register: Register) -> Iterator[tuple[Field, int]]:
    """Yield the columns with what they mean; one that is ticked for each rating is a column of its own."""
    for mapped in register.columns.values():
        if mapped.field == "rank":
            continue  # one new risk would change it in all rows
        if mapped.ticks:
            yield from ((Field(f"own:{fold(f'{mapped.header} {word}')}", f"{mapped.header} {word}"), number)
                        for number, word in mapped.ticks)
        else:
            yield Field(mapped.field, mapped.header, _column(mapped.field, mapped.header)), mapped.column
    yield from ((Field(f"own:{fold(header)}", header), number) for number, header in register.unmapped if header)


def _column(field: str, header: str) -> Column | None:
    kind = _TYPES.get(BY_NAME[field].content)
    return None if kind is None else Column(field, kind, header, header=header)

