"""The editor over a package: what callers use. Nothing is written before `save`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from smsxl.errors import UsageError
from smsxl.hosts.package.cells import NotPlainError
from smsxl.hosts.package.container import DamagedError, Limits, part_key
from smsxl.hosts.package.edit.app_properties import list_sheet
from smsxl.hosts.package.edit.archive import Store, write_archive
from smsxl.hosts.package.edit.calc_chain import drop_from_chain
from smsxl.hosts.package.edit.content import CellWriter, Content, FormulaCell
from smsxl.hosts.package.edit.errors import EditError, SheetTakenError
from smsxl.hosts.package.edit.lexical import respelled
from smsxl.hosts.package.edit.metadata import dynamic_array_mark
from smsxl.hosts.package.edit.parts import Parts, relations_part
from smsxl.hosts.package.edit.refuse import refuse_workbook
from smsxl.hosts.package.edit.sheet import SheetEdit, edited
from smsxl.hosts.package.edit.sheet_growth import Place, append_rows, replace_rows
from smsxl.hosts.package.edit.table_xml import ColumnFormula, TablePart, set_formula, tables_on
from smsxl.hosts.package.edit.transplant import Transplant, code_name_of, is_selected
from smsxl.hosts.package.edit.workbook_xml import Sheet, WorkbookXml, check_sheet_name
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.workbook import PackageWorkbook
from smsxl.hosts.port import MARK, DefinedName, Grid, cell_name
from smsxl.hosts.save import Original, Saved, save_file

_MACRO_ENDINGS: Final = (".xlsm", ".xltm", ".xlam")
_PLAIN_ENDINGS: Final = (".xlsx", ".xltx")
_WORKSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True)
class Put:
    """What became of a sheet: it took the place of one that smsxl had made, or it is new."""

    sheet: str
    replaced: bool


class WorkbookEdit:
    """A workbook with changes that wait to be saved. Use it as a context manager.

    Opening raises UnreadableError for what can't be read and EditError for what can't be written without harm:
    signed, Strict Open XML, protected structure.
    """

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.workbook = PackageWorkbook(path, limits)
        """The workbook as it was opened, to read."""
        self._parts = Parts(path, limits)
        try:
            self._original = Original.of(path, self._parts.handle)
            self._book = WorkbookXml(self._parts)
            refuse_workbook(self._parts, self._book)
        except BaseException:
            self._parts.close()
            raise
        self._edits: dict[str, SheetEdit] = {}
        self._renewed: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    # ------------------------------------------------------------------ cells

    def set_cells(self, sheet: str, cells: Mapping[tuple[int, int], Content]) -> None:
        """Set cells of a sheet by their 1-based (row, column); each keeps its format.

        A text is never a formula. None empties a cell. A FormulaCell holds a formula with its value; a NewValue
        changes the cached value of a formula that stays. Raises KeyError for a sheet that is not there.
        """
        edit = self._edit(sheet)
        for (row, column), content in cells.items():
            edit.set(row, column, content)

    def _edit(self, sheet: str) -> SheetEdit:
        found = self._book.sheet(sheet)
        if found.kind != "worksheet":
            raise EditError(f"{self.path} has the sheet {sheet}, which holds a chart and no cells.")
        return self._edits.setdefault(part_key(found.part), SheetEdit())

    # ------------------------------------------------------------------ tables

    def tables(self) -> Iterator[tuple[str, TablePart]]:
        """Yield all tables as they are now, with their sheets."""
        for sheet in self._book.sheets():
            for table in tables_on(self._parts, sheet.part) if sheet.kind == "worksheet" else ():
                yield sheet.name, table

    def table(self, name: str) -> tuple[str, TablePart]:
        """Return a table's sheet and part as they are now. Raises KeyError."""
        for sheet, table in self.tables():
            if table.name.casefold() == name.casefold():
                return sheet, table
        raise KeyError(name)

    def append_rows(self, table: str, rows: Sequence[Mapping[str, Content]]) -> list[int]:
        """Add rows to an Excel table, each by header text; return their sheet rows.

        Blank rows at the table's end are used first. Calculated columns get their formula; a plain value given for
        one becomes its cached value. Formats come from the row above. Raises EditError where something lies below.
        """
        sheet, found = self.table(table)
        return append_rows(self._parts, self._place(sheet), found, rows)

    def replace_rows(self, table: str, rows: Sequence[Mapping[str, Content]],
                     links: Mapping[tuple[int, str], str] | None = None) -> None:
        """Put other rows into a table on a sheet of smsxl's own.

        `links` gives the place that a cell leads to, such as `'Risks'!E14`, by (row from 0, header). Raises EditError
        on a sheet of the user's.
        """
        sheet, found = self.table(table)
        if not self.is_own(sheet):
            raise SheetTakenError(f"{self.path} has the table {table} on the sheet {sheet}, which is not one that "
                                  "smsxl made; it is left as it is.")
        replace_rows(self._parts, self._place(sheet), found, rows, links or {})

    def _place(self, sheet: str) -> Place:
        found = self._book.sheet(sheet)
        renewed = found.number in self._renewed or all(each.name != found.name for each in self.workbook.sheets)
        return Place(found.part, Grid(found.name) if renewed else self.workbook.grid(found.name), self._edit(sheet))

    def set_column_formula(self, table: str, header: str, formula: str | None, *, array: bool = False) -> None:
        """Set the formula that a table's column gives to new rows; the cells are set with `set_cells`."""
        _, found = self.table(table)
        set_formula(self._parts, found, header, None if formula is None else ColumnFormula(formula, array))

    # ------------------------------------------------------------------ sheets

    def own_sheets(self) -> frozenset[str]:
        """Return the sheets that carry the mark of those that smsxl makes, in lower case."""
        return frozenset(name.sheet.casefold() for name in self._book.names()
                         if name.sheet is not None and name.name.casefold() == MARK)

    def is_own(self, sheet: str) -> bool:
        """Whether a sheet carries the mark of those that smsxl makes."""
        return sheet.casefold() in self.own_sheets()

    def sheet_part(self, sheet: str) -> str:
        """Return the name of a sheet's part. Raises KeyError."""
        return self._book.sheet(sheet).part

    def mark_own(self, sheet: str) -> None:
        """Say that a sheet is one that smsxl makes, and may make anew."""
        self._book.define(MARK, "TRUE", sheet, hidden=True)

    def put_sheet(self, name: str, rendered: str | os.PathLike[str], after: str | None = "Start") -> Put:
        """Insert a sheet that XlsxWriter rendered, or put its content into the one that smsxl made before.

        `rendered` is a workbook that holds a sheet of this name, or a single sheet. A new sheet comes behind the sheet
        `after`, or last where that is None or missing. A replaced one keeps its place, number and name, so that links
        and references to it go on. Charts may show cells of their own sheet alone. Raises SheetTakenError where a
        sheet of the user's has the name.
        """
        check_sheet_name(name)
        old = self._book.find(name)
        if old is not None and not self.is_own(name):
            raise SheetTakenError(f"{self.path} has a sheet {name} that smsxl did not make; it is left as it is. Give "
                                  "it another name, then try again.")
        with Parts(os.fspath(rendered), Limits()) as source:
            if old is not None:
                self._replace_sheet(old, source)
            else:
                self._insert_sheet(name, source, after)
        return Put(old.name if old is not None else name, old is not None)

    def _replace_sheet(self, old: Sheet, source: Parts) -> None:
        around = b"".join(self._parts.chunks(old.part))
        self._drop_belongings(old)
        self._edits.pop(part_key(old.part), None)
        self._renewed.add(old.number)
        transplant = Transplant(self._parts, source)
        origin = transplant.source_of(old.name)
        transplant.move(origin, old.name, old.part, code_name=code_name_of(around), selected=is_selected(around))
        transplant.define_names(origin, old.name)
        transplant.finish()

    def _drop_belongings(self, sheet: Sheet) -> None:
        """Remove the parts to which only this sheet leads."""
        below = self._parts.reachable(sheet.part)
        listing = relations_part(sheet.part)
        if self._parts.has(listing):
            self._parts.remove(listing)
        still = self._parts.reachable()
        for key, part in below.items():
            if key not in still:
                self._parts.remove(part)

    def _insert_sheet(self, name: str, source: Parts, after: str | None) -> None:
        sheets = self._book.sheets()
        place = next((i for i, sheet in enumerate(sheets, start=1)
                      if after is not None and sheet.name.casefold() == after.casefold()), len(sheets))
        folder = self._book.part.rpartition("/")[0]
        part = self._parts.free_name("/".join(filter(None, (folder, "worksheets/sheet1.xml"))))
        self._parts.add(part, b"", _WORKSHEET)
        self._book.insert_sheet(name, part, place)
        transplant = Transplant(self._parts, source)
        origin = transplant.source_of(name)
        transplant.move(origin, name, part)
        self.mark_own(name)
        transplant.define_names(origin, name)
        transplant.finish()
        titles = [sheet.name for sheet in sheets if sheet.kind == "worksheet"]
        before = sum(sheet.kind == "worksheet" for sheet in sheets[:place])
        list_sheet(self._parts, titles, name, before)

    # ------------------------------------------------------------------ names and parts

    @property
    def has_macros(self) -> bool:
        """Whether the workbook holds a VBA project."""
        return self.related_part("vbaProject") is not None

    def names(self) -> list[DefinedName]:
        """Return the defined names as they are now."""
        return list(self._book.names())

    def define_name(self, name: str, text: str, sheet: str | None = None, *, hidden: bool = False) -> None:
        """Add a defined name, or give one that is there another meaning. `text` is what it refers to, without `=`."""
        self._book.define(name, text, sheet, hidden=hidden)

    def remove_name(self, name: str, sheet: str | None = None) -> None:
        """Remove a defined name; one that is not there is no error."""
        self._book.forget(name, sheet)

    def related_part(self, kind: str, source: str | None = None) -> str | None:
        """Return the part to which the workbook (or `source`; `""` is the package) has a relationship of a kind."""
        start = self._book.part if source is None else source
        return next((each.part for each in relations_of(self._parts, start)
                     if each.kind == kind and self._parts.has(each.part)), None)

    def part(self, name: str) -> bytes:
        """Return the bytes of a part as it is now."""
        return b"".join(self._parts.chunks(name))

    def add_part(self, part: str, data: bytes, content_type: str, kind: str, source: str | None = None) -> None:
        """Add a part, or replace the one of its name, with content type and relationship.

        `kind` is the address of the relationship's type, or its last word for Office's own types. It starts at the
        workbook, or at `source` (`""` is the package).
        """
        start = self._book.part if source is None else source
        self._parts.add(part, data, content_type)
        if all(part_key(each.part) != part_key(part) for each in relations_of(self._parts, start)):
            self._parts.relate(start, kind, part)

    def remove_part(self, part: str, source: str | None = None) -> None:
        """Remove a part with its relationship and content type, and what only it leads to."""
        start = self._book.part if source is None else source
        below = self._parts.reachable(part)
        self._parts.unrelate(start, [each.id for each in relations_of(self._parts, start)
                                     if part_key(each.part) == part_key(part)])
        self._parts.remove(part)
        still = self._parts.reachable()
        for key, name in below.items():
            if key not in still:
                self._parts.remove(name)

    def set_workbook_type(self, content_type: str) -> None:
        """Set the content type of the workbook part, as between .xlsx and .xlsm."""
        self._parts.set_content_type(self._book.part, content_type)

    def set_code_names(self, book: str, sheets: Sequence[str]) -> None:
        """Give the workbook and its sheets, in their order, the names that the modules of a VBA project have."""
        self._book.set_code_name(book)
        for sheet, name in zip(self._book.sheets(), sheets, strict=False):
            if sheet.kind == "worksheet":
                self._edit(sheet.name).code_name = name

    def hide_sheet(self, name: str) -> None:
        """Hide a sheet. Raises KeyError for one that is not there."""
        self._book.hide(name)

    def recalculate_on_load(self) -> None:
        """Make Excel calculate everything when it opens the workbook."""
        self._book.recalculate_on_load()

    # ------------------------------------------------------------------ saving

    @property
    def is_changed(self) -> bool:
        """Whether anything waits to be saved."""
        return bool(self._parts.changed or self._parts.removed or any(
            not edit.is_empty for edit in self._edits.values()))

    def save(self, out: str | os.PathLike[str] | None = None, *, in_place: bool = False) -> Saved:
        """Write the workbook: over the original in one step, or to `out`. Return where it went.

        In a folder that OneDrive or SharePoint syncs it goes beside the original, unless `in_place`. Raises EditError
        where the original is open in Excel, read-only, or was changed by somebody else since it was opened. After a
        save in place the editor is closed.
        """
        if out is not None:
            self._check_ending(Path(out))
        return save_file(self._original, self._write, out, in_place=in_place, release=self._parts.close)

    def _check_ending(self, out: Path) -> None:
        """Raise UsageError for a name under which Excel would not open the workbook."""
        macros = "macroEnabled" in (self._parts.content_type(self._book.part) or "")
        endings = _MACRO_ENDINGS if macros else _PLAIN_ENDINGS
        if out.suffix.lower() not in endings:
            what = "a workbook with macros" if macros else "a workbook without macros"
            raise UsageError(f"{out} has to end in {endings[0]}, since {self.path} is {what} and Excel goes by "
                             "the name.")

    def _write(self, target: IO[bytes]) -> None:
        with Store() as store:
            gone: dict[int, set[str] | None] = dict.fromkeys(self._renewed)
            for sheet in self._book.sheets():
                edit = self._edits.get(part_key(sheet.part))
                if edit is None or edit.is_empty:
                    continue
                with self._parts.reading(sheet.part):
                    self._stage(store, sheet, edit)
                if edit.replaced and gone.get(sheet.number, ()) is not None:
                    gone[sheet.number] = {cell_name(*place) for place in edit.replaced}
            drop_from_chain(self._parts, self._book.part, gone)
            for key, data in self._parts.changed.items():
                if key not in store:
                    store.stage(key, (data,))
            with self._parts.reading("of the package"):
                write_archive(self._parts, store, target)

    def _stage(self, store: Store, sheet: Sheet, edit: SheetEdit) -> None:
        arrays = any(isinstance(content, FormulaCell) and content.array
                     for cells in edit.cells.values() for content in cells.values())
        mark = dynamic_array_mark(self._parts, self._book.part) if arrays else 0
        writer = CellWriter(self.workbook.date1904, array_mark=mark)
        inflated = self._parts.inflated
        chunks = self._parts.chunks(sheet.part)
        try:
            store.stage(sheet.part, edited(self.path, sheet.name, chunks, edit, writer))
        except NotPlainError:
            self._parts.inflated = inflated
            chunks = respelled(self._parts.chunks(sheet.part))
            try:
                store.stage(sheet.part, edited(self.path, sheet.name, chunks, edit, writer, plain=True))
            except NotPlainError:
                raise DamagedError("holds cells in a shape that no spreadsheet writes") from None


def edit_workbook(path: str | os.PathLike[str], limits: Limits = Limits()) -> WorkbookEdit:  # noqa: B008
    """Open a workbook to change it. Raises UnreadableError and EditError, each in one sentence."""
    return WorkbookEdit(os.fspath(path), limits)

