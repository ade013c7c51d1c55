"""The summary as a small workbook of sheets, which hosts bring into the user's workbook."""

from smsxl.reports.sheets.render import Rendered, render_sheets

__all__ = ["Rendered", "render_sheets"]
