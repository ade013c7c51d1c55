"""Builds workbooks/template.xlsx and workbooks/sample.xlsx anew; run with `python -m tests.build.rebuild`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from smsxl.build import new_workbook

AS_OF = dt.date(2026, 11, 22)


def main() -> None:
    """Replace the two committed workbooks."""
    folder = Path(__file__).parents[2] / "workbooks"
    for name, sample in (("template", False), ("sample", True)):
        path = folder / f"{name}.xlsx"
        path.unlink(missing_ok=True)
        new_workbook(path, sample=sample, as_of=AS_OF)


if __name__ == "__main__":
    main()
