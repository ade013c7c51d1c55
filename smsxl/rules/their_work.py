"""What is done about the risks in registers of other layouts: treatment, dates and reviews (RSK617 to RSK623).

They speak only of columns that the register has and uses, and say once at the heading what most of its rows lack.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.registers.words import choice, says_next, says_nothing, strength
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, at_heading, hit, name_of, number_text
from smsxl.rules.their_days import days_of
from smsxl.tables.rows import as_text, is_blank

if TYPE_CHECKING:
    from smsxl.registers.criteria import bands, limits
    from smsxl.registers.model import Register
else:
    bands = lazily("smsxl.registers.criteria.bands")
    limits = lazily("smsxl.registers.criteria.limits")

_TREAT: Final = "6.1.2 Treat"
_REVIEW: Final = "6.1.2 Review"
_CLAUSE: Final = "6.1.3"
_HIGH: Final = 7
"""From this strength on a level is a high one, as its word says."""

_FEW: Final = 3
_USED: Final = 0.5
"""The share of rows in which a column has to be filled before its blank cells say anything."""


def key_at(register: Register, row: int, name: str, kind: str) -> str | None:
    """Return which of our words a cell means; "" where it is blank, None where it is none that is known."""
    mapped = register.columns.get(name)
    value = None if mapped is None else register.cells.through_merge(row, mapped.column)
    return "" if is_blank(value) else choice(kind, as_text(value))


def is_open(register: Register, row: int) -> bool:
    """Whether a risk is not known to be closed or to have happened."""
    return key_at(register, row, "status", "statuses") not in ("closed", "realised")


def filled(register: Register, row: int, name: str) -> bool:
    """Whether a risk has something in a column, a merged cell above it included."""
    mapped = register.columns.get(name)
    return mapped is not None and not is_blank(register.cells.through_merge(row, mapped.column))


def acts(register: Register, row: int) -> bool:
    """Whether something is to be done about a risk: "None" and "n/a" are no action."""
    mapped = register.columns.get("treatment_plan")
    if mapped is None:
        return False
    value = register.cells.through_merge(row, mapped.column)
    return not is_blank(value) and not says_nothing(as_text(value))


def in_use(register: Register, name: str) -> bool:
    """Whether a register has a column and fills it in most of its rows."""
    return name in register.columns and (
        sum(filled(register, row, name) for row in register.records) >= _USED * len(register.records))


def _in_use_of(register: Register, *names: str) -> list[str]:
    """Return which of some columns a register has; none where it fills none of them in most of its rows."""
    has = [name for name in names if name in register.columns]
    return has if any(in_use(register, name) for name in has) else []


def _any_filled(register: Register, row: int, names: Sequence[str]) -> bool:
    return any(filled(register, row, name) for name in names)


def _headers(register: Register, names: Sequence[str]) -> str:
    """Return columns as messages name them, the last first."""
    return " and ".join(register.columns[name].header for name in reversed(names))


def _passed(register: Register, name: str, as_of: dt.date, counts: Callable[[int], bool]) -> Iterator[Hit]:
    """Yield the dates of a column that have passed, of the risks that count."""
    dated = [(row, day) for row, day in days_of(register, name) if counts(row)]
    yield from told(register, [at(register, row, name) for row, day in dated if day < as_of], len(dated), name)


def told(register: Register, found: Sequence[Hit], of: int, name: str) -> Iterator[Hit]:
    """Yield the findings of a column, or one for all of them where they are more than half of the rows judged."""
    if len(found) > max(_FEW, of / 2):
        whole = at_heading(register, register.columns[name].column, name)
        words = {**found[0].detail.values, **whole.detail.values, "who": f"{len(found)} of {of} risks", "has": "have"}
        yield replace(whole, detail=replace(whole.detail, values=words))
    else:
        yield from found


def at(register: Register, row: int, name: str, **values: object) -> Hit:
    """Return a finding about one risk, with the words that :func:`told` changes for many."""
    found = hit(register, row, register.columns[name].column, name, who=name_of(register, row), has="has")
    return replace(found, detail=replace(found.detail, values={**found.detail.values, **values}))


class HighRiskUntreated(TheirRule):
    """A high risk is open, and nothing is done about it.

    What it checks: open risks whose level, as the register itself rates them last, is a high one, or where the register
    or smsxl.toml states a tolerance those beyond it: that the columns for treatment and for actions say anything.
    Registers with neither are passed over.
    Why it matters: what can't be borne and is not treated is what an auditor writes up first.
    How to fix: decide what is done, by whom and by when, or that the risk is accepted.
    """

    code = "RSK617"
    name = "own-high-risk-untreated"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{who} {rated} {has} nothing in {columns}."
    hidden = "A grave risk is left without anything in {column}."
    fix = "Decide what is done about it, or that the risk is accepted."
    failing = example(Theirs("P5", None), Theirs("Q5", None), Theirs("L5", 16), Theirs("I5", "4 - Likely"),
                      Theirs("E5", 4), Theirs("G5", 16, "E5*F5"), Theirs("H5", "Critical"), Theirs("O5", "Open"),
                      at=("Risk list", "Q5", ""))
    passing = example(Theirs("P5", None), Theirs("Q5", None), Theirs("O5", "Closed"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        asked = _in_use_of(register, "treatment_plan", "treatment")
        if not asked:
            return
        stage = limits.last_stage(register) if register.limits is not None else None
        beyond = _high(register) if stage is None else [side is False for side in limits.allowed(register, stage)]
        high = [row for row, grave in zip(register.records, beyond, strict=True) if grave and is_open(register, row)]
        rated = "with a high level" if stage is None else "beyond the register's tolerance"
        found = [at(register, row, asked[0], columns=_headers(register, asked), rated=rated) for row in high
                 if not _any_filled(register, row, asked)]
        yield from told(register, found, len(high), asked[0])


def _high(register: Register) -> list[bool]:
    """Return which risks have a high level, by the last rating that the register gives a level for."""
    for stage in ("residual_", "current_", ""):
        levels = register.levels.get(stage)
        if f"{stage}level" in register.columns:
            texts = bands.level_texts(register, stage)
        elif levels is not None and levels.expected:
            texts = [text or "" for text in levels.expected]
        elif any(f"{stage}{axis}" in register.columns for axis in ("score", "likelihood", "impact")):
            return [False] * len(register.records)  # it is rated, but nothing says what is high
        else:
            continue
        return [(strength(text) or 0) >= _HIGH for text in texts]
    return [False] * len(register.records)


class FallUnexplained(TheirRule):
    """A risk is rated lower after treatment, and nothing says why.

    What it checks: risks with a lower score after treatment than before: that the columns for controls, treatment or
    actions, which the register fills for most of its risks, say anything.
    Why it matters: hope is not a treatment; the risk that remains is shown smaller than it is.
    How to fix: enter what lowers the risk, or rate it as before.
    """

    code = "RSK618"
    name = "own-fall-unexplained"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{who} {has} the score {before} before treatment and {after} after it, but nothing in {columns}."
    hidden = "The score falls after treatment, but nothing in {column} says why."
    fix = "Enter what lowers the risk, or rate it as before."
    failing = example(Theirs("P4", None), Theirs("Q4", None), at=("Risk list", "Q4", ""))
    passing = example(Theirs("P4", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        asked = _in_use_of(register, "treatment_plan", "controls", "treatment")
        if not asked:
            return
        columns = _headers(register, asked)
        before, after = bands.score_numbers(register, ""), bands.score_numbers(register, "residual_")
        fallen = [(row, b, a) for row, b, a in zip(register.records, before, after, strict=True)
                  if b is not None and a is not None and a < b]
        found = [at(register, row, asked[0], columns=columns, before=number_text(b), after=number_text(a))
                 for row, b, a in fallen if not _any_filled(register, row, asked) and not _says_more(register, row)]
        if len(found) <= max(_FEW, len(fallen) / 2):  # where most say nothing the reasons stand elsewhere
            yield from found


def _says_more(register: Register, row: int) -> bool:
    """Whether a column that nobody knows holds a text that may explain it, or a further row goes on with the risk."""
    place = register.place
    if row + 1 in place.more:
        return True
    return any(len(as_text(register.cells.value(row, column)).split()) > 2  # noqa: PLR2004 - a word or two is a name
               for column, _ in register.unmapped)


class ReviewPassed(TheirRule):
    """The date of the next review has passed.

    What it checks: open risks: the column of the next review, as its heading calls it, against today.
    Why it matters: after that day the rating is no longer believed.
    How to fix: review the risk and set the next date.
    """

    code = "RSK619"
    name = "own-review-passed"
    severity = Severity.WARNING
    area = _REVIEW
    clause = _CLAUSE
    message = "{who} {has} a date in {column} that has passed."
    hidden = "The day of the review in {column} has passed."
    fix = "Review the risk and set the next date."
    failing = example(Theirs("N3", "Next review on"), Theirs("N6", dt.date(2026, 1, 5)), at=("Risk list", "N6", ""))
    passing = example(Theirs("N6", dt.date(2026, 1, 5)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        mapped = register.columns.get("review_date")
        if mapped is None or not says_next(mapped.header):
            return
        yield from _passed(register, "review_date", book.as_of, lambda row: is_open(register, row))


class ActionPassed(TheirRule):
    """An action is overdue.

    What it checks: risks whose status says that they are open or being treated: their due date against today.
    Why it matters: the risk is still as high as it was, while the plan counts on its being lower.
    How to fix: finish the action and say so, or set a date that will be kept.
    """

    code = "RSK620"
    name = "own-action-passed"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{who} {has} a date in {column} that has passed, while the status says that the work goes on."
    hidden = "The day in {column} has passed, while the status says that the work goes on."
    fix = "Finish the action and say so, or set a date that will be kept."
    failing = example(Theirs("R6", dt.date(2026, 2, 1)), at=("Risk list", "R6", ""))
    passing = example(Theirs("R7", dt.date(2026, 2, 1)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        if not in_use(register, "status"):
            return
        yield from _passed(register, "due", book.as_of, lambda row: (
            key_at(register, row, "status", "statuses") in ("open", "in_treatment")))


class ActionMissing(TheirRule):
    """A treatment is chosen, but there is no action for it.

    What it checks: open risks that are to be avoided, reduced or transferred: that the column for actions, which most
    risks fill, says how.
    Why it matters: a decision without an action changes nothing.
    How to fix: enter what is done, or accept the risk.
    """

    code = "RSK621"
    name = "own-action-missing"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{who} {has} the {chosen}, but nothing in {column}."
    hidden = "A treatment is chosen, but there is nothing in {column}."
    fix = "Enter what is done, or accept the risk."
    failing = example(Theirs("Q6", None), at=("Risk list", "Q6", ""))
    passing = example(Theirs("Q6", None), Theirs("P6", "Accept"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        if "treatment" not in register.columns or not in_use(register, "treatment_plan"):
            return
        treatment = register.columns["treatment"]
        treated = [row for row in register.records if is_open(register, row)
                   and key_at(register, row, "treatment", "treatments") in ("avoid", "reduce", "transfer")]
        found = [at(register, row, "treatment_plan", chosen=(
            f"{treatment.header} {as_text(register.cells.through_merge(row, treatment.column)).strip()}"))
            for row in treated if not filled(register, row, "treatment_plan")]
        yield from told(register, found, len(treated), "treatment_plan")


class ActionDateMissing(TheirRule):
    """An action has no due date.

    What it checks: open risks with an action that are not accepted: that the column for due dates, which most risks
    fill, is filled.
    Why it matters: what has no date is never late, and never done.
    How to fix: enter by when it is done.
    """

    code = "RSK622"
    name = "own-action-date-missing"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{who} {has} an action, but no {column}."
    hidden = "There is an action, but no day for it in {column}."
    fix = "Enter by when it is done."
    failing = example(Theirs("R6", None), at=("Risk list", "R6", ""))
    passing = example(Theirs("R6", None), Theirs("P6", "Accept"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        if "treatment_plan" not in register.columns or not in_use(register, "due"):
            return
        planned = [row for row in register.records if is_open(register, row) and acts(register, row)
                   and key_at(register, row, "treatment", "treatments") != "accept"
                   and key_at(register, row, "status", "statuses") != "accepted"]
        found = [at(register, row, "due") for row in planned if not filled(register, row, "due")]
        yield from told(register, found, len(planned), "due")


class DatesOutOfOrder(TheirRule):
    """A risk was due or reviewed before it was identified, or is identified in the future.

    What it checks: the dates of each risk against each other, and the date of identification against today.
    Why it matters: one of the dates is mistyped, most often its year, and what is overdue is counted by it.
    How to fix: correct the date.
    """

    code = "RSK623"
    name = "own-dates-out-of-order"
    severity = Severity.WARNING
    area = _REVIEW
    clause = _CLAUSE
    message = "{who} {has} the {column} {value}, but {other}."
    hidden = "The days in {column} and in another column contradict each other."
    fix = "Correct the date that is mistyped."
    failing = example(Theirs("R6", dt.date(2025, 3, 31)), at=("Risk list", "R6", ""))
    passing = example(Theirs("R6", dt.date(2026, 3, 31)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        first = dict(days_of(register, "identified"))
        if not first:
            return
        header = register.columns["identified"].header
        ahead = [row for row, day in first.items() if day > book.as_of]
        if len(ahead) <= max(_FEW, len(first) / 2):  # where most are ahead the day of the check is an earlier one
            for row in ahead:
                yield at(register, row, "identified", other=f"today is {book.as_of.isoformat()}")
        for name in ("due", "review_date"):
            found = [row for row, day in days_of(register, name) if row in first and day < first[row] <= book.as_of]
            if len(found) <= max(_FEW, len(first) / 2):  # where most are so the columns mean something else
                for row in found:
                    yield at(register, row, name, other=f"the {header} is {first[row].isoformat()}")


RULES: Final = (HighRiskUntreated, FallUnexplained, ReviewPassed, ActionPassed, ActionMissing, ActionDateMissing,
                DatesOutOfOrder)
