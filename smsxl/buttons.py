"""The buttons of the tab SMS: declared once for the ribbon of Excel, the menu of Calc and the macros behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Button:
    """One button. `key` is the name of its macro, `image` the built-in picture that Office shows (imageMso)."""

    key: str
    label: str
    group: str
    summary: str
    help: str
    image: str


BUTTONS: Final = (
    Button("validate", "Validate", "Check", "Check this workbook.",
           "Writes what is wrong to the sheet Findings, each with its cell and its fix, and marks the cells.",
           "ReviewAcceptChange"),
    Button("explain", "Explain", "Check", "Explain the selected cell.",
           "Says which rules look at the selected cell or row, what they found there, and how to fix it.",
           "Help"),
    Button("score", "Score", "Assess", "Calculate every score, level and status again.",
           "Recalculates the workbook and puts back the formulas of calculated columns that were typed over.",
           "CalculateNow"),
    Button("accept", "Accept risk", "Assess", "Record that the selected risk is accepted.",
           "Adds a row to Acceptances with what is accepted, by whom and until when.",
           "SignatureLineInsert"),
    Button("report", "Generate report", "Report", "Make the summaries.",
           "Fills Risk Summary and Plan Summary with the state of today.",
           "ChartInsert"),
    Button("doctor", "Doctor", "Help", "Check the installation.",
           "Says whether Python, smsxl and xlwings fit together on this computer, and how to mend what does not.",
           "ErrorChecking"),
)
