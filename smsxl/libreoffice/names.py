"""The names by which LibreOffice knows the add-in. They stand in people's profiles and files: never change one."""

from __future__ import annotations

from typing import Final

EXTENSION: Final = "org.smsxl.calc"
"""The extension as a whole."""

INTERFACE: Final = ("org", "smsxl", "calc", "XFunctions")
"""The interface with a method for each worksheet function."""

FUNCTIONS: Final = "org.smsxl.calc.Functions"
"""The object that answers the worksheet functions; an .ods file holds it in front of each function's name."""

HANDLER: Final = "org.smsxl.calc.Buttons"
"""The object behind the menu and the toolbar."""

PROTOCOL: Final = "org.smsxl.calc:"
"""What the addresses of the menu's entries begin with; a button's key follows."""

BUTTONS: Final = ("validate", "score", "report")
"""The keys of the buttons that there are in Calc."""

NOTES: Final = "smsxl.json"
"""The file in the extension that says what the buttons need to know about this computer and the tables."""

LEAST_VERSION: Final = (25, 2)
"""Older versions ignore the names that Excel files call the functions by."""
