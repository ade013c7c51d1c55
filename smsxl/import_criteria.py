"""The criteria that an import gives the new workbook: built-in, with the register's scales, or another workbook's."""

from __future__ import annotations

import datetime as dt
from typing import Final

from smsxl.content import Row, Tables
from smsxl.domain.matrix import default_matrix
from smsxl.errors import UsageError
from smsxl.hosts.opening import open_any
from smsxl.registers.fields import STAGES
from smsxl.registers.model import Register
from smsxl.registers.words import plain
from smsxl.tables.book import Book
from smsxl.tables.rows import as_text, is_blank

SCALES: Final = {"likelihood": "LikelihoodScale", "impact": "ImpactScale"}
SMALLEST, LARGEST = 3, 10
"""Steps that a scale of the template may have."""

_CRITERIA: Final = ("Settings", *SCALES.values(), "RiskLevels", "Tolerances", "Categories")


def criteria_of(path: str, as_of: dt.date) -> Tables:
    """Return the criteria of a workbook of ours. Raises UsageError where it has none."""
    book = Book(open_any(path), as_of)
    found: Tables = {}
    for name in _CRITERIA:
        rows = book.rows.get(name)
        if rows is not None and len(rows):
            fields = [column.field for column in rows.declaration.inputs if column.field in rows]
            found[name] = [{each: value for each in fields if not is_blank(value := rows.raw(each)[i])}
                           for i in range(len(rows))]
    if not set(SCALES.values()) <= found.keys():
        raise UsageError(f"{path} holds no criteria: name a workbook that `smsxl new` made.")
    found["RiskMatrix"] = [{"likelihood": likelihood, "impact": impact, "level": level}
                           for (likelihood, impact), level in book.criteria.matrix.cells.items()]
    return found


def by_label(register: Register, tables: Tables, rated: dict[str, list[float | None]]) -> frozenset[str]:
    """Take ratings that are labels of the new workbook's scales for these steps; return the axes that are so.

    Which word is which step is known where the criteria are given, and in files that `smsxl export` wrote: of other
    registers it is their own scale that counts, which may have fewer words.
    """
    read = set()
    for axis, table in SCALES.items():
        steps = {plain(str(row["label"])): float(str(row["value"])) for row in tables[table] if "label" in row}
        names = [name for name in rated if name.endswith(axis) and not register.columns[name].ticks]
        words = {name: [plain(as_text(register.cells.value(row, register.columns[name].column)))
                        for row in register.records] for name in names}
        if names and all(word in steps for said in words.values() for word in said if word):
            rated |= {name: [steps.get(word) for word in said] for name, said in words.items()}
            read.add(axis)
    return frozenset(read)


def fit(register: Register, content: Tables) -> None:
    """Let the template have as many steps as the register's scales, with its words."""
    sizes = {}
    for axis in ("likelihood", "impact"):
        scale = next((register.scales[stage + axis] for stage in STAGES if stage + axis in register.scales), None)
        values = [] if scale is None else [int(v) for v in scale.values if v == int(v)]
        if scale is None or values != list(range(1, len(values) + 1)) or not SMALLEST <= len(values) <= LARGEST:
            return
        sizes[axis] = (len(values), scale.words)
    if sizes["likelihood"][0] != sizes["impact"][0]:
        return
    for axis, table in (("likelihood", "LikelihoodScale"), ("impact", "ImpactScale")):
        size, words = sizes[axis]
        there = content[table]
        rows: list[Row] = []
        for step in range(1, size + 1):
            word = words[step - 1] if len(words) == size else ""
            given = dict(there[step - 1]) if size == len(there) else {}
            rows.append({**given, "value": step, "label": word or given.get("label") or f"Step {step}"})
        labels = [plain(str(row["label"])) for row in rows]
        if len(set(labels)) == size:
            content[table] = rows
    size = sizes["likelihood"][0]
    if size != len(default_matrix().likelihoods):
        content["RiskMatrix"] = [{"likelihood": p, "impact": s, "level": label}
                                 for (p, s), label in default_matrix(size).cells.items()]
