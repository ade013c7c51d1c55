"""Registers of forms: each risk a block of labels with their values, one below another or a sheet for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from smsxl.hosts.port import Workbook, cell_name
from smsxl.registers.cells import Cells
from smsxl.registers.fields import AXES
from smsxl.registers.headings.meaning import meaning, stage_of
from smsxl.registers.lying.arranged import Arrangement, Laid, without
from smsxl.registers.words import plain, strength

_SURE: Final = 0.6
_CLEAR: Final = 0.9
_MOSTLY: Final = 0.5
_LONGEST: Final = 60
_SECTION: Final = 40
_NEAR: Final = 0.1
_MOST_CELLS: Final = 200_000
_MOST_COLUMNS: Final = 40
_FIELDS: Final = 4
_ALIKE: Final = 0.6
_NAMING: Final = ("id", "title", "description")

Key = tuple[str, str, int]
"""The stage of the section that a label stands in, its words, and how many of the kind stand before."""


@dataclass
class Label:
    """A label of a form: where it stands, what it says and may mean, and where its value stands."""

    row: int
    column: int
    text: str
    fields: frozenset[str]
    section: str
    """What the section that a rating stands in is called, where that names a stage."""
    value: tuple[int, int]

    @property
    def key(self) -> tuple[str, str]:
        """The stage of the section, and the words of the label."""
        return stage_of(self.section) or "", plain(self.text)


@dataclass
class Form:
    """A form: its sheet, and its labels by their key in the order of the form."""

    sheet: str
    labels: dict[Key, Label] = field(default_factory=dict)

    @property
    def fields(self) -> set[str]:
        """The fields that its labels may mean."""
        return {name for label in self.labels.values() for name in label.fields}


def forms(workbook: Workbook) -> Arrangement | None:
    """Return the forms of a workbook as rows of one sheet; None where it has none."""
    sheets = [Cells(workbook, info.name) for info in workbook.sheets if info.kind == "worksheet"]
    # The labels of forms come again with each of them; whatever else stands in a workbook is not looked at closely.
    counted = Counter(value for cells in sheets for column in list(cells.grid.columns.values())[:_MOST_COLUMNS]
                      for value in column.values if isinstance(value, str) and len(value) <= _LONGEST)
    again = frozenset(text for text, count in counted.items() if count > 1)
    found = [(cells, form) for cells in sheets for form in _forms(cells, again) if _is_filled(cells, form)]
    if not found:
        return None
    keys = set(found[0][1].labels)
    found = [(cells, form) for cells, form in found
             if len(keys & form.labels.keys()) >= _ALIKE * max(1, min(len(keys), len(form.labels)))]
    return _laid(workbook, found)


def _forms(cells: Cells, repeated: frozenset[str]) -> list[Form]:
    """Return the forms of a sheet: whenever what names a risk comes again, a new one begins."""
    out: list[Form] = []
    for label in _labels(cells, repeated):
        known = out[-1].labels if out else {}
        again = (*label.key, 0) in known
        first = next(iter(known.values()), None)
        naming = bool(label.fields & set(_NAMING)) or (first is not None and first.key == label.key)
        if not out or (again and (naming or not label.fields & set(AXES))):
            out.append(Form(cells.sheet))
            known = out[-1].labels
        number = sum((stage, text) == label.key for stage, text, _ in known)
        known[*label.key, number] = label
    return [form for form in out if len(form.fields) >= _FIELDS and {"likelihood", "impact"} <= form.fields
            and form.fields & {*_NAMING, "cause"}]


def _is_filled(cells: Cells, form: Form) -> bool:
    """Whether a form is about a risk, and no blank one to copy."""
    return any(cells.filled(*label.value) for label in form.labels.values() if label.fields & {*_NAMING, *AXES[:2]})


def _labels(cells: Cells, repeated: frozenset[str]) -> Iterator[Label]:
    """Yield the labels of a sheet in reading order, with the stage that the section above or beside them names."""
    columns = sorted(cells.grid.columns)[:_MOST_COLUMNS]
    if len(cells.rows) * len(columns) > _MOST_CELLS:
        return
    named, of_labels = _named_cells(cells, columns, repeated)
    if not named:
        return
    section = ""
    taken: set[tuple[int, int]] = set()
    for row in cells.rows:
        for column in columns:
            text = cells.raw(row, column)
            if (row, column) in taken or not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST:
                continue
            if (row, column) not in named and column not in of_labels and not _has_colon(text):
                continue
            value = _value_of(cells, row, column, named)
            is_blank = not cells.filled(*value)
            if stage_of(text) is not None and is_blank and not any(
                    at_row == row and at > column for at_row, at in named):
                section = text.strip()  # the heading of a part of the form
                continue
            beside = cells.through_merge(row, column - 1) if column > 1 else None
            own = beside.strip() if isinstance(beside, str) and stage_of(beside) is not None and (
                (row, column - 1) not in named and (row, column - 1) not in taken) else ""
            fields = named.get((row, column), frozenset())
            if is_blank and not fields and not _has_colon(text):
                continue  # a title or a remark
            if fields & set(_NAMING):
                section = ""
            if value not in named:
                taken.add(value)
            yield Label(row, column, text.strip().rstrip(":： ").strip(), fields,
                        (own or section) if fields & set(AXES) else "", value)


def _named_cells(cells: Cells, columns: list[int],
                 repeated: frozenset[str]) -> tuple[dict[tuple[int, int], frozenset[str]], set[int]]:
    """Return the cells that are labels by what they say, and the columns in which every text is one.

    What stands beside labels are their values, whatever they say, but for headings of ratings in a line.
    """
    said = {(row, column): found for row in cells.rows for column in columns
            if (text := cells.raw(row, column)) in repeated and (found := _named(text))}
    counted = Counter(column for _, column in said)
    texts = Counter(column for row in cells.rows for column in columns if isinstance(cells.raw(row, column), str))
    of_labels: set[int] = set()
    of_values: set[int] = set()
    for column in columns:
        if column not in of_values and counted[column] >= max(2, _MOSTLY * texts[column]):
            of_labels.add(column)
            of_values |= {_right_of(cells, row, at) for row, at in said if at == column}
    named: dict[tuple[int, int], frozenset[str]] = {}
    for (row, column), fields in said.items():
        text = str(cells.raw(row, column))
        left = named.get((row, column - 1), frozenset())
        in_line = bool(left & set(AXES)) and max(meaning(text).fields.get(axis, 0.0) for axis in AXES) >= _CLEAR
        if column in of_labels or _has_colon(text) or (in_line and len(text) > 2 and strength(text) is None):
            named[row, column] = fields
    return named, of_labels


def _has_colon(text: str) -> bool:
    return text.rstrip().endswith((":", "："))


def _named(value: object) -> frozenset[str]:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST:
        return frozenset()
    text = value.strip().rstrip(":： ")
    found = meaning(text)
    return frozenset(name for name, weight in found.fields.items() if weight >= max(_SURE, found.best - _NEAR))


def _right_of(cells: Cells, row: int, column: int) -> int:
    """Return the column beside a cell, or beside the merged area that it is the first of."""
    area = cells.merged.get((row, column))
    return (column if area is None else area.last_column) + 1


def _value_of(cells: Cells, row: int, column: int, named: dict[tuple[int, int], frozenset[str]]) -> tuple[int, int]:
    """Return the cell that holds a label's value: beside it, or below where other labels stand beside."""
    right = (row, _right_of(cells, row, column))
    if right not in named and cells.filled(*right):
        return right
    below = (row + 1, column)
    left = (row, column - 1)
    return below if (right in named or left in named) and below not in named else right


