"""Leaves out the rows that an audience may not read, and counts them.

A risk has the classification that its row states; without one, and for the rows of every other table, the document's
counts; a document that states none counts as confidential. Actions and acceptances follow their risk, and an
improvement that names a risk is as confidential as that risk. The document's own data and its criteria are always
shown: without them no figure can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from smsxl.rules.common import holds
from smsxl.rules.findings import Finding
from smsxl.tables import BY_NAME, Part
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

CLASSES: Final = tuple(choice.label for choice in BY_NAME["Organisation"]["classification"].choices)
"""The classifications, from the least to the most confidential."""

_KEYS: Final = tuple(choice.key for choice in BY_NAME["Organisation"]["classification"].choices)
_FOLLOWING: Final = {"Treatments": "risk", "Acceptances": "risk"}
"""The tables whose rows are as confidential as the risk that they name."""

_NAMING: Final = {"Improvements": "linked_to"}


@dataclass(frozen=True)
class LeftOut:
    """How many rows of a table were left out."""

    table: str
    sheet: str
    count: int


@dataclass(frozen=True)
class Shown:
    """What an audience may see of a book. `classification` is that of the most confidential row shown."""

    book: Book
    audience: str | None
    classification: str
    left_out: tuple[LeftOut, ...] = ()
    findings_left_out: int = 0


def document_class(book: Book) -> int:
    """Return the place of the document's classification in CLASSES; that of the last where it states none."""
    rows = book.rows.get("Organisation")
    key = rows.choice("classification")[0] if rows is not None and len(rows) else None
    return _KEYS.index(key) if key in _KEYS else len(_KEYS) - 1


def risk_classes(book: Book) -> list[int]:
    """Return the place of each risk's classification in CLASSES; that of the last for a word that is none of them."""
    known = {key: place for place, key in enumerate(_KEYS)} | {"": document_class(book)}
    return [known.get(key, len(_KEYS) - 1) for key in book["Risks"].choice("classification")]


def shown_to(book: Book, findings: Iterable[Finding], audience: str | None) -> tuple[Shown, tuple[Finding, ...]]:
    """Return what of a book and its findings an audience may see; all of it where none is given."""
    found = tuple(findings)
    if audience is None:
        highest = max([document_class(book), *(risk_classes(book) if "Risks" in book else [])])
        return Shown(book, None, CLASSES[highest]), found
    limit = CLASSES.index(audience)
    kept = _kept(book, limit)
    seen = Book(book.workbook, book.as_of)
    left_out = []
    for name, mask in kept.items():
        if not mask.all():
            left_out.append(LeftOut(name, book[name].sheet, int((~mask).sum())))
            seen.rows[name] = only(book[name], mask)
    rows, ids = _hidden(book, kept)
    open_document = document_class(book) <= limit
    visible = tuple(finding for finding in found if not _names(finding, rows, ids)
                    and (open_document or (finding.cell is not None and finding.table in ("Risks", *_FOLLOWING))))
    return Shown(seen, audience, audience, tuple(left_out), len(found) - len(visible)), visible


def _kept(book: Book, limit: int) -> dict[str, Bools]:
    open_document = document_class(book) <= limit
    kept = {name: np.full(len(rows), open_document) for name, rows in book.rows.items()
            if rows.declaration.part not in (Part.CRITERIA, Part.OWN) and name != "Organisation"}
    if "Risks" not in book:
        return kept
    kept["Risks"] = np.array([place <= limit for place in risk_classes(book)], dtype=bool)
    if not holds(book, "Risks", "id"):
        return kept
    ids = book["Risks"].folded("id")
    hidden = {key for key, yes in zip(ids, kept["Risks"], strict=True) if not yes}
    shown = set(ids) - hidden
    for table, field in _FOLLOWING.items():
        if table in book:
            kept[table] = np.array([key in shown or (open_document and key not in hidden)
                                    for key in book[table].folded(field)], dtype=bool)
    for table, field in _NAMING.items():
        if table in book:
            kept[table] &= np.array([hidden.isdisjoint(parts) for parts in book[table].ids(field)], dtype=bool)
    return kept


def only(rows: Rows, mask: Bools) -> Rows:
    """Return some of a table's rows, where they stand."""
    chosen = np.flatnonzero(mask).tolist()
    return replace(rows, numbers=[rows.numbers[i] for i in chosen], _views={},
                   values={field: [cells[i] for i in chosen] for field, cells in rows.values.items()},
                   formulas={field: [cells[i] for i in chosen] for field, cells in rows.formulas.items()})


def _names(finding: Finding, rows: set[tuple[str, int]], ids: set[str]) -> bool:
    """Whether a finding stands in a row that is left out, or names one."""
    places = [(finding.sheet, finding.cell), *((other.sheet, other.cell) for other in finding.related)]
    if any(cell is not None and (sheet, _row(cell)) in rows for sheet, cell in places):
        return True
    text = f"{finding.message} {finding.fix} {finding.expected or ''}"
    return not ids.isdisjoint(re.findall(r"[^\s,;:()\"'!?]+", text.replace(". ", " ").rstrip(".")))


def _hidden(book: Book, kept: dict[str, Bools]) -> tuple[set[tuple[str, int]], set[str]]:
    rows: set[tuple[str, int]] = set()
    ids: set[str] = set()
    for name, mask in kept.items():
        table = book[name]
        for i in np.flatnonzero(~mask).tolist():
            rows.add((table.sheet, table.numbers[i]))
            key = table.key_of(i)
            if key:
                ids.add(key)
    return rows, ids


def _row(cell: str) -> int:
    return int("".join(character for character in cell if character.isdigit()))

