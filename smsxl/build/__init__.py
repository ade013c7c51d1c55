"""The template builder: makes workbooks with XlsxWriter from the declarations and from content."""

from __future__ import annotations

from smsxl.build.service import build_workbook, new_workbook

__all__ = ["build_workbook", "new_workbook"]
