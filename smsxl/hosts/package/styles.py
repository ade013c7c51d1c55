"""Styles, as far as reading needs them: which cell formats show a number as a date."""

from __future__ import annotations

import re

from smsxl.hosts.package.container import Package, TooBigError
from smsxl.hosts.package.xmltree import Feed, check_depth, new_parser, short_name

_MOST_FORMATS = 100_000
"""Excel itself keeps at most 65,490."""

# Built-in formats of ISO/IEC 29500-1 18.8.30 that show a date or a time of day, those of East Asian editions included.
# 46 (elapsed hours) is none: it shows a duration.
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)])

_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Say whether a number format shows a date or a time of day (a duration such as `[h]:mm` is a number)."""
    section = _LITERAL.sub("", code).split(";", 1)[0].lower()
    if _ELAPSED.search(section) or section.strip() in ("general", "standard"):
        return False
    return any(letter in section for letter in "dmyhs")


def read_date_styles(package: Package, part: str | None) -> frozenset[int]:
    """Return the numbers of the cell formats (`s` of a cell) that show dates."""
    if part is None or not package.has(part):
        return frozenset()
    path: list[str] = []
    codes: dict[int, str] = {}
    formats: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(short_name(name))
        check_depth(path)
        if len(formats) + len(codes) > _MOST_FORMATS:
            raise TooBigError(f"holds more than {_MOST_FORMATS:,} cell formats")
        if path[1:] == ["numFmts", "numFmt"]:
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif path[1:] == ["cellXfs", "xf"]:
            formats.append(int(attributes.get("numFmtId", "0")))

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    feed = Feed(parser)
    with package.reading(part):
        for chunk in package.chunks(part):
            feed(chunk)
        feed(b"", last=True)
    dates = {number for number in set(formats) if _shows_date(number, codes)}
    return frozenset(style for style, number in enumerate(formats) if number in dates)


def _shows_date(number: int, codes: dict[int, str]) -> bool:
    code = codes.get(number)
    return is_date_format(code) if code is not None else number in _BUILT_IN_DATES
