"""Every invented register is found and understood, and nothing is reported that was not planted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from smsxl.check import check_file
from smsxl.formats.model import Status
from smsxl.hosts.opening import open_any
from smsxl.registers.mapping import find_registers
from smsxl.rules.findings import Severity
from tests.registers.beside import unrated
from tests.registers.corpus import SHAPES
from tests.registers.pages import levels_alone
from tests.registers.shape import Shape

AS_OF = dt.date(2026, 3, 2)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_register_is_understood(shape: Shape, tmp_path: Path) -> None:
    """Heading, rows, every column and the way of scoring are found without any help."""
    found = [r for r in find_registers(open_any(shape.write(tmp_path))) if r.sheet == (shape.sheet or shape.sheets[0].name)]
    assert len(found) == 1
    register = found[0]
    assert {name: mapped.letters for name, mapped in register.columns.items()} == shape.fields
    assert register.place.heading.rows == shape.header
    assert len(register.records) == shape.rows
    if shape.method is not None:
        scoring = next(iter(register.scoring.values()))
        assert scoring.method == shape.method
        assert scoring.agree == scoring.of > 0


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_consistent_register_gives_no_alarm(shape: Shape, tmp_path: Path) -> None:
    """A register that follows its own rules gives no error and no warning but for the faults that it is known to have."""
    report = check_file(shape.write(tmp_path), as_of=AS_OF)
    assert report.status is Status.CHECKED
    assert {str(f.cell): f.code for f in report.findings if f.severity is not Severity.NOTE} == shape.faults


@pytest.mark.parametrize("shape", [levels_alone(), *unrated()], ids=lambda shape: shape.name)
def test_levels_without_ratings_are_mapped(shape: Shape, tmp_path: Path) -> None:
    """A list with a level before, now or later is a register, however few rows it has: its columns are named."""
    register, = find_registers(open_any(shape.write(tmp_path)))
    assert {name: mapped.letters for name, mapped in register.columns.items()} == shape.fields
