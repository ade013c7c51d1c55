"""The layout in which CISO Assistant takes and gives risk assessments: 16 columns, one line per risk.

What its import asks for (its guide to the data import wizard, and what its importer does): ratings are labels of the
matrix that is chosen there, in any case; a number is understood only where the matrix calls a step so. It computes the
levels itself, ours are for the eye. A treatment is open, mitigate, accept, avoid or transfer. A cell lists controls and
assets one per line, and every comma, semicolon and bar parts them too, so none may stand within a name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.domain.ranking import CLOSED, OPPORTUNITY
from smsxl.hosts.port import Workbook
from smsxl.registers.criteria.scales import numbers, ratings
from smsxl.registers.fields import axis_of
from smsxl.registers.model import Register
from smsxl.registers.wishes import Wish
from smsxl.registers.words import choice, plain
from smsxl.tables import header_of
from smsxl.tables.book import Book
from smsxl.tables.locate import value_at
from smsxl.tables.rows import Rows, as_text
from smsxl.tables.text import fold, split_ids

CISO_ASSISTANT: Final = (
    ("ref_id", "id"), ("name", "title"), ("description", "description"), ("inherent_proba", "likelihood"),
    ("inherent_impact", "impact"), ("inherent_level", "level"), ("existing_controls", "controls"),
    ("current_proba", "current_likelihood"), ("current_impact", "current_impact"), ("current_level", "current_level"),
    ("additional_controls", "treatment_plan"), ("residual_proba", "residual_likelihood"),
    ("residual_impact", "residual_impact"), ("residual_level", "residual_level"), ("treatment", "treatment"),
    ("assets", "service"))
"""Each column of the layout, and the field that it holds."""

_OTHER_NAMES: Final = {
    "inherent_probability": "likelihood", "current_probability": "current_likelihood",
    "residual_probability": "residual_likelihood", "existing_applied_controls": "controls",
    "applied_controls": "treatment_plan", "asset": "service"}
"""What CISO Assistant also calls them."""

_TREATMENTS: Final = {"avoid": "avoid", "reduce": "mitigate", "transfer": "transfer", "accept": "accept"}
_OPEN: Final = "open"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PARTS: Final = re.compile(r"\s*[,;|\r\n]\s*")
_LISTED: Final = re.compile(r"[\r\n|]+")
_NAMED: Final = re.compile(r"([^\W\d_]{1,12}[-_. ]?\d[\w.-]*)\s+(\S.*)")
_TOLD: Final = ("cause", "event", "consequence", "customer_impact")
"""The fields of a risk that its description is made of."""


@dataclass(frozen=True)
class Exported:
    """The text of the .csv file, how many risks it holds, and sentences on what a person has to know about it."""

    text: str
    risks: int
    said: tuple[str, ...] = ()


def is_ciso_assistant(register: Register) -> bool:
    """Whether a register came from a file in this layout."""
    return _in_layout({fold(register.place.heading.text(column)): column for column in register.place.heading.texts})


def _in_layout(heads: Mapping[str, int]) -> bool:
    return {"name", "current_impact"} <= heads.keys() and bool({"current_proba", "current_probability"} & heads.keys())


def wishes_of(workbook: Workbook) -> tuple[Wish, ...]:
    """Return what the columns of a file in this layout mean, however few lines it has; nothing for other files."""
    for info in workbook.sheets[:1]:
        if info.kind != "worksheet":
            continue
        grid = workbook.grid(info.name)
        heads = {fold(as_text(value_at(grid, 1, column))): column for column in grid.columns}
        if _in_layout(heads):
            known = dict(CISO_ASSISTANT) | _OTHER_NAMES
            columns = {known[head]: column for head, column in heads.items() if head in known}
            return (Wish(info.name, (1,), columns),)
    return ()


# ------------------------------------------------------------------ a workbook of ours

def export_book(book: Book) -> Exported:
    """Return the threats of a workbook of ours that are not closed, with its own labels and levels."""
    risks = book["Risks"]
    types, statuses = risks.choice("type"), risks.choice("status")
    kept = [i for i in range(len(risks)) if types[i] != plain(OPPORTUNITY) and statuses[i] != plain(CLOSED)]
    columns = _our_columns(book, risks)
    lines = [[columns[field](i) for _, field in CISO_ASSISTANT] for i in kept]
    return Exported(_written(lines), len(kept), tuple(_about(book, risks, kept)))


def _our_columns(book: Book, risks: Rows) -> dict[str, Callable[[int], str]]:
    words = {"likelihood": book.criteria.likelihood, "impact": book.criteria.impact}

    def rating(kind: str, axis: str) -> Callable[[int], str]:
        labels = {entry.value: entry.label for entry in words[axis].entries}
        found = risks.number(f"{kind}_{axis}")
        return lambda i: "" if (n := found[i]) != n else labels.get(int(n), f"{n:g}") if n == int(n) else f"{n:g}"

    def level(kind: str) -> Callable[[int], str]:
        found = book.truth("Risks", f"{kind}_level")
        return lambda i: text if isinstance(text := found[i], str) else ""

    def listed(field: str, *tables: str) -> Callable[[int], str]:
        cells = risks.text(field)
        return lambda i: "\n".join(_one(_called(book, tables, name)) for name in split_ids(cells[i]))

    actions = _open_actions(book)
    titles, ids, treatments = risks.text("title"), risks.text("id"), risks.text("treatment")
    columns: dict[str, Callable[[int], str]] = {
        "id": lambda i: ids[i].strip(),
        "title": lambda i: " ".join(titles[i].split()) or ids[i].strip() or f"Row {risks.numbers[i]}",
        "description": lambda i: _description(risks, i),
        "controls": listed("controls", "Controls"),
        "treatment_plan": lambda i: "\n".join(actions.get(fold(ids[i]), ())),
        "treatment": lambda i: _TREATMENTS.get(choice("treatments", treatments[i]) or "", _OPEN),
        "service": listed("service", "Services", "Processes"),
    }
    for kind, stage in (("inherent", ""), ("current", "current_"), ("residual", "residual_")):
        columns |= {f"{stage}likelihood": rating(kind, "likelihood"), f"{stage}impact": rating(kind, "impact"),
                    f"{stage}level": level(kind)}
    return columns


def _description(risks: Rows, i: int) -> str:
    """Return cause, event and consequence: the event as it is where it stands alone, else each with its heading."""
    texts = {field: risks.text(field)[i].strip() for field in _TOLD}
    told = {field: text for field, text in texts.items() if text}
    if told.keys() <= {"event"}:
        return texts["event"]
    return "\n".join(f"{header_of('Risks', field)}: {text}" for field, text in told.items())


def told_of(description: str) -> dict[str, str] | None:
    """Return the fields of a risk that a description was made of; None where it was not made by us."""
    heads = {header_of("Risks", field): field for field in _TOLD}
    found: dict[str, str] = {}
    for line in description.split("\n"):
        head, colon, text = line.partition(": ")
        if colon and head in heads and heads[head] not in found:
            last = heads[head]
            found[last] = text
        elif found:
            found[last] += f"\n{line}"
        else:
            return None
    return found


def _open_actions(book: Book) -> dict[str, list[str]]:
    """Return the treatments that are neither done nor dropped, by the folded id of their risk."""
    found: dict[str, list[str]] = {}
    if "Treatments" in book:
        rows = book["Treatments"]
        for i, status in enumerate(rows.choice("status")):
            if status not in ("done", "dropped") and rows.text("action")[i].strip():
                name = f"{rows.text('id')[i].strip()} {rows.text('action')[i].strip()}"
                found.setdefault(fold(rows.text("risk")[i]), []).append(_one(name))
    return found


def _called(book: Book, tables: Iterable[str], name: str) -> str:
    """Return an id with the title that stands beside it; the id alone where no table has it."""
    for table in tables:
        rows = book.rows.get(table)
        place = rows.index.get(fold(name)) if rows is not None else None
        if rows is not None and place is not None:
            title = rows.declaration.title
            text = rows.text(title)[place].strip() if title is not None else ""
            key = rows.key_of(place) or name
            return key if fold(text) == fold(key) else f"{key} {text}".strip()
    return name


def _one(name: str) -> str:
    """Return a name as one entry of a list: CISO Assistant would part it at these signs."""
    return _PARTS.sub(" - ", name.strip())


def _about(book: Book, risks: Rows, kept: Sequence[int]) -> Iterator[str]:
    types, statuses = risks.choice("type"), risks.choice("status")
    chances = sum(1 for key in types if key == plain(OPPORTUNITY))
    closed = sum(1 for key, status in zip(types, statuses, strict=True)
                 if key != plain(OPPORTUNITY) and status == plain(CLOSED))
    if chances:
        yield f"{chances} opportunit{'y' if chances == 1 else 'ies'} left out: CISO Assistant knows threats only."
    if closed:
        yield f"{closed} closed risk{'s' if closed > 1 else ''} left out: there every risk counts as open."
    if kept:
        criteria = book.criteria
        for axis, scale in (("Probability", criteria.likelihood), ("Impact", criteria.impact)):
            labels = ", ".join(entry.label for entry in scale.entries)
            yield f"{axis} in the matrix that you choose there has to be called: {labels}."


# ------------------------------------------------------------------ a register of another layout

def as_ciso_assistant(register: Register) -> str:
    """Return a register as the text of a .csv file in CISO Assistant's layout. Cells are never formulas."""
    columns = [_column(register, field) for _, field in CISO_ASSISTANT]
    return _written([column(i) for column in columns] for i in range(len(register.records)))


