"""Which rows below a heading hold a risk, and which are groups, totals, placeholders or something else."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from statistics import median
from typing import Final

from smsxl.registers.cells import Cells
from smsxl.registers.columns.profile import profile
from smsxl.registers.find import Candidate
from smsxl.registers.model import Heading, Place
from smsxl.registers.ratings import known_word, read_rating
from smsxl.registers.words import plain, says_nothing, totals
from smsxl.tables.rows import as_text

_GAP: Final = 4
"""Blank rows after which something that is filled less is no more of the register."""

_LOOKED_AT: Final = 200
_NUMBERED: Final = 2
_AGAIN: Final = 1.5
"""A row is the heading again where so many times more of its cells say the same as say something else."""

_SPARSE: Final = 0.34
_MOST: Final = 0.6


def block_of(cells: Cells, heading: Heading, last: int | None) -> Heading:
    """Return the heading without tables beside it: columns apart by a blank one whose cells are filled in other rows."""
    columns = sorted(heading.texts)
    rows = [row for row in cells.rows if row > heading.rows[-1] and (last is None or row < last)][:60]
    blocks: list[list[int]] = []
    for column in columns:
        if blocks and all(_used(cells, rows, between) or between in heading.texts
                          for between in range(blocks[-1][-1] + 1, column)):
            blocks[-1].append(column)
        else:
            blocks.append([column])
    if len(blocks) < 2:
        return heading
    filled = [{row for row in rows if any(cells.filled(row, c) for c in block)} for block in blocks]
    main = max(range(len(blocks)), key=lambda i: (len(blocks[i]) * min(len(filled[i]), 5), -i))
    kept = [column for block, own in zip(blocks, filled, strict=True) for column in block
            if block is blocks[main] or _lies_along(own, filled[main])]
    return Heading(heading.rows, {column: heading.texts[column] for column in kept})


def _used(cells: Cells, rows: list[int], column: int) -> bool:
    return column in cells.grid.columns and any(cells.filled(row, column) for row in rows)


def _lies_along(own: set[int], main: set[int]) -> bool:
    """Whether a block is filled in the rows of the main one: a spacer column divides them, no more."""
    return not own or len(own & main) >= 0.6 * max(len(main), len(own))


def place_of(cells: Cells, heading: Heading, last: int | None, fields: dict[str, int] | None = None) -> Place:
    """Return the rows of the register below a heading, up to the row `last`.

    `fields` gives the columns that are known; without them every row with enough cells counts as a risk.
    """
    columns = [column for column in heading.texts if column in cells.grid.columns]
    usual = _usual(cells, heading, columns, last)
    header = tuple(plain(lower) for _, lower in heading.texts.values())
    records: list[int] = []
    placeholders: list[int] = []
    groups: list[int] = []
    sums: list[int] = []
    more: list[int] = []
    previous = heading.rows[-1]
    for row in cells.rows:
        if row <= heading.rows[-1]:
            continue
        if last is not None and row >= last:
            break
        typed = [column for column in columns if cells.typed(row, column)]
        shown = typed or [column for column in columns if cells.formula(row, column) is not None]
        if not shown:
            continue
        kind = _kind(cells, row, columns, typed, usual, fields)
        if sums and previous == sums[-1] and len(typed) <= 1 and any(
                cells.formula(row, column) is not None for column in columns):
            kind = "total"  # "Average", and below it "Number of high ones"
        if kind == "record" and _repeats(cells, row, heading, header):
            continue
        gap = row - previous > _GAP or (row - previous > 1 and bool(records) and len(typed) <= _SPARSE * usual)
        if row - previous > 2 and records and fields is not None and _foreign(cells, row, typed, fields):
            break
        if gap and records and (kind != "record" or len(typed) <= max(2, _SPARSE * usual)):
            break
        previous = row
        {"record": records, "placeholder": placeholders, "group": groups, "total": sums, "more": more}[kind].append(row)
    end = records[-1] if records else heading.rows[-1]
    return Place(heading, tuple(records), tuple(placeholders), tuple(row for row in groups if row < end), tuple(sums),
                 tuple(row for row in more if records and row > records[0]))


def _foreign(cells: Cells, row: int, typed: list[int], fields: dict[str, int]) -> bool:
    """Whether a row after a gap belongs to another list: what stands in a column of ratings is none."""
    for name in ("likelihood", "impact"):
        column = fields.get(name)
        if column in typed:
            rating = read_rating(cells.value(row, column))
            if rating is None or (rating.number is None and not known_word(rating)):
                return True
    return False


def _usual(cells: Cells, heading: Heading, columns: Collection[int], last: int | None) -> float:
    """Return how many cells people usually filled in a row."""
    filled = (sum(cells.typed(row, column) for column in columns)
              for row in cells.rows if row > heading.rows[-1] and (last is None or row < last))
    counts = list(islice((count for count in filled if count > 1), _LOOKED_AT))
    return median(sorted(counts, reverse=True)[:max(1, (len(counts) + 1) // 2)]) if counts else 1


def _kind(cells: Cells, row: int, columns: list[int], typed: list[int], usual: float,
          fields: dict[str, int] | None) -> str:
    if not typed:
        return "placeholder"
    if _is_total(cells, row, columns, typed, fields):
        return "total"
    if len(typed) == 1 or _spans(cells, row, columns, typed):
        only = cells.raw(row, typed[0])
        if isinstance(only, str) and usual > _NUMBERED and not _is_key(fields, typed[0], only):
            wide = _spans(cells, row, columns, typed)
            if wide or typed[0] in columns[:2]:
                return "group"
    waiting = set() if fields is None else {fields[name] for name in ("id", "rank") if name in fields}
    rest = [cells.raw(row, column) for column in typed if column not in waiting]
    if len(rest) == 1 and isinstance(rest[0], str) and len(typed) > 1 and says_nothing(rest[0]):
        return "placeholder"
    if fields is None:
        return "record" if len(typed) >= 2 or usual <= _NUMBERED else "placeholder"
    if _says_something(cells, row, typed, fields) or _is_numbered(typed, usual, fields):
        return "record"
    # A row that goes on with the risk above it, such as a second control, is neither a risk nor prepared for one.
    return "placeholder" if set(typed) <= waiting else "more"


def _is_numbered(typed: list[int], usual: float, fields: dict[str, int]) -> bool:
    """Whether a row has a number of its own and most of what a risk has: then only its name was forgotten."""
    return fields.get("id") in typed and len(typed) > max(_NUMBERED, _MOST * usual)


def _is_key(fields: dict[str, int] | None, column: int, text: str) -> bool:
    """Whether the only cell of a row is an id that waits for a risk."""
    return fields is not None and fields.get("id") == column and profile([text]).ids > 0


_TELLING: Final = ("title", "description", "cause", "consequence", "likelihood", "impact", "residual_likelihood",
                   "residual_impact", "current_likelihood", "current_impact", "score", "level")


def _says_something(cells: Cells, row: int, typed: list[int], fields: dict[str, int]) -> bool:
    telling = [fields[name] for name in _TELLING if name in fields]
    named = [fields[name] for name in ("title", "description") if name in fields]
    if named and not any(column in typed or cells.filled(row, column) for column in named):
        # A rating alone goes with a risk that is merged into the row, or is a line that was only prepared.
        rated = [column for column in telling if cells.filled(row, column)]
        return len(rated) >= 2 and len(typed) > len(set(rated) & set(typed)) > 0
    return any(column in typed for column in telling) or not telling


def _is_total(cells: Cells, row: int, columns: list[int], typed: list[int], fields: dict[str, int] | None) -> bool:
    first = as_text(cells.value(row, typed[0]))
    words = plain(first)
    if {words, words.removesuffix(" risks").removesuffix(" score"), plain(first.partition("(")[0])} & totals():
        key = fields.get("id") if fields else None
        return len(typed) <= max(2, len(columns) // 2) or typed[0] == key
    return False


def _spans(cells: Cells, row: int, columns: list[int], typed: list[int]) -> bool:
    """Whether one merged cell covers most of the row."""
    area = cells.merged.get((row, typed[0]))
    return (area is not None and area.first_row == row and len(typed) <= 2
            and area.last_column - area.first_column + 1 >= max(2, len(columns) // 2))


def _repeats(cells: Cells, row: int, heading: Heading, header: tuple[str, ...]) -> bool:
    """Whether a row only says the heading again, as after a page break."""
    same = others = 0
    for left, column, said in zip(range(len(header) - 1, -1, -1), heading.texts, header, strict=True):
        own = plain(as_text(cells.value(row, column)))
        same += own == said != ""
        others += own not in ("", said)
        if same + left < max(2, _AGAIN * others):
            return False
    return True


def next_heading(found: list[Candidate], place: int) -> int | None:
    """Return the first row of the heading that follows."""
    return found[place + 1].heading.rows[0] if place + 1 < len(found) else None
