"""What a cell lets people type: drop-downs, dates, numbers, and the help that shows while it is selected."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.layout import Layout, choice_name, fits_inline, labels_of, list_name
from smsxl.tables import Table, Type
from smsxl.tables.model import Column
from smsxl.tables.rows import FIRST_DATE, LAST_DATE

_TITLE_LIMIT: Final = 32
_MESSAGE_LIMIT: Final = 255


def rule_of(table: Table, column: Column, layout: Layout) -> dict[str, Any]:
    """Return XlsxWriter's options for the cells of a column."""
    help_text = column.help if not column.calculated else f"{column.help} Calculated: do not type here."
    options: dict[str, Any] = {
        "input_title": column.header[:_TITLE_LIMIT], "input_message": help_text[:_MESSAGE_LIMIT],
        "error_title": column.header[:_TITLE_LIMIT]}
    return options | _allowed(table, column, layout)


def _allowed(table: Table, column: Column, layout: Layout) -> dict[str, Any]:
    if column.calculated or column.many:
        return {"validate": "any"}
    labels = labels_of(column)
    if labels:
        source: Any = list(labels) if fits_inline(labels) else f"={choice_name(table, column)}"
        return _list(source, "stop", "Please choose one of the words in the list.")
    if column.scale is not None:
        return _list(f"={list_name(column.scale)}", "stop", "Please choose a rating from the scale in Criteria.")
    if column.refers:
        present = [name for name in column.refers if layout.has(name)]
        if not present:
            return {"validate": "any"}
        whole = len(present) == len(column.refers) == 1
        return _list(f"={list_name(present[0])}", "stop" if whole else "warning",
                     f"This is not in the list, which comes from {layout[present[0]].table.sheet}.")
    return _NUMBERS.get(column.type, {"validate": "any"})


def _list(source: Any, kind: str, message: str) -> dict[str, Any]:  # noqa: ANN401
    return {"validate": "list", "source": source, "error_type": kind, "error_message": message}


_NUMBERS: Final[dict[Type, dict[str, Any]]] = {
    Type.DATE: {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE,
                "error_message": "Please enter a date, such as 2026-11-22."},
    Type.WHOLE: {"validate": "integer", "criteria": ">=", "value": 0,
                 "error_message": "Please enter a whole number."},
    Type.NUMBER: {"validate": "decimal", "criteria": ">=", "value": -1e15,
                  "error_message": "Please enter a number."},
    Type.SHARE: {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
                 "error_message": "Please enter a share between 0 % and 100 %."},
}
