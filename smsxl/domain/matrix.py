"""The risk matrix: which level a likelihood and an impact have together, and what can be wrong with a matrix.

Source of the lint: Cox, L. A. (2008), What's wrong with risk matrices?, Risk Analysis 28(2) (weak consistency,
betweenness). Where two cells contradict each other, the cell that takes part in the most contradictions is named and
the others are its partners, so that one wrong cell is one fault at that cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smsxl.domain.scales import Axis, equal_steps
from smsxl.domain.scoring import score
from smsxl.domain.values import CellError, CellValue, cell_text, is_number
from smsxl.domain.words import word_key

Cell = tuple[int, int]
"""A cell of the matrix: (likelihood, impact)."""

BUILT_IN_LEVELS: tuple[str, ...] = ("Low", "Moderate", "High", "Extreme")
"""The levels of the built-in matrix, from the lowest to the highest."""

BUILT_IN_LIMITS: tuple[int, ...] = (4, 9, 15)
"""The highest product of each built-in level but the last, on 5 x 5."""

SMALLEST = 2
LARGEST = 10
"""Steps per axis that a matrix may have."""

# The shares of 5 x 5 would let two neighbours of a 3 x 3 lie two levels apart.
_OWN_LIMITS = {3: (1, 3, 6)}


@dataclass(frozen=True)
class Matrix:
    """A likelihood x impact grid of level labels, 2 x 2 to 10 x 10; the axes stand in any order."""

    likelihoods: tuple[int, ...]
    impacts: tuple[int, ...]
    cells: Mapping[Cell, str]

    def level(self, likelihood: float, impact: float) -> str | None:
        """Return the label of a rating; None where the matrix has no such cell or the cell is blank."""
        if likelihood != int(likelihood) or impact != int(impact):
            return None
        return self.cells.get((int(likelihood), int(impact)))

    @classmethod
    def from_range(cls, rows: Sequence[Sequence[CellValue]]) -> Matrix:
        """Return the matrix that a range shows: impacts in its first row, likelihoods in its first column.

        Axis cells that are not whole numbers from 1, and body cells that are blank or an error, leave the cells
        concerned out; of a repeated axis number the first counts. Raises ValueError where an axis holds no number, or
        the corner holds one: the range then lacks an axis.
        """
        corner = rows[0][0] if rows and rows[0] else None
        columns = _axis(rows[0][1:]) if rows else {}
        lines = _axis([row[0] for row in rows[1:]]) if rows and rows[0] else {}
        if not columns or not lines or (is_number(corner) and corner >= 1):
            raise ValueError(
                "a matrix needs impact numbers in its first row and likelihood numbers in its first column"
            )
        cells = {}
        for likelihood, line in lines.items():
            for impact, column in columns.items():
                body = rows[line + 1]
                label = body[column + 1] if column + 1 < len(body) else None
                if not isinstance(label, CellError) and cell_text(label).strip():
                    cells[likelihood, impact] = cell_text(label)
        return cls(tuple(lines), tuple(columns), cells)


def _axis(values: Sequence[CellValue]) -> dict[int, int]:
    """Return each whole number from 1 of an axis with its first position."""
    positions: dict[int, int] = {}
    for position, value in enumerate(values):
        if is_number(value) and value >= 1 and value == int(value):
            positions.setdefault(int(value), position)
    return positions


def default_matrix(size: int = 5) -> Matrix:
    """Return the built-in matrix: by the product, on 5 x 5 to 4 Low, to 9 Moderate, to 15 High, above Extreme.

    Other sizes, 2 to 10, keep about the same shares of the highest product; on 2 x 2 nothing is Low. Raises ValueError
    for a size outside.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"a matrix has {SMALLEST} to {LARGEST} steps per axis, not {size}")
    limits = _OWN_LIMITS.get(size) or tuple(limit * size * size // 25 for limit in BUILT_IN_LIMITS)
    steps = tuple(range(1, size + 1))
    levels = {(li, im): BUILT_IN_LEVELS[sum(li * im > limit for limit in limits)] for li in steps for im in steps}
    return Matrix(steps, steps, levels)


@dataclass(frozen=True)
class MatrixFault:
    """A (likelihood, impact) cell that is at fault, and the cells that it contradicts."""

    cell: Cell
    partners: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Ties:
    """How far a scoring method tells the ratings of a matrix apart."""

    cells: int
    """Number of cells that share their score with another rating."""
    distinct_scores: int
    total: int


def missing_cells(matrix: Matrix) -> tuple[MatrixFault, ...]:
    """Return the cells without a label."""
    every = ((li, im) for li in sorted(matrix.likelihoods) for im in sorted(matrix.impacts))
    return tuple(MatrixFault(cell) for cell in every if not matrix.cells.get(cell, "").strip())


def unknown_cells(matrix: Matrix, levels: Sequence[str]) -> tuple[MatrixFault, ...]:
    """Return the cells whose label is none of the levels."""
    known = {word_key(level) for level in levels}
    return tuple(
        MatrixFault(cell)
        for cell, label in sorted(matrix.cells.items())
        if label.strip() and word_key(label) not in known
    )


def unreachable_levels(matrix: Matrix, levels: Sequence[str]) -> tuple[str, ...]:
    """Return the levels that no cell holds."""
    held = {word_key(label) for label in matrix.cells.values()}
    return tuple(level for level in levels if word_key(level) not in held)


def non_monotone_cells(matrix: Matrix, order: Sequence[str]) -> tuple[MatrixFault, ...]:
    """Return the cells that break the rule that a level never falls when likelihood or impact rises.

    `order` lists the level labels from the lowest to the highest.
    """
    ranks = _ranks(matrix, order)
    return _named_once(
        (low, high)
        for low in ranks
        for high in ranks
        if low != high and low[0] <= high[0] and low[1] <= high[1] and ranks[low] > ranks[high]
    )


def level_jumps(matrix: Matrix, order: Sequence[str]) -> tuple[MatrixFault, ...]:
    """Return the cells whose level lies two or more steps from that of a neighbour in likelihood or impact."""
    ranks = _ranks(matrix, order)
    return _named_once(
        (cell, other)
        for cell in ranks
        for other in _next_cells(matrix, cell)
        if other in ranks and abs(ranks[cell] - ranks[other]) > 1
    )


def weak_consistency_violations(
    matrix: Matrix,
    order: Sequence[str],
    likelihood_axis: Axis | None = None,
    impact_axis: Axis | None = None,
) -> tuple[MatrixFault, ...]:
    """Return the cells that break weak consistency (Cox 2008).

    It is broken where a cell of the highest level can hold a smaller quantitative risk (likelihood times impact) than
    a cell of the lowest. An axis gives each number its (low, high); equal steps where none is given.
    """
    across = likelihood_axis or equal_steps(matrix.likelihoods)
    up = impact_axis or equal_steps(matrix.impacts)
    ranks = _ranks(matrix, order)
    cells = [cell for cell in ranks if cell[0] in across and cell[1] in up]
    top = [cell for cell in cells if ranks[cell] == len(order) - 1]
    bottom = [cell for cell in cells if ranks[cell] == 0]
    if len(order) <= 1:
        return ()
    allowance = 1 + 1e-9  # steps such as 0.6 x 0.2 and 0.2 x 0.6 differ in their last bit
    return _named_once(
        (low, high)
        for high in top
        for low in bottom
        if across[high[0]][0] * up[high[1]][0] * allowance < across[low[0]][1] * up[low[1]][1]
    )


def score_ties(matrix: Matrix, method: str = "product") -> Ties:
    """Return how many cells share their score with a cell of another rating."""
    cells = [(li, im) for li in matrix.likelihoods for im in matrix.impacts]
    counts: dict[int, int] = {}
    for likelihood, impact in cells:
        number = score(likelihood, impact, method)
        counts[number] = counts.get(number, 0) + 1
    return Ties(sum(count for count in counts.values() if count > 1), len(counts), len(cells))


def _ranks(matrix: Matrix, order: Sequence[str]) -> dict[Cell, int]:
    positions: dict[str, int] = {}
    for position, level in enumerate(order):
        positions.setdefault(word_key(level), position)
    return {
        cell: positions[word_key(label)] for cell, label in sorted(matrix.cells.items()) if word_key(label) in positions
    }


def _next_cells(matrix: Matrix, cell: Cell) -> Iterable[Cell]:
    """Return the neighbours one step up in likelihood and one step up in impact."""
    likelihood, impact = cell
    higher = [value for value in matrix.likelihoods if value > likelihood]
    if higher:
        yield min(higher), impact
    higher = [value for value in matrix.impacts if value > impact]
    if higher:
        yield likelihood, min(higher)


def _named_once(pairs: Iterable[tuple[Cell, Cell]]) -> tuple[MatrixFault, ...]:
    """Return few cells that explain all contradicting pairs, the busiest first; of equals the higher cell."""
    open_pairs = list(pairs)
    faults = []
    while open_pairs:
        partners: dict[Cell, list[Cell]] = {}
        for first, second in open_pairs:
            partners.setdefault(first, []).append(second)
            partners.setdefault(second, []).append(first)
        worst = max((len(others), cell) for cell, others in partners.items())[1]
        faults.append(MatrixFault(worst, tuple(sorted(partners[worst]))))
        open_pairs = [pair for pair in open_pairs if worst not in pair]
    return tuple(sorted(faults, key=lambda fault: fault.cell))