def _column(register: Register, field: str) -> Callable[[int], str]:
    mapped = register.columns.get(field)
    if mapped is None:
        return lambda _: ""
    axis = axis_of(field)
    if axis is not None and axis[1] in ("likelihood", "impact"):
        words = _labels(register, field)
        return lambda i: words[i]
    texts = [as_text(register.cells.value(row, mapped.column)).strip() for row in register.records]
    if field == "treatment":
        return lambda i: _TREATMENTS.get(choice("treatments", texts[i]) or "", _OPEN)
    return lambda i: texts[i]


def _labels(register: Register, field: str) -> list[str]:
    """Return each rating as the register's own word; its number where it has none."""
    scale = register.scales.get(field)
    named: Mapping[float, str] = {}
    if scale is not None and len(scale.words) == len(scale.values):
        named = dict(zip(scale.values, scale.words, strict=True))
    out = []
    for rating, number in zip(ratings(register, field), numbers(register, field), strict=True):
        word = rating.word if rating is not None else ""
        out.append(word or ("" if number is None else named.get(number) or f"{number:g}"))
    return out


# ------------------------------------------------------------------ cells

def _written(lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in CISO_ASSISTANT])
    writer.writerows([_safe(text) for text in line] for line in lines)
    return out.getvalue()


def entries(text: str) -> list[tuple[str, str]]:
    """Return the names that a cell of the layout lists: the id that each begins with, "" for none, and its title."""
    found = []
    for entry in _LISTED.split(text):
        match = _NAMED.fullmatch(entry.strip())
        if match is not None:
            found.append((match[1], match[2]))
        elif entry.strip():
            found.append(("", entry.strip()))
    return found


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("+-").replace(".", "").isdigit() else text


def unsafe(text: str) -> str:
    """Return the text that `_safe` made harmless."""
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text
