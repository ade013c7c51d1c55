"""The summary as one HTML file: no network, no script, readable on a phone and on paper."""

from smsxl.reports.html.page import render_html

__all__ = ["render_html"]
