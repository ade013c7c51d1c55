"""The package adapter of the port: an .xlsx or .xlsm file, read as it is."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator, Mapping, Sequence

from smsxl.errors import UnreadableError
from smsxl.hosts.package.canonical import plain_chunks
from smsxl.hosts.package.cells import CellReader, Entry, NotPlainError
from smsxl.hosts.package.conditional import read_fills, read_rules
from smsxl.hosts.package.container import DamagedError, Limits, Package, file_mark
from smsxl.hosts.package.sheet import scan_sheet
from smsxl.hosts.package.strings import read_strings
from smsxl.hosts.package.styles import read_date_styles
from smsxl.hosts.package.tables import read_tables
from smsxl.hosts.package.workbook_part import WorkbookPart, read_workbook_part
from smsxl.hosts.port import DefinedName, Grid, SheetInfo, SheetRules, TableInfo


class PackageWorkbook:
    """A workbook file, seen through the port. Sheets are read when they are asked for, never written."""

    def __init__(self, path: str, limits: Limits) -> None:
        self._path = path
        self._file = str(pathlib.Path(path).absolute())
        self._limits = limits
        self._grids: dict[str, Grid] = {}
        self._rules: dict[str, SheetRules] = {}
        self._strings: list[Entry] | None = None
        self._inflated = 0
        with Package(path, limits) as package:
            self._mark = file_mark(self._file)
            self._part: WorkbookPart = read_workbook_part(package)
            self._tables = read_tables(package, self._part.sheet_parts)
            self._date_styles = read_date_styles(package, self._part.styles_part)
            self._inflated = package.inflated

    @property
    def path(self) -> str:
        """The file's path as the user gave it."""
        return self._path

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in workbook order."""
        return self._part.sheets

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """All Excel tables by the name that formulas use."""
        return self._tables

    @property
    def names(self) -> Sequence[DefinedName]:
        """All defined names."""
        return self._part.names

    @property
    def date1904(self) -> bool:
        """Whether the workbook counts its days from 1904."""
        return self._part.date1904

    def grid(self, sheet: str) -> Grid:
        """Return everything a sheet holds; read at the first call, remembered after.

        A sheet that is no worksheet (a chart) is empty. Raises KeyError for a name that no sheet has and
        UnreadableError where the sheet can't be read.
        """
        known = self._grids.get(sheet)
        if known is None:
            known = self._grids[sheet] = self._read(sheet)
        return known

    def rules(self, sheet: str) -> SheetRules:
        """Return the conditional formats and allowed lists of a sheet; read at the first call, remembered after."""
        if sheet not in self._rules:
            part = self._part.sheet_parts.get(sheet)
            self._rules[sheet] = SheetRules()
            if part is not None:
                with self._reopened() as package:
                    self._rules[sheet] = read_rules(package, part, read_fills(package, self._part.styles_part))
        return self._rules[sheet]

    def _read(self, sheet: str) -> Grid:
        part = self._part.sheet_parts.get(sheet)
        if part is None:
            if not any(info.name == sheet for info in self.sheets):
                raise KeyError(sheet)
            return Grid(sheet)
        with self._reopened() as package:
            if self._strings is None:
                texts = read_strings(package, self._part.strings_part)
                self._strings = [(text, None) for text in texts]
            inflated = package.inflated
            try:
                grid = self._scan(package, sheet, part, package.chunks(part))
            except NotPlainError:
                package.inflated = inflated
                try:
                    grid = self._scan(package, sheet, part, plain_chunks(package.chunks(part)))
                except NotPlainError:
                    with package.reading(part):
                        raise DamagedError("holds cells in a shape that no spreadsheet writes") from None
            self._inflated = package.inflated
            return grid

    def _scan(self, package: Package, sheet: str, part: str, chunks: Iterator[bytes]) -> Grid:
        cells = CellReader(self._strings or [], self._date_styles, date1904=self.date1904,
                           text_bytes=self._limits.text_bytes)
        with package.reading(part):
            return scan_sheet(sheet, chunks, cells, self._limits.grid_cells)

    def _reopened(self) -> Package:
        package = Package(self._file, self._limits)
        package.path = self._path
        package.inflated = self._inflated
        if file_mark(self._file) != self._mark:
            package.close()
            raise UnreadableError(f"{self._path} was changed while it was being read; try again.")
        return package


def open_workbook(path: str | os.PathLike[str], limits: Limits = Limits()) -> PackageWorkbook:  # noqa: B008
    """Open an .xlsx or .xlsm file for reading.

    `limits` bounds what the file may unpack to. Raises UnreadableError, in one sentence, for everything that is not a
    workbook that can be read: no such file, another format, a password, damage, too big.
    """
    return PackageWorkbook(os.fspath(path), limits)
