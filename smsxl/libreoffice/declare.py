"""The texts by which LibreOffice learns of the functions and the buttons, written from their declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import smsxl
from smsxl.buttons import BUTTONS, Button
from smsxl.functions import FUNCTIONS, Function
from smsxl.libreoffice import names

COMPONENT: Final = "smsxl_component.py"
CALLED: Final = tuple(button for button in BUTTONS if button.key in names.BUTTONS)

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"
_PARTS: Final = (
    ("smsxl.components", "application/vnd.sun.star.uno-components"),
    ("CalcAddIns.xcu", "application/vnd.sun.star.configuration-data"),
    ("Addons.xcu", "application/vnd.sun.star.configuration-data"),
    ("ProtocolHandler.xcu", "application/vnd.sun.star.configuration-data"),
)


def texts() -> dict[str, str]:
    """Return the generated files of the extension by their names."""
    return {
        "META-INF/manifest.xml": _manifest(),
        "Addons.xcu": _addons(CALLED),
        "CalcAddIns.xcu": _functions(FUNCTIONS),
        "ProtocolHandler.xcu": _handler(),
        "XFunctions.idl": _interface(FUNCTIONS),
        "description.xml": _description(),
        "smsxl.components": _components(),
    }


def _interface(functions: Sequence[Function]) -> str:
    """Return the interface with a method a function.

    Every method gives `any`: a number, a text or an array.
    """
    *modules, name = names.INTERFACE
    lines = [" ".join(f"module {module} {{" for module in modules), f"interface {name} {{"]
    for function in functions:
        parameters = ", ".join(f"[in] any {_parameter(number)}" for number in range(len(function.arguments)))
        lines.append(f"    any {function.name}( {parameters} );")
    return "\n".join([*lines, "};", " ".join("};" for _ in modules), ""])


def _parameter(number: int) -> str:
    """Return a parameter's name in the interface, which is shown nowhere.

    The functions' own names would meet words of the language, such as `type`. LibreOffice sorts by these names.
    """
    return f"a{number:02}"


def _components() -> str:
    return (f'{_HEAD}<components xmlns="http://openoffice.org/2010/uno-components">'
            f'<component loader="com.sun.star.loader.Python" uri="{COMPONENT}">'
            f'<implementation name="{names.FUNCTIONS}"><service name="com.sun.star.sheet.AddIn"/>'
            f'<service name="{names.FUNCTIONS}"/></implementation>'
            f'<implementation name="{names.HANDLER}"><service name="com.sun.star.frame.ProtocolHandler"/>'
            f'<service name="{names.HANDLER}"/></implementation></component></components>\n')


def _manifest() -> str:
    interface = ("XFunctions.idl", "application/vnd.sun.star.uno-typelibrary;type=RDB")
    entries = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
                      for name, kind in (interface, *_PARTS))
    return (f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}'
            "</manifest:manifest>\n")


def _description() -> str:
    least = ".".join(map(str, names.LEAST_VERSION))
    return (f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
            'xmlns:d="http://openoffice.org/extensions/description/2006" '
            'xmlns:l="http://libreoffice.org/extensions/description/2011">'
            f'<identifier value="{names.EXTENSION}"/><version value="{smsxl.__version__}"/>'
            f'<dependencies><l:LibreOffice-minimal-version value="{least}" d:name="LibreOffice {least}"/>'
            "</dependencies>"
            '<display-name><name lang="en">smsxl: service management plans and service risks</name></display-name>'
            "</description>\n")


# ---------------------------------------------------------------------- configuration

def _configuration(name: str, inner: Iterable[str]) -> str:
    return (f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
            'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
            f'oor:name="{name}" oor:package="org.openoffice.Office">{"".join(inner)}</oor:component-data>\n')


def _node(name: str, inner: Iterable[str], *, new: bool = False) -> str:
    operation = ' oor:op="replace"' if new else ""
    return f"<node oor:name={quoteattr(name)}{operation}>{''.join(inner)}</node>"


def _plain(name: str, value: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(value)}</value></prop>'


def _shown(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(text)}</value></prop>'


def _functions(functions: Sequence[Function]) -> str:
    """Return what the function wizard shows, and by which name files of Excel call each function."""
    described = (_node(function.name, (
        _shown("DisplayName", function.name), _shown("Description", function.summary), _plain("Category", "Add-In"),
        _shown("CompatibilityName", function.name), _node("Parameters", _arguments(function))), new=True)
        for function in functions)
    return _configuration("CalcAddIns", (_node("AddInInfo", (_node(
        names.FUNCTIONS, (_node("AddInFunctions", described),), new=True),)),))


def _arguments(function: Function) -> Iterator[str]:
    """Yield the help of every argument, by the name of the parameter in the interface."""
    for number, argument in enumerate(function.arguments):
        text = f"{argument.help} (optional)" if argument.optional else argument.help
        yield _node(_parameter(number), (_shown("DisplayName", argument.name), _shown("Description", text)), new=True)


def _handler() -> str:
    return _configuration("ProtocolHandler", (_node("HandlerSet", (_node(names.HANDLER, (
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{names.PROTOCOL}*</value></prop>',),
        new=True),)),))


def _addons(buttons: Sequence[Button]) -> str:
    """Return the menu SMS and the toolbar SMS of Calc."""
    menu = _node("OfficeMenuBar", (_node(f"{names.EXTENSION}.menu", (
        _shown("Title", "SMS"), _plain("Context", _SPREADSHEET), _node("Submenu", _items(buttons))), new=True),))
    bar = _node("OfficeToolBar", (_node(f"{names.EXTENSION}.bar", _items(buttons), new=True),))
    return _configuration("Addons", (_node("AddonUI", (menu, bar)),))


def _items(buttons: Sequence[Button]) -> Iterator[str]:
    for number, button in enumerate(buttons):
        yield _node(f"m{number}", (
            _plain("URL", f"{names.PROTOCOL}{button.key}"), _shown("Title", button.label),
            _plain("Target", "_self"), _plain("Context", _SPREADSHEET)), new=True)
