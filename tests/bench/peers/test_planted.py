from __future__ import annotations

import datetime as dt
from pathlib import Path

from smsxl.build import new_workbook
from smsxl.check import check_file
from tests.bench.peers.planted import FAULTS, plant

DAY = dt.date(2026, 11, 22)


def test_every_planted_fault_is_found_at_its_cell(tmp_path: Path) -> None:
    """The comparison stands on a register without findings, and on faults that smsxl names by cell."""
    clean, faulty = str(tmp_path / "clean.xlsx"), str(tmp_path / "faulty.xlsx")
    new_workbook(clean, sample=True, risks=200, as_of=DAY)
    assert check_file(clean, as_of=DAY).findings == ()
    planted = plant(clean, faulty, DAY)
    assert [each.what for each in planted] == [fault.what for fault in FAULTS]
    assert len({(each.sheet, each.row) for each in planted}) == len(planted), "one fault a row"
    cells = {(finding.sheet, finding.cell) for finding in check_file(faulty, as_of=DAY).findings}
    assert [each.what for each in planted if (each.sheet, f"{each.letters}{each.row}") not in cells] == []
