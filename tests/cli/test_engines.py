"""Both engines give the same findings: one body over the package reader and openpyxl."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsxl.build import new_workbook
from smsxl.check import check_file
from smsxl.formats.model import Status
from smsxl.rules.findings import Finding
from smsxl.tables.formula import PLAIN
from tests.flawed.manifest import AS_OF, FLAWED, SAMPLE, Fault, clean, faults, places
from tests.flawed.plant import plant

_BLIND = frozenset({"WBK401"})
"""What openpyxl cannot see: values under a merge (see the docstring of its host)."""
_GROUP = 12


def found(path: Path, engine: str) -> list[Finding]:
    """Return what an engine leads to, without what openpyxl can't see."""
    report = check_file(str(path), as_of=AS_OF, engine=engine)
    assert report.status is Status.CHECKED, report.error
    return [finding for finding in report.findings if finding.code not in _BLIND]


@pytest.mark.parametrize("path", [SAMPLE, SAMPLE.with_name("template.xlsx"), FLAWED], ids=lambda path: path.stem)
def test_engines_agree_on_the_shipped_workbooks(path: Path) -> None:
    """Sample, template and the flawed sample: the same findings, word by word, with the same fingerprints."""
    assert found(path, "openpyxl") == found(path, "package")


def test_engines_agree_on_built_in_formulas(tmp_path: Path) -> None:
    """The same where the workbook has plain formulas."""
    path = tmp_path / "plain.xlsx"
    new_workbook(path, sample=True, dialect=PLAIN, as_of=AS_OF)
    assert found(path, "openpyxl") == found(path, "package")


def groups() -> list[list[Fault]]:
    """Return the faults that openpyxl can see, some at a time."""
    seen = [fault for fault in faults() if fault.code not in _BLIND]
    return [seen[start:start + _GROUP] for start in range(0, len(seen), _GROUP)]


@pytest.mark.parametrize("group", groups(), ids=lambda group: group[0].name)
def test_engines_agree_on_planted_faults(group: list[Fault], tmp_path: Path) -> None:
    """The same whatever is wrong with the workbook; faults that do not fit together are planted one by one."""
    package = clean()
    alone = []
    for fault in group:
        attempt = package.copy()
        try:
            for edit in fault.edits:
                plant(attempt, places(), edit)
        except (AssertionError, KeyError, ValueError, StopIteration):
            alone.append(fault)
            continue
        package = attempt
    books = [package]
    for fault in alone:
        books.append(clean())
        for edit in fault.edits:
            plant(books[-1], places(), edit)
    for number, book in enumerate(books):
        path = tmp_path / f"{number}.xlsx"
        book.save(path)
        assert found(path, "openpyxl") == found(path, "package")
