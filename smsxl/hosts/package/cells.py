"""One cell's bytes as value and formula.

Everything after a cell's address is its payload (` s="7" t="s"><v>12</v></c>`). Most payloads of a sheet repeat, so
:class:`CellReader` remembers what it has parsed; only a payload that is new is looked at in full.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from smsxl.domain.dates import from_serial
from smsxl.domain.values import CellError
from smsxl.hosts.package.container import Budget, DamagedError, Limits
from smsxl.hosts.package.text import cell_text, flatten_runs, unescape
from smsxl.hosts.port import NOT_CALCULATED, Formula, GridValue, SharedFormula, column_number

Entry = tuple[GridValue, Formula | None]

EMPTY: Final[Entry] = (None, None)
"""A cell that holds nothing. There is one such object; compare by identity."""

REMEMBERED = 1 << 15
"""Payloads remembered at a time: bounds the memory, and stays small enough to be quick."""

_LONG = 4096
"""Longer payloads hardly repeat, and many of them would take much memory."""

_ATTRIBUTES = rb'((?: [A-Za-z0-9:]+="[^"<]*")*) ?'
_PAYLOAD = re.compile(
    _ATTRIBUTES + rb"(?:/>|>"
    rb"(?:<f" + _ATTRIBUTES + rb"(?:/>|>([^<]*)</f>))?\s*"
    rb"(?:<v(?: xml:space=\"preserve\")?>([^<]*)</v>|<v ?/>|<is>(.*)</is>|<is ?/>)?\s*</c>)\s*",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

_MILLISECONDS_A_DAY = 86_400_000


class NotPlainError(Exception):
    """The part is not in the plain shape; it has to be rewritten first."""


class CellReader:
    """Parses payloads against one workbook's strings, date formats and date system. One reader per sheet."""

    def __init__(self, strings: list[Entry], date_styles: frozenset[int], *, date1904: bool,
                 text_bytes: int = Limits.text_bytes) -> None:
        self.known: dict[bytes, Entry] = {}
        self._strings = strings
        self._date_styles = date_styles
        self._date1904 = date1904
        self._shared: dict[str, SharedFormula] = {}
        self._kinds: dict[bytes, tuple[str, bool]] = {}
        self._texts: dict[bytes, str] = {}
        self._spend = Budget(text_bytes).spend

    def parse(self, payload: bytes, row: int, letters: bytes) -> Entry:
        """Return what a payload holds and remember it. Raises NotPlainError and DamagedError."""
        style, found, rest = payload.partition(b't="s"><v>')
        if found and style in self._kinds and rest.endswith(b"</v></c>") and rest[:-8].isdigit():
            entry = self._string(rest[:-8])
            self._remember(payload, entry)
            return entry
        match = _PAYLOAD.fullmatch(payload)
        if match is None:
            raise NotPlainError
        attributes, formula_attributes, formula_text, value_text, rich = match.groups()
        kind, is_date = self._kind(attributes)
        formula: Formula | None = None
        remember = True
        if formula_attributes is not None:
            formula, remember = self._formula(formula_attributes, formula_text or b"", row, letters)
        if kind == "inlineStr":
            value: GridValue = None if rich is None else self._spend(flatten_runs(rich.decode()))
        elif value_text is None:
            value = None
        elif kind == "str":
            value = self._spend(cell_text(value_text.decode()))
        else:
            value = self._scalar(kind, value_text.decode().strip(), is_date=is_date)
        if formula is not None and value is None and not (kind == "str" and value_text is not None):
            value = NOT_CALCULATED
        entry = EMPTY if value is None and formula is None else (value, formula)
        if remember:
            self._remember(payload, entry)
        return entry

    def _remember(self, payload: bytes, entry: Entry) -> None:
        if len(payload) > _LONG:
            return
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[payload] = entry

    def _kind(self, attributes: bytes) -> tuple[str, bool]:
        kind = self._kinds.get(attributes)
        if kind is None:
            facts = dict(_ATTRIBUTE.findall(attributes.decode()))
            style = facts.get("s", "0")
            kind = facts.get("t", "n"), style.isdecimal() and int(style) in self._date_styles
            if len(self._kinds) >= REMEMBERED:
                self._kinds.clear()
            self._kinds[attributes] = kind
            if kind[0] == "s" and attributes.endswith(b't="s"'):
                self._kinds[attributes[:-5]] = kind  # the short cut of `parse` looks for what stands before it
        return kind

    def _string(self, index: bytes) -> Entry:
        number = int(index)
        if number >= len(self._strings):
            raise DamagedError(f"refers to the shared text {number}, but the workbook has {len(self._strings)}")
        return self._strings[number]

    def _text(self, raw: bytes) -> str:
        text = self._texts.get(raw)
        if text is None:
            text = self._spend(unescape(raw.decode()))
            if len(self._texts) >= REMEMBERED:
                self._texts.clear()
            self._texts[raw] = text
        return text

    def _formula(self, attributes: bytes, raw: bytes, row: int, letters: bytes) -> tuple[Formula | None, bool]:
        """Return a cell's formula, and whether any other cell with these bytes has the same one."""
        facts = dict(_ATTRIBUTE.findall(attributes.decode()))
        kind = facts.get("t", "normal")
        if kind == "dataTable":
            return None, True
        text = self._text(raw)
        if kind != "shared":
            return text or None, True
        group = facts.get("si", "")
        if "ref" in facts or (text and group not in self._shared):
            if group in self._shared:
                self.known.clear()  # the group's number is used again: what was remembered means the old formula
            self._shared[group] = SharedFormula(text, (row, column_number(letters.decode())))
            return self._shared[group], False
        return self._shared.get(group), group in self._shared

    def _scalar(self, kind: str, text: str, *, is_date: bool) -> GridValue:
        if not text:
            return None
        if kind == "s":
            if not text.isascii() or not text.isdecimal():
                raise DamagedError(f"has a cell with {text[:40]!r} where the number of a shared text must be")
            return self._string(text.encode())[0]
        if kind == "n":
            number = _number(text)
            return as_moment(number, date1904=self._date1904) if is_date else number
        if kind not in _SCALARS:
            raise DamagedError(f"has a cell of the unknown type {kind[:20]!r}")
        return _SCALARS[kind](text)


