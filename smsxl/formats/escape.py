"""Text that people typed into a workbook is data: one escaping function per kind of output."""

from __future__ import annotations

import datetime as dt
import html
import json
import math
import re
from typing import Final

from smsxl.domain.values import CellError
from smsxl.hosts.port import GridValue

# What moves the cursor, hides or reorders text: C0 and C1 controls, line separators, zero-width and bidirectional
# controls, tags, and halves of a surrogate pair, which no encoding can write. The two joiners that Persian and Indic
# scripts need stay.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]")
# Build servers take commands from the output of what they run: "::error file=x::" and "##[error]", "##vso[...]".
_COMMAND: Final = re.compile(r"::(?=[A-Za-z])|##(?=\w*\[)")
_NAMES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_EXACT_WHOLE: Final = 2**53
_REPLACEMENT: Final = "\ufffd"

JsonValue = str | int | float | bool | dict[str, str] | None


def for_terminal(text: str) -> str:
    """Return text for a terminal, a log or a pipe: one line, nothing that a terminal or build server would obey."""
    text = _UNSAFE.sub(_escaped, text)
    return _COMMAND.sub(lambda match: f"{match[0][0]} {match[0][1]}", text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if code < 0x100:  # noqa: PLR2004 - one byte
        return _NAMES.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - two bytes


def for_json(text: str) -> str:
    """Return text that every JSON reader takes: halves of a surrogate pair become the replacement character."""
    return text if text.isascii() else _SURROGATE.sub(_REPLACEMENT, text)


def json_value(value: GridValue) -> JsonValue:
    """Return a cell's value as JSON: dates as ISO text, cell errors as objects, null for blank and not calculated."""
    match value:
        case CellError(code):
            return {"error": for_json(code)}
        case str():
            return for_json(value)
        case int():  # and bool, which JSON has too
            return value
        case float() if math.isfinite(value):
            return int(value) if value.is_integer() and abs(value) < _EXACT_WHOLE else value
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return None


def dump_json(data: object) -> str:
    """Return JSON in plain ASCII that is harmless inside a web page and in a build log as well."""
    return _harmless(json.dumps(data, indent=2, ensure_ascii=True, allow_nan=False)) + "\n"


def dump_line(data: object) -> str:
    """Return what `dump_json` does on one line, without the line's end."""
    return _harmless(_ONE_LINE.encode(data))


_ONE_LINE: Final = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _harmless(text: str) -> str:
    return text.replace("</", "<\\/").replace("##", "#\\u0023")


_NOT_IN_HTML: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


_PLAIN_HTML: Final = re.compile(r"[\w ,.:;!?()/+#=-]*", re.ASCII)
"""Text in which there is nothing to escape, as most texts are."""


def for_html(text: str) -> str:
    """Return text for the inside of an element or of a quoted attribute of a page: never markup.

    Characters that HTML forbids, and those that turn the direction of what follows, become the replacement character.
    """
    if _PLAIN_HTML.fullmatch(text):
        return text
    return html.escape(_NOT_IN_HTML.sub(_REPLACEMENT, text), quote=True)


_NOT_IN_SHEET: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def for_sheet(text: str) -> str:
    """Return text for a cell of a workbook: what XML can't hold becomes the replacement character.

    That it stays text whatever it looks like is the business of who writes the cell.
    """
    return _NOT_IN_SHEET.sub(_REPLACEMENT, text)


_BRACKET: Final = re.compile(r"(\\*)([\[\]])")
_PLACEHOLDER: Final = re.compile(r"\{(\d+)\}")


def for_sarif(text: str) -> str:
    """Return text for a SARIF message: no link, no placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6), one line."""
    text = _UNSAFE.sub(_escaped, text)
    if "[" in text or "]" in text:
        text = _BRACKET.sub(r"\1\1\\\2", text)
    return _PLACEHOLDER.sub(r"{{\1}}", text) if "{" in text else text


_NOT_IN_XML: Final = re.compile(f"[&<>\"'\t\n\r]|#(?=#)|{_NOT_IN_HTML.pattern}")
_AS_NUMBER: Final = "&<>\"'\t\n\r#"


def for_xml(text: str) -> str:
    """Return text for an element or a quoted attribute of an XML file: never markup, and never a line of its own.

    What XML can't hold, and what turns the direction of what follows, becomes the replacement character. "##", by
    which build servers take commands, is written so that it does not stand in the file.
    """
    return _NOT_IN_XML.sub(_in_xml, text)


def _in_xml(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};" if match[0] in _AS_NUMBER else _REPLACEMENT


_GITHUB_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_GITHUB_PROPERTY: Final = str.maketrans({":": "%3A", ",": "%2C"})


def for_github(text: str, *, as_property: bool = False) -> str:
    """Return text for the message of a GitHub workflow command, or for one of its properties."""
    text = for_terminal(text).translate(_GITHUB_DATA)
    return text.translate(_GITHUB_PROPERTY) if as_property else text


_MARKDOWN: Final = re.compile(r"[\\`*_{}\[\]|^~&<>$]|[!#](?=\d)|[@%](?=\w)|:(?=//|[\w+-]+:)|(?<=www)\.", re.IGNORECASE)
_APART: Final = "<!-- -->"


def for_markdown(text: str) -> str:
    """Return text for a line or a cell of a table in Markdown, as GitHub and GitLab read it.

    Nothing in it formats, links, mentions somebody or refers to an issue: signs that do so are escaped, and those that
    are looked for in the finished page (@name, #1, https://) are parted from what follows by an empty comment.
    """
    text = " ".join(_UNSAFE.sub(_escaped, text).split())
    return _MARKDOWN.sub(_in_markdown, text)


def _in_markdown(match: re.Match[str]) -> str:
    character = match[0]
    if character in "&<>$":
        written = f"&#{ord(character)};"
    else:
        written = character if character in "!#@%:." else f"\\{character}"
    return written + (_APART if character in "!#@%:.~$&" else "")
