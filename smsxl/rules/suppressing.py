"""Suppressions: findings that somebody agreed to leave standing for a time, with a reason.

They stand in the table Suppressions of a workbook or as `[[suppress]]` in the configuration file, and mean a finding by
its rule and the id of its row, or by its fingerprint: neither moves when rows are inserted or sorted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from smsxl.domain.dates import from_serial
from smsxl.hosts.port import GridValue
from smsxl.rules.findings import Finding
from smsxl.tables.book import Book
from smsxl.tables.own import SUPPRESSIONS
from smsxl.tables.rows import FIRST_DAY, LAST_DAY, as_serial, as_text, is_blank
from smsxl.tables.text import fold

_TEXTS: Final = ("rule", "row_id", "fingerprint", "field", "reason", "by")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Suppression:
    """One agreement, as it is written; `until` is a day or whatever stands in its place.

    `place` says in words where it stands. `record` is its row in the table; `number` its place in the configuration
    file from 1, where `file` is the name or pattern of the workbooks that it is for.
    """

    rule: str
    row_id: str = ""
    fingerprint: str = ""
    field: str = ""
    reason: str = ""
    by: str = ""
    until: GridValue = None
    place: str = ""
    record: int | None = None
    number: int | None = None
    file: str | None = None

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it counts; None where none is written that a calendar knows."""
        if isinstance(self.until, str):
            text = self.until.strip()
            try:
                return dt.date.fromisoformat(text) if _ISO.fullmatch(text) else None
            except ValueError:
                return None
        serial = as_serial(self.until)
        return from_serial(int(serial)).date() if FIRST_DAY <= serial < LAST_DAY + 1 else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields of the table that it leaves out and must not."""
        written = {"rule": self.rule, "row_id": self.row_id or self.fingerprint, "reason": self.reason, "by": self.by,
                   "until": as_text(self.until) if not is_blank(self.until) else ""}
        return tuple(field for field, text in written.items() if not text.strip())

    def is_over(self, as_of: dt.date) -> bool:
        """Whether its last day has passed, or is none: what nobody can read must not hide a finding for ever."""
        return self.last_day is None or self.last_day < as_of

    def counts(self, as_of: dt.date) -> bool:
        """Whether it is whole and its last day has not passed. That day still counts."""
        return not self.missing and not self.is_over(as_of)

    def fits(self, finding: Finding) -> bool:
        """Whether it means a finding."""
        if self.rule != finding.code:
            return False
        if self.fingerprint and fold(self.fingerprint) != finding.fingerprint:
            return False
        if self.row_id and fold(self.row_id) != fold(finding.row_id or ""):
            return False
        return not self.field or fold(self.field.replace("_", " ")) == fold((finding.field or "").replace("_", " "))

    def is_for(self, path: str) -> bool:
        """Whether it is for a workbook: under its name, a path that ends with it, or a pattern such as "*.xlsx"."""
        if self.file is None:
            return True
        whole = Path(path).absolute().as_posix()
        return whole.endswith(f"/{self.file}") or fnmatch(Path(path).name, self.file)


def suppressions_in(book: Book) -> list[Suppression]:
    """Return what the table Suppressions of a workbook holds, row by row."""
    rows = book.rows.get(SUPPRESSIONS.name)
    if rows is None:
        return []
    found = []
    for i, number in enumerate(rows.numbers):
        rule, row_id, fingerprint, field, reason, by = (" ".join(rows.text(name)[i].split()) for name in _TEXTS)
        found.append(Suppression(rule.upper(), row_id, fingerprint, field, reason, by, rows.raw("until")[i],
                                 f"row {number} of {rows.sheet}", record=i))
    return found


def suppress(findings: Iterable[Finding], suppressions: Iterable[Suppression], as_of: dt.date,
             never: Collection[str]) -> tuple[list[Finding], frozenset[Suppression]]:
    """Return the findings, with who suppressed them and why, and the suppressions that fit any of them.

    Those of the rules in `never` stay; the first suppression that fits a finding is the one that is named.
    """
    by_rule: dict[str, list[Suppression]] = {}
    for each in suppressions:
        if each.counts(as_of) and each.rule not in never:
            by_rule.setdefault(each.rule, []).append(each)
    if not by_rule:
        return list(findings), frozenset()
    out: list[Finding] = []
    used: set[Suppression] = set()
    for finding in findings:
        fitting = [each for each in by_rule.get(finding.code, ()) if each.fits(finding)]
        used.update(fitting)
        out.append(replace(finding, suppressed=_said(fitting[0])) if fitting and finding.suppressed is None
                   else finding)
    return out, frozenset(used)


def _said(suppression: Suppression) -> dict[str, str]:
    day = suppression.last_day
    return {"reason": suppression.reason, "by": suppression.by, "until": day.isoformat() if day is not None else ""}


def target(suppression: Suppression) -> str:
    """Return in words which finding is meant: "R-012", "Owner of R-012", "the fingerprint 0123456789abcdef"."""
    by_content = f"the fingerprint {suppression.fingerprint}" if suppression.fingerprint else "no row"
    named = suppression.row_id or by_content
    return f"{suppression.field} of {named}" if suppression.field else named


def listed_fields(fields: Sequence[str]) -> str:
    """Return missing fields in words: "reason, by and until"."""
    words = ["row id or fingerprint" if field == "row_id" else field for field in fields]
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
