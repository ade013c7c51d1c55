"""Ids, owners, half ratings and copies in registers of other layouts (RSK611 to RSK616, RSK632)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from smsxl.registers.book import RegisterBook
from smsxl.registers.fields import axis_of
from smsxl.registers.words import plain
from smsxl.rules.base import Hit, Place
from smsxl.rules.examples import Copy, Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, at_heading, hit, name_of
from smsxl.rules.their_cells import equal
from smsxl.rules.their_work import acts
from smsxl.tables.rows import as_text, is_blank

if TYPE_CHECKING:
    from smsxl.registers.model import Register

_SHOWN: Final = 5
_LONG_ENOUGH: Final = 12
_FEW: Final = 3
_UNIQUE: Final = 0.6
_FOLLOWS: Final = 0.6
"""The share of blank owners from which on a column of owners follows the column of actions."""


class IdTwice(TheirRule):
    """Two risks have the same id.

    What it checks: the ids of a register, without regard to case and spaces.
    Why it matters: an action or an acceptance that names the id may mean either risk.
    How to fix: give one of them a new id; where one is a copy of the other, delete it.
    """

    code = "RSK611"
    name = "own-id-twice"
    severity = Severity.ERROR
    area = "6.1.2 Identify"
    message = "{id} stands here and in {other}{copied}."
    hidden = "The id in {column} stands in another row too."
    fix = "Give one of the two risks a new id, or delete the copy."
    failing = example(Theirs("A7", "R-03"), at=("Risk list", "A7", ""))
    passing = example(Theirs("A7", "R-77"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        mapped = register.columns.get("id")
        repeated = _repeated(register)
        if mapped is None or not repeated:
            return
        copies = _copies(register)
        for row, other in repeated.items():
            yield hit(register, row, mapped.column, "id", other=register.cells.place(other, mapped.column, row),
                      copied=", and both rows say the same" if copies.get(row) == other else "",
                      related=(Place(register.sheet, other, mapped.column),))


def _repeated(register: Register) -> dict[int, int]:
    """Return the rows with the id of one before them, with that one; none where an id may stand in several rows."""
    mapped = register.columns.get("id")
    if mapped is None:
        return {}
    raw = [as_text(register.cells.value(row, mapped.column)) for row in register.records]
    texts = [plain(text) for text in raw]
    counted = Counter(filter(None, texts))
    if counted and len(counted) < _UNIQUE * sum(counted.values()):
        return {}
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for row, text, shown, before in zip(register.records, texts, raw, ["", *raw], strict=False):
        if text in first and not _is_tenth(before, shown):
            found[row] = first[text]
        elif text:
            first[text] = row
    return found


def _is_tenth(before: str, text: str) -> bool:
    """Whether an id that a spreadsheet took for a number goes on from the one above: 1.1 after 1.9 was 1.10."""
    (whole, _, part), (whole_before, _, part_before) = text.partition("."), before.partition(".")
    if whole != whole_before or not part.isdecimal() or not part_before.isdecimal():
        return False
    following = str(int(part_before) + 1)
    return len(following) > len(part) and part.ljust(len(following), "0") == following


class RiskTwice(TheirRule):
    """Two rows describe the same risk.

    What it checks: rows with the same text of the risk, and nothing else that tells them apart. Where the id is the
    same as well, RSK611 says so.
    Why it matters: the risk is counted twice, and rated in two ways sooner or later.
    How to fix: keep one of the rows.
    """

    code = "RSK612"
    name = "own-risk-twice"
    severity = Severity.WARNING
    area = "6.1.2 Identify"
    message = "{id} says the same as {other}."
    hidden = "Another row says the same in {column}."
    fix = "Keep one of the two rows."
    failing = example(Theirs("B7", "Backup restore fails on the old tapes"), at=("Risk list", "B7", ""))
    passing = example(Theirs("B7", "Backup restore fails on the new tapes"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        column = register.columns.get("title", register.columns.get("description"))
        copies = _copies(register)
        if column is None or not copies:
            return
        repeated = _repeated(register)
        for row, other in copies.items():
            if repeated.get(row) != other:  # else RSK611 says so at the id
                yield hit(register, row, column.column, column.field, other=name_of(register, other),
                          related=(Place(register.sheet, other, column.column),))


def _copies(register: Register) -> dict[int, int]:
    """Return the rows that say the same of a risk as one before them, with that one."""
    names = [name for name in ("title", "description", "cause", "consequence", "service", "category")
             if name in register.columns]
    telling = sum(name in ("title", "description") for name in names)
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for row in register.records:
        key = tuple(plain(as_text(register.cells.value(row, register.columns[name].column))) for name in names)
        if sum(map(len, key[:telling])) >= _LONG_ENOUGH and first.setdefault(key, row) != row:
            found[row] = first[key]
    return found


class OwnerNamedNowhere(TheirRule):
    """The register has a column for owners, and risks without one.

    What it checks: the column of owners; where it is blank in every row, it says so once. Where it is blank just in
    rows without an action, it names who acts, and those rows are passed over.
    Why it matters: a risk that nobody answers for is watched by nobody.
    How to fix: name the person who answers for the risk.
    """

    code = "RSK613"
    name = "own-owner-missing"
    severity = Severity.WARNING
    area = "6.1.2 Identify"
    message = "{what} {column}."
    hidden = "The owner is missing in {column}."
    fix = "Name the person who answers for the risk."
    failing = example(Theirs("D6", None), at=("Risk list", "D6", ""))
    passing = example(Theirs("D6", "Pat"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        mapped = register.columns.get("owner")
        if mapped is None:
            return
        blank = [row for row in register.records if is_blank(register.cells.through_merge(row, mapped.column))
                 and _is_first(register, row, mapped.column)]
        if len(blank) == len(register.records) > 1:
            yield at_heading(register, mapped.column, "owner", what=f"None of the {len(blank)} risks has an entry in")
            return
        idle = [row for row in blank if not acts(register, row)]
        resting = [row for row in register.records if not acts(register, row)]
        follows = len(idle) > max(_FEW, _FOLLOWS * len(blank)) or len(resting) == len(idle) >= _FEW
        if "treatment_plan" in register.columns and follows:
            blank = [row for row in blank if row not in idle]  # it names who acts: where nothing is done nobody does
        for row in blank:
            yield hit(register, row, mapped.column, "owner", what=f"{name_of(register, row)} has no")


def _is_first(register: Register, row: int, column: int) -> bool:
    """Whether a cell is the one that speaks for the risks that it is merged over, or for its own risk alone."""
    area = register.cells.merged.get((row, column))
    return area is None or not any(area.first_row <= other < row for other in register.records)


class ColumnBlankThroughout(TheirRule):
    """A column that the register provides is blank in every row.

    What it checks: the columns of status, review, due dates, treatment, controls and the rating after treatment.
    Why it matters: what was meant to be followed up is not.
    How to fix: fill the column, or remove it.
    """

    code = "RSK614"
    name = "own-column-blank"
    severity = Severity.NOTE
    area = "6.1.2 Control"
    message = "{column} is blank in all {count} rows."
    hidden = "Every row is blank in {column}."
    fix = "Fill the column, or remove it."
    failing = example(*(Theirs(f"N{row}", None) for row in range(4, 16)), at=("Risk list", "N3", ""))
    passing = example(Theirs("N6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for name in _unfilled(register, ("status", "review_date", "due", "identified", "treatment", "treatment_plan",
                                         "controls", "residual_likelihood", "residual_impact")):
            yield at_heading(register, register.columns[name].column, name, count=len(register.records))


class NothingRated(TheirRule):
    """No risk of the register is rated.

    What it checks: the likelihood and the impact as the risks stand, before any further treatment.
    Why it matters: a list of risks without ratings is no assessment: nothing says which of them come first.
    How to fix: rate each risk.
    """

    code = "RSK632"
    name = "own-ratings-blank"
    severity = Severity.WARNING
    message = "None of the {count} risks is rated in {column}."
    hidden = "No risk is rated in {column}."
    fix = "Rate each risk."
    failing = example(*(Theirs(f"{column}{row}", None) for column in "EGHIJKL" for row in range(4, 16)),
                      at=("Risk list", "E3", ""))
    passing = example(*(Theirs(f"I{row}", None) for row in range(4, 16)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        stage = "" if {"likelihood", "impact"} & register.columns.keys() else "current_"
        for name in _unfilled(register, (f"{stage}likelihood", f"{stage}impact")):
            yield at_heading(register, register.columns[name].column, name, count=len(register.records))


def _unfilled(register: Register, names: Sequence[str]) -> Iterator[str]:
    """Yield the fields whose column is blank in all of several rows."""
    for name in names:
        mapped = register.columns.get(name)
        if mapped is not None and not mapped.ticks and len(register.records) > 1 and not any(
                register.cells.filled(row, mapped.column) for row in register.records):
            yield name


class RatedByHalf(TheirRule):
    """A risk has a likelihood but no impact, or the other way round.

    What it checks: likelihood and impact of each rating.
    Why it matters: half a rating gives no score, or a score of 0 that hides the risk at the end of the list.
    How to fix: rate the other half.
    """

    code = "RSK615"
    name = "own-rating-by-half"
    severity = Severity.ERROR
    message = "{id} has a {there} but no {column}."
    hidden = "Half of the rating is missing in {column}."
    fix = "Enter the missing half of the rating."
    failing = example(Theirs("F6", None), Theirs("G6", 0, "E6*F6"), at=("Risk list", "F6", ""))
    passing = example(Theirs("E6", None), Theirs("F6", None), Theirs("G6", 0, "E6*F6"), Theirs("H6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage in ("", "current_", "residual_"):
            pair = [register.columns.get(stage + axis) for axis in ("likelihood", "impact")]
            if pair[0] is None or pair[1] is None or pair[0].ticks or pair[1].ticks or any(
                    _unfilled(register, (stage + "likelihood", stage + "impact"))):
                continue
            for row in register.records:
                there = [register.cells.filled(row, mapped.column) for mapped in pair if mapped is not None]
                if there[0] != there[1]:
                    lacking, given = (pair[1], pair[0]) if there[0] else (pair[0], pair[1])
                    yield hit(register, row, lacking.column, lacking.field, there=given.header)


class CopiesDiffer(TheirRule):
    """The workbook holds the register twice, and the copies say different things.

    What it checks: registers of one workbook that share most of their ids and texts: the ratings, scores and levels of
    each id.
    Why it matters: nobody knows which of the two is right.
    How to fix: keep one register, and let other sheets refer to it by formulas.
    """

    code = "RSK616"
    name = "own-copies-differ"
    severity = Severity.WARNING
    message = "{id} has the {column} {value} here, but {expected} on the sheet {other}."
    hidden = "The copy on another sheet has another value in {column}."
    fix = "Keep one of the registers, and let the other refer to it."
    failing = example(Copy(), Theirs("F6", 5), Theirs("G6", 10, "E6*F6"), Theirs("H6", "High"), at=("Copy", "F6", ""))
    passing = example(Copy())

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        mine = _by_id(register)
        for other in book.registers[:book.registers.index(register)]:
            theirs = _by_id(other)
            # Sheets of two departments number their risks alike: only the same text makes it the same risk.
            shared = {key for key in mine.keys() & theirs.keys()
                      if _says(register, mine[key]) == _says(other, theirs[key]) != ""}
            if len(shared) < max(3, 0.5 * len(mine)):
                continue
            for name in register.columns:
                if axis_of(name) is None or name not in other.columns:
                    continue
                column, their_column = register.columns[name].column, other.columns[name].column
                if register.cells.formula(mine[min(shared)], column) is not None:
                    continue  # the rating that it is made of is reported
                for key in sorted(shared, key=lambda key: mine[key]):
                    first = register.cells.value(mine[key], column)
                    second = other.cells.value(theirs[key], their_column)
                    if not equal(first, second):
                        yield hit(register, mine[key], column, name, expected=as_text(second) or "nothing",
                                  other=other.sheet, related=(Place(other.sheet, theirs[key], their_column),))


def _says(register: Register, row: int) -> str:
    names = [name for name in ("title", "description") if name in register.columns]
    return " ".join(plain(as_text(register.cells.value(row, register.columns[name].column))) for name in names).strip()


def _by_id(register: Register) -> dict[str, int]:
    mapped = register.columns.get("id")
    if mapped is None:
        return {}
    found = {plain(as_text(register.cells.value(row, mapped.column))): row for row in reversed(register.records)}
    found.pop("", None)
    return found


RULES: Final = (IdTwice, RiskTwice, OwnerNamedNowhere, ColumnBlankThroughout, NothingRated, RatedByHalf, CopiesDiffer)
