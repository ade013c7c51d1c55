"""The tab SMS of the ribbon, made from `smsxl/buttons.py`, in the two forms that Excel 2007 and later ones read."""

from __future__ import annotations

from itertools import groupby
from typing import Final
from xml.sax.saxutils import quoteattr

from smsxl.buttons import BUTTONS, Button

NAMESPACES: Final = {
    "customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
    "customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui"}
"""The namespace of each part by its file name."""

ACTION: Final = "SmsxlOnAction"
VISIBLE: Final = "SmsxlGetVisible"
PREFIX: Final = "smsxl_"
_TAB: Final = "SMS"


def ribbon(part: str, *, addin: bool) -> str:
    """Return a part of the ribbon.

    A workbook's tab asks whether it is to be shown, since the add-in has the same one.
    """
    visible = "" if addin else f' getVisible="{VISIBLE}"'
    declared = groupby(BUTTONS, key=lambda button: button.group)
    groups = "".join(_group(number, name, list(buttons)) for number, (name, buttons) in enumerate(declared, start=1))
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<customUI xmlns="{NAMESPACES[part]}"><ribbon><tabs>\n'
            f'<tab id="{PREFIX}tab" label="{_TAB}"{visible}>\n{groups}</tab>\n</tabs></ribbon></customUI>\n')


def _group(number: int, name: str, buttons: list[Button]) -> str:
    inside = "".join(f"  {_button(button)}\n" for button in buttons)
    return f'<group id="{PREFIX}group{number}" label={quoteattr(name)}>\n{inside}</group>\n'


def _button(button: Button) -> str:
    attributes = {"id": PREFIX + button.key, "label": button.label, "tag": button.label, "size": "large",
                  "imageMso": button.image, "screentip": button.summary, "supertip": button.help, "onAction": ACTION}
    return "<button " + " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items()) + "/>"
