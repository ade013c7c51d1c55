"""Our reader of .xlsx and .xlsm packages: one pass over each part, the standard library alone."""

from __future__ import annotations

from smsxl.hosts.package.container import Limits
from smsxl.hosts.package.formulas import formula_at
from smsxl.hosts.package.workbook import PackageWorkbook, open_workbook

__all__ = ["Limits", "PackageWorkbook", "formula_at", "open_workbook"]