def _laid(workbook: Workbook, found: list[tuple[Cells, Form]]) -> Arrangement:
    """Lay forms out as rows: the labels of all of them are the headings, in the order in which they come first."""
    keys = [key for key in dict.fromkeys(key for _, form in found for key in form.labels) if _used(found, key)]
    _, first = found[0]
    laid = Laid(workbook, first.sheet)
    for column, key in enumerate(keys, start=1):
        cells, label = next((cells, form.labels[key]) for cells, form in found if key in form.labels)
        laid.put((1, column), (cells.sheet, label.row, label.column), _heading(key, label))
    taken: dict[str, set[tuple[int, int]]] = {}
    lines = {}
    sheets = Counter(form.sheet for _, form in found)
    for row, (cells, form) in enumerate(found, start=2):
        start = next(iter(form.labels.values()))
        own = taken.setdefault(form.sheet, set())
        for column, key in enumerate(keys, start=1):
            if key not in form.labels:
                laid.put((row, column), (form.sheet, start.row, start.column), None)
                continue
            held = form.labels[key]
            laid.put((row, column), (form.sheet, *held.value), cells.raw(*held.value), cells.formula(*held.value))
            own |= {(held.row, held.column), held.value}
        lines[row] = (form.sheet, f"sheet {form.sheet}") if sheets[form.sheet] == 1 and len(found) > 1 else (
            str(start.row), f"the form in row {start.row}")
    result = laid.arrangement("forms", rest={name: without(workbook.grid(name), cells) for name, cells in taken.items()})
    result.lines = lines
    result.names = {column: _place(first, key) for column, key in enumerate(keys, start=1)}
    return result


def _used(found: list[tuple[Cells, Form]], key: Key) -> bool:
    """Whether a label is more than a title: it has a value in a form, or says clearly which one it waits for."""
    return any(key in form.labels and (cells.filled(*form.labels[key].value)
                                       or meaning(form.labels[key].text).best >= _CLEAR) for cells, form in found)


def _heading(key: Key, label: Label) -> str:
    stage, _, number = key
    section = label.section if len(label.section) <= _SECTION else stage
    text = label.text if not stage or stage_of(label.text) else f"{label.text} ({section})"
    return text if number == 0 else f"{text} {number + 1}"


def _place(form: Form, key: Key) -> str:
    """Return what people call a field: the cell of its value in the first form that has it."""
    label = form.labels.get(key)
    return "-" if label is None else cell_name(*label.value)
