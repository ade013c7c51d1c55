"""Finds the registers of a workbook and what their columns, scales and rules are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from smsxl.hosts.port import Workbook, column_letters
from smsxl.registers.cells import Cells
from smsxl.registers.columns.assign import assign
from smsxl.registers.columns.profile import PAIRED
from smsxl.registers.columns.relations import Relation, numbers_of
from smsxl.registers.criteria.complete import complete
from smsxl.registers.fields import AXES, FIELDS, STAGES, axis_of
from smsxl.registers.find import Candidate, candidates, heading_at
from smsxl.registers.lying.arranged import REST, Arranged
from smsxl.registers.lying.forms import forms
from smsxl.registers.lying.pairs import split_columns
from smsxl.registers.lying.turned import on_their_side, turned_sheets
from smsxl.registers.model import Heading, Mapped, Place, Register
from smsxl.registers.ratings import is_pair, read_rating
from smsxl.registers.rows import block_of, next_heading, place_of
from smsxl.registers.wishes import Wish
from smsxl.registers.words import strength
from smsxl.tables.rows import is_blank
from smsxl.tables.text import fold

_RATED: Final = tuple(stage + axis for stage in STAGES for axis in AXES[:2])
_RESULTS: Final = tuple(stage + axis for stage in STAGES for axis in AXES[2:])
_NAMING: Final = ("title", "description", "consequence", "cause", "id", "category", "service", "treatment_plan")
_LEGEND_ROWS: Final = 11
_FILLED: Final = 0.8


def find_registers(workbook: Workbook, wishes: Sequence[Wish] = ()) -> tuple[Register, ...]:
    """Return the registers of a workbook, in its order; `wishes` is what a person said about them.

    Where none has a rating, the list that looks most like a register is returned alone: what it lacks can be said.
    """
    rated, others = _tables(workbook, wishes)
    if all(register.missing for register in rated) and not any(wish.header or wish.columns for wish in wishes):
        other = _lying_otherwise(workbook)
        if other is not None:
            return _found(other, wishes)
    arrangements = split_columns([*rated, *others])
    if arrangements:
        seen, _ = _tables(Arranged(workbook, arrangements), wishes)
        known, better = _columns_of([*rated, *others]), _columns_of(seen)
        arrangements = [each for each in arrangements if better[each.sheet] >= known[each.sheet]]
    if arrangements:
        return _found(Arranged(workbook, arrangements), wishes)
    return _with_rules(workbook, rated, others, wishes)


def _columns_of(registers: Sequence[Register]) -> Counter[str]:
    """Return how many columns of each sheet are known."""
    return Counter(register.sheet for register in registers for _ in register.columns)


def _lying_otherwise(workbook: Workbook) -> Workbook | None:
    """Return the workbook with its registers on their side turned, else with its forms as rows; None where it has none.

    Only what can be believed is turned: a matrix, a key or a page that explains the fields has no risks.
    """
    turned = turned_sheets(workbook)
    if turned:
        sure = on_their_side(_found(Arranged(workbook, turned), ()), turned)
        if sure:
            return Arranged(workbook, sure)
    laid = forms(workbook)
    if laid is None:
        return None
    seen = Arranged(workbook, [laid])
    return seen if on_their_side(_found(seen, ()), [laid]) else None


def _found(workbook: Workbook, wishes: Sequence[Wish]) -> tuple[Register, ...]:
    """Return the registers of a workbook as it is seen, with their own rules."""
    return _with_rules(workbook, *_tables(workbook, wishes), wishes)


def _tables(workbook: Workbook, wishes: Sequence[Wish]) -> tuple[list[Register], list[Register]]:
    """Return the tables that have ratings, and the lists of risks that have none; those that a person named alone."""
    wanted = [register for wish in wishes if (register := _wanted(workbook, wish)) is not None]
    if wanted:
        return wanted, []
    rated: list[Register] = []
    others: list[Register] = []
    for info in workbook.sheets:
        if info.kind != "worksheet" or info.name.endswith(REST):
            continue
        cells = Cells(workbook, info.name)
        found = candidates(cells)
        for place, candidate in enumerate(found):
            register = _register(cells, candidate, next_heading(found, place))
            if register is None:
                continue
            (rated if register.rated() or _has_result(register) else others).append(register)
    others.sort(key=lambda register: -len(register.columns) * min(len(register.records), 20))
    return (_leading(rated) if rated else []), others


def _wanted(workbook: Workbook, wish: Wish) -> Register | None:
    """Return the register that a person described: on the sheet, below the heading and with the columns they named."""
    for info in workbook.sheets:
        if info.kind != "worksheet" or (wish.sheet is not None and fold(info.name) != fold(wish.sheet)):
            continue
        cells = Cells(workbook, info.name)
        options = [heading_at(cells, wish.header)] if wish.header else candidates(cells)
        for candidate in options:
            register = _register(cells, candidate, None, wish)
            if register is not None:
                return register
    return None


def _has_result(register: Register) -> bool:
    return any(name in register.columns for name in _RESULTS)


def _register(cells: Cells, candidate: Candidate, last: int | None, wish: Wish | None = None) -> Register | None:
    """Return the register below a heading; None where what stands there is none."""
    heading = block_of(cells, candidate.heading, last)
    cells.headers.clear()
    cells.headers.update({fold(heading.text(column)): column for column in sorted(heading.texts, reverse=True)})
    place = place_of(cells, heading, last)
    if not place.records:
        return None
    heading = _with_unheaded(cells, heading, place)
    columns, doubts, _ = _assigned(cells, heading, place, wish)
    for _ in range(2):
        known = {name: mapped.column for name, mapped in columns.items()}
        better = place_of(cells, heading, last, known)
        if not better.records:
            break
        place, same = better, better.records == place.records
        if same:
            break
        columns, doubts, _ = _assigned(cells, heading, place, wish)
    if wish is None and not _is_register(cells, columns, place):
        return None
    columns = {name: _named(cells, mapped) for name, mapped in columns.items()}
    taken = {mapped.column for mapped in columns.values()} | {c for m in columns.values() for c, _ in m.ticks}
    unmapped = tuple((column, heading.text(column)) for column in sorted(heading.texts)
                     if column not in taken and heading.text(column))
    return Register(cells.sheet, place, columns, unmapped, _own(cells), tuple(doubts))


def _named(cells: Cells, mapped: Mapped) -> Mapped:
    """Return a column with what people call it, where that is not its letters."""
    name = cells.letters(mapped.column)
    if name == column_letters(mapped.column):
        return mapped
    return replace(mapped, name=f"{name} to {cells.letters(mapped.ticks[-1][0])}" if mapped.ticks else name)


def _with_unheaded(cells: Cells, heading: Heading, place: Place) -> Heading:
    """Return the heading with the column left of it, where that holds a text in nearly every record: what is rated."""
    left = min(heading.texts) - 1
    texts = sum(isinstance(cells.value(row, left), str) for row in place.records) if left > 0 else 0
    if texts < max(2, _FILLED * len(place.records)):
        return heading
    return Heading(heading.rows, {left: ("", ""), **heading.texts})


def _assigned(cells: Cells, heading: Heading, place: Place,
              wish: Wish | None) -> tuple[dict[str, Mapped], list[Mapped], list[Relation]]:
    """Return the columns as they are found, and as a person named them where they did."""
    columns, doubts, made = assign(cells, heading, place.records)
    if wish is None or not wish.columns:
        return columns, doubts, made
    wished = {name: cells.parts.get((column, (axis_of(name) or ("", name))[1]), column)
              for name, column in wish.columns.items()}
    named = set(wished.values())
    columns = {name: mapped for name, mapped in columns.items()
               if name not in wish.columns and mapped.column not in named}
    columns |= {name: Mapped(name, column, heading.text(column), 1.0, ("smsxl.toml",))
                for name, column in wished.items() if column}
    return ({field.name: columns[field.name] for field in FIELDS if field.name in columns},
            [doubt for doubt in doubts if doubt.column not in named and doubt.field not in wish.columns], made)


def _own(cells: Cells) -> Cells:
    """Return the cells with the headings of this register kept, whatever table of the sheet comes next."""
    own = Cells(cells.workbook, cells.sheet)
    own.headers.update(cells.headers)
    return own


def _is_register(cells: Cells, columns: Mapping[str, Mapped], place: Place) -> bool:
    rated = [name for name in _RATED if name in columns]
    naming = [name for name in _NAMING if name in columns]
    said = [name for name in ("title", "description", "consequence", "cause") if name in columns]
    if not said and not _names_otherwise(columns, rated):
        return False
    if _is_lists(cells, columns, place.records):
        return False
    results = [name for name in _RESULTS if name in columns]
    if len(columns) < _FEWEST and not rated and not results and _has_pairs(cells, columns, place):
        return True
    if len(columns) < _FEWEST or (not rated and len(naming) + len(results) < 2):
        return False
    # Ids that stand before titles in one cell run up by one like the steps of a scale, and are none.
    if not cells.parts and len(place.records) <= _LEGEND_ROWS and _is_legend(cells, columns, place.records):
        return False
    if rated or results:
        done = any(name in columns for name in ("consequence", "treatment_plan", "controls", "owner"))
        return len(columns) >= 4 or len(rated) + len(results) >= 2 or (done and "title" in columns)
    return any(name in columns for name in ("owner", "treatment_plan", "controls", "treatment", "status"))


_FEWEST: Final = 3


def _has_pairs(cells: Cells, columns: Mapping[str, Mapped], place: Place) -> bool:
    """Whether a column that is no field yet holds a likelihood and an impact in each cell, beside what they rate."""
    taken = {mapped.column for mapped in columns.values()}
    return any(sum(is_pair(cells.value(row, column)) for row in place.records) >= PAIRED * len(place.records)
               for column in place.heading.texts if column not in taken)


def _names_otherwise(columns: Mapping[str, Mapped], rated: Sequence[str]) -> bool:
    """Whether rows without a text of their own are told apart: by an id, or by what they concern."""
    concerned = [name for name in ("service", "category") if name in columns]
    if "id" in columns and concerned:
        return True
    return len(rated) > 1 and bool(concerned or "id" in columns) and any(name in columns for name in _RESULTS)


def _is_lists(cells: Cells, columns: Mapping[str, Mapped], records: Sequence[int]) -> bool:
    """Whether the columns are lists to choose from: no word comes twice in any of them, and they end in other rows."""
    ends = set()
    for mapped in columns.values():
        texts = [str(cells.value(row, mapped.column)) for row in records if cells.filled(row, mapped.column)]
        if len(set(texts)) < len(texts):
            return False
        if texts:
            ends.add(len(texts))
    return len(ends) > 1 and len(records) <= 30


def _is_legend(cells: Cells, columns: Mapping[str, Mapped], records: Sequence[int]) -> bool:
    """Whether the rows are the steps of a scale: every rating and number runs up or down by one."""
    if any(name in columns for name in ("owner", "treatment_plan", "due", "status", "controls", "review_date")):
        return False
    if any(stage + axis in columns for stage in STAGES[1:] for axis in AXES):
        return False  # a scale is not given once for today and once for later
    steps = 0
    for name in (*_RATED, *_RESULTS, "id", "rank"):
        if name not in columns:
            continue
        numbers = [n for n in numbers_of(cells, records, columns[name].column) if n is not None]
        if name in _RATED and (_comes_again(cells, columns[name], records) or _up_and_down(cells, columns[name], records)):
            return False  # a step of a scale comes once, and in its order
        if len(numbers) < 2:
            continue
        gaps = {b - a for a, b in pairwise(numbers)}
        if name in _RATED and not (all(g > 0 for g in gaps) or all(g < 0 for g in gaps)):
            return False
        steps += 1
    words = [cells.value(row, columns[name].column) for name in _RATED if name in columns for row in records]
    return steps > 0 or len(set(map(str, words))) == len(words)


def _comes_again(cells: Cells, mapped: Mapped, records: Sequence[int]) -> bool:
    said = [rating for row in records if (rating := read_rating(cells.value(row, mapped.column))) is not None]
    return len({(rating.number, rating.word) for rating in said}) < len(said)


def _up_and_down(cells: Cells, mapped: Mapped, records: Sequence[int]) -> bool:
    """Whether the words of a column lie in no order: "Unlikely, Likely, Rare" are ratings of risks, not a scale."""
    said = [rating for row in records if (rating := read_rating(cells.value(row, mapped.column))) is not None]
    strengths = [found for rating in said if rating.word and (found := strength(rating.word)) is not None]
    return sorted(strengths) != strengths != sorted(strengths, reverse=True) if len(strengths) >= _ORDER else False


_ORDER: Final = 3


def _leading(registers: list[Register]) -> list[Register]:
    """Leave out lists that only summarise another register of the workbook: the same columns, far fewer rows."""
    full = [r for r in registers if not r.missing]
    kept = full or registers
    return [r for r in kept if len(r.columns) >= 0.4 * max(len(each.columns) for each in kept)]


def _with_rules(workbook: Workbook, rated: Sequence[Register], others: Sequence[Register],
                wishes: Sequence[Wish]) -> tuple[Register, ...]:
    """Return the registers with their scales, scoring and bands; the list that looks most like one where none has ratings.

    Where a person named registers these are the first of `rated`, in the order of their wishes.
    """
    named = dict(zip(map(id, rated), wishes, strict=False)) if wishes else {}
    for register in rated:
        complete(workbook, register, named.get(id(register)))
    return tuple(rated) or tuple(others[:1])


def nothing_found(path: str, registers: Sequence[Register]) -> str | None:
    """Return the sentence that says why a file can't be judged as a register; None where it can."""
    if not registers:
        return (f"{path} holds no table that looks like a risk register: no heading with a likelihood, an impact and "
                "what they rate was found; name the sheet and the columns in smsxl.toml, see `smsxl map --help`.")
    if all(not register.rated() for register in registers):
        first = registers[0]
        for column, _ in first.unmapped:
            values = [first.cells.value(row, column) for row in first.records]
            filled = [value for value in values if not is_blank(value)]
            if filled and sum(map(is_pair, filled)) >= PAIRED * len(filled):
                return (f"{path} > {first.sheet} has likelihood and impact in one cell, in column "
                        f"{column_letters(column)}; give each a column of its own (Data > Text to Columns), so that they "
                        "can be checked.")
        return (f"{path} > {first.sheet} lists {len(first.records)} risks, but it has no likelihood and no impact: "
                "there is nothing to score; add the two columns, or name them in smsxl.toml.")
    return None
