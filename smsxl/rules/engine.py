"""Runs the rules over a book and turns what they find into findings with an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from smsxl.hosts.port import GridValue, HasPlaces, cell_name, cell_of
from smsxl.rules.base import AfterRule, BookRule, Detail, Hit, Place, RowRule, Rule
from smsxl.rules.findings import Finding, Related
from smsxl.rules.schema import failures, fields_of
from smsxl.rules.shared import Filled
from smsxl.rules.suppressing import suppress, suppressions_in
from smsxl.tables.book import Book
from smsxl.tables.rows import Rows, as_text
from smsxl.tables.text import fold


def run(rules: Iterable[Rule], book: Book) -> list[Finding]:
    """Return all findings in sheet, row, column and code order, with fingerprints.

    Those that the workbook's own table Suppressions means say so.
    """
    chosen = list(rules)
    row_rules = [rule for rule in chosen if isinstance(rule, RowRule)]
    found: list[Finding] = []
    for name, rows in book.rows.items():
        mine = [rule for rule in row_rules if fields_of(rule, name)]
        if mine:
            found.extend(_of_record(rule, book, rows, i, field, rule.explain(rows, i, field, book))
                         for rule, field, i in failures(mine, rows, book))
    for rule in chosen:
        if isinstance(rule, BookRule):
            found.extend(_of_hit(rule, book, hit) for hit in rule.find(book))
    for view in book.views:
        found.extend(list(_on_register(row_rules, view, found)))
    found = fingerprinted(in_order(_really(book, finding) for finding in found))
    agreed = suppressions_in(book)
    if not agreed:
        return found
    found, _ = suppress(found, agreed, book.as_of, {rule.code for rule in chosen if not rule.suppressible})
    ran = frozenset(rule.code for rule in chosen)
    later = [_of_hit(rule, book, hit) for rule in chosen if isinstance(rule, AfterRule)
             for hit in rule.find(book, found, ran)]
    return in_order([*found, *fingerprinted(in_order(later))])


def _on_register(rules: Sequence[RowRule], view: Book, told: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what our rules find in a register of another layout, once for a column where most rows fail alike."""
    chosen = [rule for rule in rules if rule.on_registers is not None]
    known = {(finding.code, finding.order[1]) for finding in told}
    for rows in view.rows.values():
        failing: dict[tuple[RowRule, str], list[int]] = {}
        for rule, field, i in failures(chosen, rows, view):
            how = rule.on_registers
            if how is None or not any((code, rows.numbers[i]) in known for code in how.yields_to):
                failing.setdefault((rule, field), []).append(i)
        for (rule, field), found in failing.items():
            how = rule.on_registers
            if isinstance(rule, Filled) and len(found) == len(rows) > 1:
                continue  # that a column is blank in every row is a finding of its own
            if how is not None and how.many is not None and len(found) > max(_FEW, len(rows) // 2):
                row, column = rows.places[field]
                if any((code, row) in known for code in how.yields_to):
                    continue
                said = rule.explain(rows, found[0], field, view).values
                detail = Detail({**said, "count": len(found), "of": len(rows)})
                yield _theirs(view, _finding(rule, view, sheet=rows.sheet, row=row, column=column, field=field,
                                             table=rows.declaration.name, row_id=None, title="", detail=detail,
                                             value=rows.declaration[field].header, message=how.many))
            else:
                yield from (_theirs(view, _of_record(rule, view, rows, i, field, rule.explain(rows, i, field, view)))
                            for i in found)


_FEW: Final = 3
"""As many cells of a column are told one by one, however short the register is."""


def _theirs(view: Book, finding: Finding) -> Finding:
    """Return a finding with the names that the register has, not ours."""
    return replace(finding, table=None, field=view.own_field(finding.field))


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Return findings by sheet, row, column and code."""
    return sorted(found, key=lambda finding: (finding.order, finding.code, finding.message))


def fingerprinted(found: Sequence[Finding]) -> list[Finding]:
    """Return findings with their fingerprints, which tell equal ones apart by their order."""
    seen: Counter[str] = Counter()
    out = []
    for finding in found:
        base = finding.identity(0)
        out.append(replace(finding, fingerprint=finding.identity(seen[base]) if seen[base] else base))
        seen[base] += 1
    return out


def _of_hit(rule: Rule, book: Book, hit: Hit) -> Finding:
    if hit.table is not None and hit.record is not None and hit.field is not None and hit.row is None:
        rows = book[hit.table]
        return _of_record(rule, book, rows, hit.record, hit.field, hit.detail, hit.value)
    rows_or_none = book.rows.get(hit.table) if hit.table else None
    sheet = hit.sheet or (rows_or_none.sheet if rows_or_none is not None else None)
    row_id = rows_or_none.key_of(hit.record) if rows_or_none is not None and hit.record is not None else hit.row_id
    title = _title(rows_or_none, hit.record) if rows_or_none is not None and hit.record is not None else ""
    return _finding(rule, book, sheet=sheet, row=hit.row, column=hit.column, table=hit.table, row_id=row_id,
                    title=title, field=hit.field, value=hit.value, detail=hit.detail)


def _of_record(rule: Rule, book: Book, rows: Rows, i: int, field: str, detail: Detail,
               value: GridValue = None) -> Finding:
    row, column = rows.cell(i, field) if field in rows.places else (rows.numbers[i], None)
    return _finding(rule, book, sheet=rows.sheet, row=row, column=column, table=rows.declaration.name,
                    row_id=rows.key_of(i), title=_title(rows, i), field=field,
                    value=rows.raw(field)[i] if value is None else value, detail=detail)


def _title(rows: Rows, i: int) -> str:
    field = rows.declaration.title
    return rows.text(field)[i].strip() if field is not None and field in rows else ""


def _finding(rule: Rule, book: Book, *, sheet: str | None, row: int | None, column: int | None,
             table: str | None, row_id: str | None, title: str, field: str | None, value: GridValue,
             detail: Detail, message: str | None = None) -> Finding:
    rows = book.rows.get(table) if table else None
    header = rows.declaration[field].header if rows is not None and field in rows.declaration.by_field else field
    words = {"id": row_id or (book.line(sheet, row) if row else ""), "title": title, "value": shown(value),
             "column": header or "", "table": table or "", "sheet": sheet or "", "expected": detail.expected or "",
             **detail.values}
    how = rule.on_registers if book.foreign else None
    template = message or (how.message if how is not None else None) or rule.message
    fix = (how.fix if how is not None else None) or rule.fix
    message = template.format_map(words)
    if row_id is None and template.startswith("{id}"):
        message = message[:1].upper() + message[1:]  # "Row 9 ..."
    sheets = [info.name for info in book.workbook.sheets]
    return Finding(
        code=rule.code, name=rule.name, message=message, fix=fix.format_map(words),
        severity=(how.severity if how is not None else None) or rule.severity_in(book),
        area=rule.area, clause=rule.clause, sheet=sheet,
        cell=cell_name(row, column) if row and column else None, table=table, row_id=row_id, field=field,
        value=value, expected=detail.expected,
        related=tuple(_related(place) for place in detail.related),
        row_text=fold(row_id or title or as_text(value)),
        order=(sheets.index(sheet) if sheet in sheets else -1, row or 0, column or 0),
    )


def _related(place: Place) -> Related:
    return Related(place.sheet, cell_name(place.row, place.column) if place.row and place.column else None)


def _really(book: Book, finding: Finding) -> Finding:
    """Return a finding with the place where its cell really lies, in a register that is seen rearranged."""
    workbook = book.workbook
    if not isinstance(workbook, HasPlaces) or finding.sheet is None:
        return finding
    sheet, row, column = workbook.real(finding.sheet, finding.order[1] or None, finding.order[2] or None)
    sheets = [info.name for info in workbook.sheets]
    related = []
    for other in finding.related:
        at = cell_of(other.cell) if other.cell is not None else None
        name, down, across = workbook.real(other.sheet, *(at or (None, None)))
        related.append(Related(name, cell_name(down, across) if down and across else None))
    return replace(finding, sheet=sheet, cell=cell_name(row, column) if row and column else None,
                   related=tuple(related),
                   order=(sheets.index(sheet) if sheet in sheets else -1, row or 0, column or 0))


def shown(value: GridValue) -> str:
    """Return a cell's value as messages quote it, shortened."""
    text = as_text(value) or (str(value) if value is not None and not isinstance(value, str) else "")
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - one line of a message
