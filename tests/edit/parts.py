"""Compares packages part by part, and cells by what the readers say they hold."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

from smsxl.hosts.package import formula_at, open_workbook


def parts(path: str | Path) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def by_openpyxl(path: str | Path, *, data_only: bool = False) -> Any:
    """Return a workbook as openpyxl loads it, without its warnings of what it would lose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=data_only)


def changed(before: str | Path, after: str | Path) -> set[str]:
    """Return the parts of the first package that the second one lacks or has with other bytes."""
    old, new = parts(before), parts(after)
    return {name for name, data in old.items() if new.get(name) != data}


def added(before: str | Path, after: str | Path) -> set[str]:
    """Return the parts that only the second package has."""
    return parts(after).keys() - parts(before).keys()


def cells(path: str | Path, sheet: str) -> dict[tuple[int, int], tuple[Any, str | None]]:
    """Return what the cells of a sheet hold by our own reader: value and formula."""
    grid = open_workbook(path).grid(sheet)
    found = {}
    for number, column in grid.columns.items():
        formulas = column.formulas or [None] * len(grid.rows)
        for row, value, formula in zip(grid.rows, column.values, formulas, strict=True):
            if value is not None or formula is not None:
                found[row, number] = (value, None if formula is None else formula_at(formula, row, number))
    return found


def edits(before: str | Path, after: str | Path, sheet: str) -> dict[tuple[int, int], tuple[Any, str | None] | None]:
    """Return the cells of a sheet that changed, with what they hold now; None where they hold nothing."""
    old, new = cells(before, sheet), cells(after, sheet)
    return {at: new.get(at) for at in old.keys() | new.keys() if old.get(at) != new.get(at)}
