"""Text as the parts write it: XML entities, `_xHHHH_` escapes, rich and phonetic runs."""

from __future__ import annotations

import re
import sys

from smsxl.hosts.package.container import DamagedError

_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7})));|&")
_LEGAL = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_PHONETIC = re.compile(r"<rPh\b[^<>]*>")
_RUN = re.compile(r"<t(?:\s[^<>]*)?(?<!/)>([^<]*)</t\s*>")


def unescape(text: str) -> str:
    """Return XML character data as text. Raises DamagedError at an entity that XML doesn't have."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    name, hexadecimal, decimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal or "0")
    character = chr(code) if code <= sys.maxunicode else ""
    if not _LEGAL.fullmatch(character):
        raise DamagedError(f"is not well-formed XML ({match.group()!r} is no character)")
    return character


def decode_escapes(text: str) -> str:
    """Replace `_xHHHH_` by the character it stands for, as Excel does in cell texts."""
    if "_x" not in text:
        return text
    return join_surrogates(_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text))


def join_surrogates(text: str) -> str:
    """Join escaped surrogate pairs to their character; a lone one becomes U+FFFD, so that any output can hold it."""
    text = _SURROGATES.sub(lambda match: match.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)
    return _LONE_SURROGATE.sub("\ufffd", text)


def cell_text(text: str) -> str:
    """Return character data of a cell's text: entities and escapes decoded."""
    return decode_escapes(unescape(text))


def flatten_runs(markup: str) -> str:
    """Return the text of a string item's content: its runs joined, phonetic runs left out."""
    if "<rPh" in markup:
        markup = _without_phonetics(markup)
    return cell_text("".join(_RUN.findall(markup)))


def _without_phonetics(markup: str) -> str:
    # Not one pattern from <rPh> to </rPh>: where the end is missing it would look for it from every beginning.
    kept: list[str] = []
    at = 0
    while (match := _PHONETIC.search(markup, at)) is not None:
        end = match.end() if match[0].endswith("/>") else markup.find("</rPh", match.end())
        if end < 0:
            break
        kept.append(markup[at:match.start()])
        at = end if match[0].endswith("/>") else markup.find(">", end) + 1 or len(markup)
    return "".join(kept) + markup[at:]
