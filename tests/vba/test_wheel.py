from __future__ import annotations

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from workbooks.excel.build import TARGET

ROOT = Path(__file__).parents[2]


def test_the_wheel_carries_what_excel_needs(tmp_path: Path) -> None:
    """An installed smsxl makes .xlsm files and installs the add-in: the built parts are in the wheel, as committed."""
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
        for path in TARGET.iterdir():
            assert package.read(f"smsxl/assets/excel/{path.name}") == path.read_bytes()
    assert not {name for name in names if name.startswith("workbooks/")}, "the sources are for building alone"
