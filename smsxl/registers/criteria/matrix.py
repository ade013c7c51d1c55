"""Risk matrices that stand in the workbook: a grid of levels with likelihood and impact along its sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smsxl.registers.cells import Cells
from smsxl.registers.criteria.legend import small_cells
from smsxl.registers.criteria.scales import letter_step
from smsxl.registers.model import Register, Scale
from smsxl.registers.ratings import read_rating
from smsxl.registers.words import plain, strength
from smsxl.tables.rows import as_text

Levels = Mapping[tuple[float, float], str]
_SMALLEST = 3


def find_matrix(sheets: Iterable[Cells], register: Register, stage: str, labels: Sequence[str],
                lines: Sequence[tuple[float, float, str]]) -> Levels | None:
    """Return the level of each likelihood and impact as a matrix of the workbook has it.

    `lines` are likelihood, impact and level of the records: the matrix, and how it lies, is the one that explains most
    of them, and at least three quarters. None where there is no such matrix.
    """
    wanted = {plain(label) for label in labels}
    known = list(sheets)
    right, found = _best(known, register, stage, wanted, lines, every=True)
    if right < len(lines):
        right, found = max((right, found), _best(known, register, stage, wanted, lines, every=False), key=lambda each: each[0])
    return found


def _best(sheets: Sequence[Cells], register: Register, stage: str, wanted: set[str],
          lines: Sequence[tuple[float, float, str]], *, every: bool) -> tuple[int, Levels | None]:
    """Return the matrix that explains most of the lines, and how many."""
    best: tuple[int, Levels | None] = (0, None)
    scales = [register.scales.get(stage + axis) for axis in ("likelihood", "impact")]
    for cells in sheets:
        for rows, columns in _blocks(cells, register, wanted, every=every):
            for first, second, turned in ((scales[0], scales[1], False), (scales[1], scales[0], True)):
                down, along = _down(cells, rows, columns, first), _along(cells, rows, columns, second)
                if down is None or along is None:
                    continue
                found = {(along[c], down[r]) if turned else (down[r], along[c]): _label(cells, r, c)
                         for r in rows for c in columns}
                right = sum(plain(found.get((p, i), "")) == plain(text) for p, i, text in lines)
                known = sum((p, i) in found for p, i, _ in lines)
                if known and right >= 0.75 * known and right > best[0]:
                    best = (right, found)
    return best


def _label(cells: Cells, row: int, column: int) -> str:
    return " ".join(as_text(cells.value(row, column)).split())


def _blocks(cells: Cells, register: Register, wanted: set[str], *,
            every: bool) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the rows and columns of rectangles that hold nothing but levels.

    Unless `every` one is wanted, other words of a scale count beside, above and below such: no risk may happen to be low.
    """
    by_row: dict[int, list[int]] = {}
    met: set[tuple[int, int]] = set()
    for row, column, value in small_cells(cells, register):
        if isinstance(value, str) and (plain(value) in wanted or not (every or strength(value) is None)):
            by_row.setdefault(row, []).append(column)
            if plain(value) in wanted:
                met.add((row, column))
    down, along = {row for row, _ in met}, {column for _, column in met}
    by_row = {row: [column for column in columns if column in along] for row, columns in by_row.items() if row in down}
    rows: list[int] = []
    for row in [*sorted(by_row), 0]:
        if rows and row == rows[-1] + 1 and by_row[row] == by_row[rows[-1]]:
            rows.append(row)
            continue
        if len(rows) >= _SMALLEST and len(by_row[rows[0]]) >= _SMALLEST:
            yield rows, by_row[rows[0]]
        rows = [row]


def _down(cells: Cells, rows: Sequence[int], columns: Sequence[int], scale: Scale | None) -> dict[int, float] | None:
    """Return the value of each row, from the column beside the block that has them."""
    for column in (columns[0] - 1, columns[0] - 2, columns[-1] + 1):
        found = {row: _value(cells, row, column, scale) for row in rows} if column > 0 else {}
        if (steps := _steps(found)) is not None:
            return steps
    return None


def _along(cells: Cells, rows: Sequence[int], columns: Sequence[int], scale: Scale | None) -> dict[int, float] | None:
    """Return the value of each column, from the row above or below the block that has them."""
    for row in (rows[0] - 1, rows[-1] + 1, rows[0] - 2, rows[-1] + 2):
        found = {column: _value(cells, row, column, scale) for column in columns} if row > 0 else {}
        if (steps := _steps(found)) is not None:
            return steps
    return None


def _value(cells: Cells, row: int, column: int, scale: Scale | None) -> float | None:
    rating = read_rating(cells.value(row, column))
    if rating is None:
        return None
    if rating.number is not None:
        return rating.number
    if scale is None:
        return None
    known = scale.number(rating.word)
    letter = rating.word.partition(" ")[0]
    if known is None and len(letter) == 1 and scale.words and all(len(word) == 1 for word in scale.words):
        return letter_step(scale.words[0], letter)  # "A Almost certain" beside ratings that are letters
    return known


def _steps(found: Mapping[int, float | None]) -> dict[int, float] | None:
    steps = {at: value for at, value in found.items() if value is not None}
    return steps if steps and len(steps) == len(found) == len(set(steps.values())) else None