def _number(text: str) -> float:
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number - number == 0:  # neither infinite nor no number
            return number
    raise DamagedError(f"has a cell with {text[:40]!r} where a number must be")


def as_moment(number: float, *, date1904: bool) -> GridValue:
    """Return a date-formatted number as date, date with time (to the millisecond) or time of day below 1.

    A number that is no day of the date system stays a number.
    """
    if number < 0:
        return number
    day = int(number)
    milliseconds = round((number - day) * _MILLISECONDS_A_DAY)
    if milliseconds == _MILLISECONDS_A_DAY:
        day, milliseconds = day + 1, 0
    if day == 0:
        return (dt.datetime(1, 1, 1) + dt.timedelta(milliseconds=milliseconds)).time()
    try:
        moment = from_serial(day, date1904)
    except ValueError:
        return number
    return moment + dt.timedelta(milliseconds=milliseconds) if milliseconds else moment.date()


def _iso_moment(text: str) -> GridValue:
    """Return an ISO 8601 text as date, date with time or time; a text that is none stays text."""
    try:
        if ":" in text and "-" not in text.partition(":")[0]:
            return dt.time.fromisoformat(text.lstrip("T")).replace(tzinfo=None)
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
    return moment.date() if moment.time() == dt.time() else moment


_SCALARS: dict[str, Callable[[str], GridValue]] = {
    "b": lambda text: text in ("1", "true"),
    "e": lambda text: CellError(unescape(text)),
    "d": _iso_moment,
}
