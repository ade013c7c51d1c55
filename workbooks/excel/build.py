"""Builds what Excel needs into smsxl/assets/excel. The same sources give the same bytes.

Run it after a change of a function, a button or a source: python workbooks/excel/build.py
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))

from smsxl.build.layout import Layout  # noqa: E402 - the path above comes first
from smsxl.build.macros import project_name, sheet_names  # noqa: E402
from smsxl.content import template_tables  # noqa: E402
from smsxl.tables.compose import PARTS  # noqa: E402
from workbooks.excel.addin import addin  # noqa: E402
from workbooks.excel.modules import SOURCES, addin_modules, workbook_modules  # noqa: E402
from workbooks.excel.project import vba_project  # noqa: E402
from workbooks.excel.ribbon import NAMESPACES, ribbon  # noqa: E402

TARGET: Final = _ROOT / "smsxl" / "assets" / "excel"
_ANY_DAY: Final = dt.date(2026, 1, 1)


def built() -> dict[str, bytes]:
    """Return every part by its file name."""
    content = template_tables(_ANY_DAY)
    parts = {project_name(part): vba_project(workbook_modules(len(sheet_names(Layout(content, part)))))
             for part in PARTS}
    parts |= {name: ribbon(name, addin=False).encode() for name in NAMESPACES}
    parts["smsxl.xlam"] = addin(vba_project(addin_modules()),
                                {name: ribbon(name, addin=True).encode() for name in NAMESPACES})
    parts["NOTICE.txt"] = (SOURCES / "NOTICE.txt").read_bytes()
    return parts


def main() -> None:
    """Write every part."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in built().items():
        (TARGET / name).write_bytes(data)


if __name__ == "__main__":
    main()
