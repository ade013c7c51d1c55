"""The matrix: how a range is read, and that each fault is found at its cell."""

from __future__ import annotations

import pytest

from smsxl.domain.criteria import DEFAULT_LEVELS
from smsxl.domain.matrix import (
    Cell,
    Matrix,
    default_matrix,
    level_jumps,
    missing_cells,
    non_monotone_cells,
    score_ties,
    unknown_cells,
    unreachable_levels,
    weak_consistency_violations,
)
from smsxl.domain.scales import DEFAULT_IMPACT, DEFAULT_LIKELIHOOD, Scale, ScaleEntry, axis_of
from smsxl.domain.values import REFERENCE_ERROR

ORDER = [level.label for level in DEFAULT_LEVELS]
AXES = axis_of(DEFAULT_LIKELIHOOD), axis_of(DEFAULT_IMPACT)


def _with(**changes: str) -> Matrix:
    """Return the built-in matrix with cells changed, named such as c45 for likelihood 4 and impact 5."""
    matrix = default_matrix()
    cells = {(int(name[1]), int(name[2])): label for name, label in changes.items()}
    return Matrix(matrix.likelihoods, matrix.impacts, {**matrix.cells, **cells})


def test_built_in_matrix_is_by_the_product() -> None:
    """To 4 Low, to 9 Moderate, to 15 High, above Extreme."""
    matrix = default_matrix()
    levels = [(4, "Low"), (9, "Moderate"), (15, "High"), (25, "Extreme")]
    for (likelihood, impact), level in matrix.cells.items():
        assert level == next(label for limit, label in levels if likelihood * impact <= limit)
    assert matrix.level(6, 1) is None
    assert matrix.level(1.5, 1) is None


@pytest.mark.parametrize("size", range(3, 11))
def test_built_in_matrices_have_no_fault(size: int) -> None:
    """From 3 x 3 on every built-in matrix passes every lint."""
    matrix = default_matrix(size)
    assert not missing_cells(matrix)
    assert not unknown_cells(matrix, ORDER)
    assert not unreachable_levels(matrix, ORDER)
    assert not non_monotone_cells(matrix, ORDER)
    assert not level_jumps(matrix, ORDER)
    assert not weak_consistency_violations(matrix, ORDER)


def test_built_in_scales_keep_the_built_in_matrix_consistent() -> None:
    """With the ranges of the built-in likelihood scale too no Extreme holds less than a Low."""
    assert not weak_consistency_violations(default_matrix(), ORDER, *AXES)


@pytest.mark.parametrize("size", [1, 11])
def test_sizes_outside_are_refused(size: int) -> None:
    """A matrix has 2 to 10 steps per axis."""
    with pytest.raises(ValueError, match="2 to 10"):
        default_matrix(size)


@pytest.mark.parametrize(
    ("change", "cell"),
    [({"c33": "Extreme"}, (3, 3)), ({"c55": "Low"}, (5, 5)), ({"c11": "High"}, (1, 1)), ({"c42": "low"}, (4, 2))],
)
def test_one_wrong_cell_is_one_fault_at_that_cell(change: dict[str, str], cell: Cell) -> None:
    """The cell that contradicts most others is named, the others are its partners."""
    (fault,) = non_monotone_cells(_with(**change), ORDER)
    assert fault.cell == cell
    assert fault.partners
    assert cell not in fault.partners


def test_jumps_are_found_between_neighbours() -> None:
    """A cell two levels above a neighbour is a jump, even where the matrix is monotone."""
    matrix = Matrix((2, 1), (1, 2), {(1, 1): "Low", (1, 2): "Low", (2, 1): "Low", (2, 2): "High"})
    (fault,) = level_jumps(matrix, ORDER)
    assert (fault.cell, fault.partners) == ((2, 2), ((1, 2), (2, 1)))
    assert not non_monotone_cells(matrix, ORDER)


def test_missing_and_unknown_cells_are_told_apart() -> None:
    """A blank cell is missing, a label that is no level is unknown; case and spaces do not count."""
    matrix = _with(c12="  ", c23="Hgih", c44=" extreme ")
    assert [fault.cell for fault in missing_cells(matrix)] == [(1, 2)]
    assert [fault.cell for fault in unknown_cells(matrix, ORDER)] == [(2, 3)]


def test_unreachable_levels_are_named() -> None:
    """A level that no cell holds is unreachable."""
    assert unreachable_levels(default_matrix(), [*ORDER, "Black"]) == ("Black",)
    assert unreachable_levels(default_matrix(2), ORDER) == ("Low",)


def test_weak_consistency_names_the_cell_and_what_it_can_fall_below() -> None:
    """An Extreme in the row of the lowest likelihood can hold less than several Lows."""
    (fault,) = weak_consistency_violations(_with(c15="Extreme"), ORDER)
    assert fault.cell == (1, 5)
    assert (2, 2) in fault.partners
    assert all(default_matrix().cells[cell] == "Low" for cell in fault.partners)


def test_weak_consistency_uses_the_given_ranges() -> None:
    """A likelihood step that spans a factor of twelve makes its Low cell larger than an Extreme."""
    coarse = Scale(
        "likelihood",
        tuple(
            ScaleEntry(v, str(v), low, high)
            for v, low, high in [(1, 0, 0.1), (2, 0.1, 0.5), (3, 0.5, 1), (4, 1, 12), (5, 12, None)]
        ),
    )
    faults = weak_consistency_violations(default_matrix(), ORDER, axis_of(coarse), AXES[1])
    assert {fault.cell for fault in faults} == {(4, 1)}


def test_ties_depend_on_the_method() -> None:
    """The product has 14 distinct scores on 5 x 5, impact-first has none that ties."""
    assert (score_ties(default_matrix()).distinct_scores, score_ties(default_matrix()).cells) == (14, 21)
    assert score_ties(default_matrix(), "impact-first").cells == 0
    assert score_ties(default_matrix(9), "impact-first").cells == 0


def test_a_range_says_itself_how_it_lies() -> None:
    """Impacts stand in the first row, likelihoods in the first column, in any order; numbers serve as labels too."""
    matrix = Matrix.from_range([["L/I", 3, 1.0, None], [2, "c", " b ", "x"], [1, 7, REFERENCE_ERROR], ["x", "y", "z"]])
    assert (matrix.likelihoods, matrix.impacts) == ((2, 1), (3, 1))
    assert matrix.cells == {(2, 3): "c", (2, 1): " b ", (1, 3): "7"}
    assert [fault.cell for fault in missing_cells(matrix)] == [(1, 1)]


@pytest.mark.parametrize("rows", [[], [[]], [["a", "b"], ["c", "d"]], [[1, 2], [1, "Low"]], [[None, 1], ["x", "Low"]]])
def test_a_range_without_axes_is_refused(rows: list[list[object]]) -> None:
    """A range that lacks an axis is not taken for a matrix."""
    with pytest.raises(ValueError, match="first row"):
        Matrix.from_range(rows)  # type: ignore[arg-type]
