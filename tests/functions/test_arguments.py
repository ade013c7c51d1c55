"""The rules for arguments: one table over every function, then what each function gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.domain.values import NOT_AVAILABLE, NUMBER_ERROR, REFERENCE_ERROR, VALUE_ERROR, CellError, CellValue
from smsxl.functions import BY_NAME, FUNCTIONS, Argument, Blank, Function, Kind, Takes, Today, call, scalar

AS_OF = dt.date(2026, 11, 22)

GOOD: dict[str, list[Any]] = {
    "RISK_SCORE": [4, 5, "product"],
    "RISK_LEVEL": [4, 5, [["", 1, 5], [4, "Low", "High"]]],
    "TOLERANCE_STATUS": [12, "Security", [["Security", 2, 6, "Low"]], "High", [["Low", 9, 1], ["High", 3, 2]]],
    "RISK_RANK": [[3, 4], [2, 5], ["Threat", "Threat"], ["Open", "Open"], "product"],
    "RISK_MATRIX": [[1, 2], [2, 2], 3],
    "SCALE_VALUE": ["Rare", [[1, "Rare"], [2, "Likely"]]],
    "RISK_GAPS": ["Threat", "Ann", 4, 5, "Above tolerance", "Reduce", 2, 2, AS_OF, AS_OF],
    "TREATMENT_STATUS": ["Above tolerance", "Reduce", AS_OF, AS_OF, AS_OF],
    "ACCEPTANCE_STATUS": [AS_OF, dt.date(2027, 3, 1), AS_OF, 30],
    "REVIEW_DUE": [AS_OF, "Low", [["Low", 100]]],
    "SMART_GAPS": ["o", "m", 1, 2, "u", "w", "b", AS_OF, dt.date(2027, 1, 1)],
    "KPI_STATUS": [95, 100, "Higher", 0.1],
    "KPI_TREND": [[1, 2, 3], "Higher"],
    "BUDGET_STATUS": [100, 90, 0.1],
    "PLAN_COVERAGE": [["In place", "Not started"]],
    "DUE_STATUS": [AS_OF, "Open", AS_OF, 30],
}
"""A call of each function in which every argument is right."""

WRONG: dict[Kind, list[CellValue]] = {
    Kind.RATING: ["4", "x", True, False, 0, -1, 2.5],
    Kind.NUMBER: ["4", "x", True],
    Kind.SHARE: ["0.1", True, -0.1],
    Kind.DATE: ["2026-11-22", "soon", True, 0, -5, 2958466],
    Kind.TEXT: [True],
    Kind.WORD: ["other", True, 5],
    Kind.ANY: [],
}
"""What is not of a kind."""

PLACES = [(function, place) for function in FUNCTIONS for place in range(len(function.arguments))]
NAMES = [f"{function.name}-{function.arguments[place].name}" for function, place in PLACES]


def _with(function: Function, place: int, value: CellValue) -> list[Any]:
    """Return the good call with one value changed; in a column or a table it is the first cell."""
    args = list(GOOD[function.name])
    argument = function.arguments[place]
    if argument.takes is Takes.VALUE:
        args[place] = value
    elif argument.takes is Takes.COLUMN:
        args[place] = [value, *args[place][1:]]
    else:
        args[place] = [[value, *args[place][0][1:]], *args[place][1:]]
    return args


def _first(result: Any) -> Any:
    while isinstance(result, tuple):
        result = result[0]
    return result


@pytest.mark.parametrize(("function", "place"), PLACES, ids=NAMES)
def test_a_cell_error_stays_that_error(function: Function, place: int) -> None:
    """An error in any argument is the result, whichever it is."""
    for error in (REFERENCE_ERROR, NOT_AVAILABLE, CellError("#DIV/0!")):
        assert _first(scalar(function, _with(function, place, error))) == error


@pytest.mark.parametrize(("function", "place"), PLACES, ids=NAMES)
def test_the_wrong_kind_is_a_value_error(function: Function, place: int) -> None:
    """Numbers as text, booleans, ratings that are not whole or below 1, unknown words: #VALUE!."""
    argument = function.arguments[place]
    for value in WRONG[argument.kind]:
        assert _first(scalar(function, _with(function, place, value))) == VALUE_ERROR, value


def _blanked(argument: Argument) -> Any:
    return [None, None] if argument.takes is Takes.COLUMN else [[None]] if argument.takes is Takes.TABLE else None


@pytest.mark.parametrize("blank", [None, "", "  "])
@pytest.mark.parametrize(("function", "place"), PLACES, ids=NAMES)
def test_a_blank_does_what_its_argument_declares(function: Function, place: int, blank: CellValue) -> None:
    """A blank empties the result, counts as the information, or takes the default; it is never an error."""
    argument = function.arguments[place]
    args = list(GOOD[function.name])
    args[place] = blank if argument.takes is Takes.VALUE else _blanked(argument)
    result = scalar(function, args)
    if argument.blank is Blank.EMPTIES:
        assert result == ""
    elif argument.blank is Blank.DEFAULT:
        default = dt.date.today() if argument.default is Today.TODAY else argument.default
        args[place] = [default] if argument.takes is Takes.COLUMN else default
        assert result == scalar(function, args)
    else:
        assert not isinstance(_first(result), CellError)


@pytest.mark.parametrize(("function", "place"), PLACES, ids=NAMES)
def test_case_and_spaces_of_words_do_not_count(function: Function, place: int) -> None:
    """A word in capitals with spaces around gives the same result."""
    args = list(GOOD[function.name])
    if isinstance(args[place], str):
        args[place] = f"  {args[place].upper()} "
        assert scalar(function, args) == scalar(function, GOOD[function.name])


VALUE_PLACES = [
    (function, place)
    for function, place in PLACES
    if function.arguments[place].takes is Takes.VALUE and not function.gives_grid
]


@pytest.mark.parametrize(("function", "place"), VALUE_PLACES)
def test_a_range_broadcasts(function: Function, place: int) -> None:
    """A column of two equal values in place of a cell gives the result twice."""
    args = list(GOOD[function.name])
    args[place] = [[args[place]], [args[place]]]
    single = scalar(function, GOOD[function.name])
    assert call(function, *args) == ((single,), (single,))


def test_row_with_column_gives_a_grid_and_a_mismatch_pads() -> None:
    """Ranges broadcast as Excel's operators do."""
    assert call("RISK_SCORE", [[1], [2]], [[3, 4]]) == ((3, 4), (6, 8))
    assert call("risk_score", [[1], [2]], [[3], [4], [5]]) == ((3,), (8,), (NOT_AVAILABLE,))


def test_dates_may_come_as_date_datetime_or_serial() -> None:
    """All three forms of a day give the same status, and the time of day does not count."""
    for due in (dt.date(2026, 11, 21), dt.datetime(2026, 11, 21, 23, 59), 46347, 46347.9):
        assert scalar(BY_NAME["DUE_STATUS"], [due, "Open", 46348.1]) == "Overdue"


def test_as_of_omitted_means_today() -> None:
    """Without a day the real today counts, and such a function is marked as volatile."""
    yesterday = dt.date.today() - dt.timedelta(days=1)
    assert scalar(BY_NAME["DUE_STATUS"], [yesterday, "Open"]) == "Overdue"
    assert BY_NAME["DUE_STATUS"].is_volatile
    assert BY_NAME["DUE_STATUS"].today_argument == BY_NAME["DUE_STATUS"].arguments[2]
    assert not BY_NAME["RISK_SCORE"].is_volatile


EXAMPLES: list[tuple[str, list[Any], Any]] = [
    ("RISK_SCORE", [4, 5], 20),
    ("RISK_SCORE", [4, 5, "sum"], 9),
    ("RISK_SCORE", [4, 5, "impact-weighted"], 25),
    ("RISK_SCORE", [4, 5, "impact-first"], 54),
    ("RISK_SCORE", [4.0, 5.0], 20),
    ("RISK_SCORE", [1e200, 1e200], NUMBER_ERROR),
    ("RISK_LEVEL", [4, 1], "Low"),
    ("RISK_LEVEL", [5, 1], "Moderate"),
    ("RISK_LEVEL", [3, 4], "High"),
    ("RISK_LEVEL", [4, 4], "Extreme"),
    ("RISK_LEVEL", [6, 1], NOT_AVAILABLE),
    ("RISK_LEVEL", [2, 9, [["", 9, 1], [2, "c", "d"], [1, "a", "b"]]], "c"),
    ("RISK_LEVEL", [2, 9, [["", 9, 1], [1, "a", "b"]]], NOT_AVAILABLE),
    ("RISK_LEVEL", [1, 1, [[1, 2], [2, "a"]]], VALUE_ERROR),
    ("TOLERANCE_STATUS", [4], "Within appetite"),
    ("TOLERANCE_STATUS", [9], "Within tolerance"),
    ("TOLERANCE_STATUS", [10], "Above tolerance"),
    (
        "TOLERANCE_STATUS",
        [5, "Security", [["category", "appetite", "tolerance"], ["security", 5, 6]]],
        "Within appetite",
    ),
    ("TOLERANCE_STATUS", [5, "Other", [["Security", 5, 6]]], NOT_AVAILABLE),
    ("TOLERANCE_STATUS", [5, "S?curity", [["Security", 5, 6]]], NOT_AVAILABLE),
    ("TOLERANCE_STATUS", [1, "a", [["a", 5, 6, "Low"]], "High"], "Above tolerance"),
    ("TOLERANCE_STATUS", [1, "a", [["a", 5, 6, "B"]], "A", [["A", 1, 2], ["B", 1, 1]]], "Above tolerance"),
    ("TOLERANCE_STATUS", [1, "a", [["a", 5, 6, "B"]], "A", [["A", 1, 1], ["B", 1, 2]]], "Within appetite"),
    ("TOLERANCE_STATUS", [1, "a", [["a", 5, 6, "B"]], "C", [["A", 1, 1], ["B", 1, 2]]], NOT_AVAILABLE),
    ("RISK_RANK", [[3, 5, 5, 5], [5, 3, 3, 4]], ((2,), (3,), (4,), (1,))),
    ("RISK_RANK", [[3, 5, 1], [5, 3, 1], ["Threat", "Opportunity", "threat"]], ((1,), (1,), (2,))),
    ("RISK_RANK", [[3, 5, None], [5, 4, 1], None, ["Open", "closed", "Open"]], ((1,), ("",), ("",))),
    ("RISK_RANK", [[3, "4", 1], [5, 3]], ((1,), (VALUE_ERROR,), (NOT_AVAILABLE,))),
    ("RISK_MATRIX", [[1, 2, 2, None], [2, 2, 2, 1], 2], ((0, 2), (0, 1))),
    ("RISK_MATRIX", [[3], [1], 2], NOT_AVAILABLE),
    ("RISK_MATRIX", [[1], [1], 11], VALUE_ERROR),
    ("SCALE_VALUE", ["likely", [["Value", "Label"], [4, "Likely"]]], 4),
    ("SCALE_VALUE", ["*", [[4, "Likely"]]], NOT_AVAILABLE),
    ("RISK_GAPS", [None] * 9, ""),
    (
        "RISK_GAPS",
        ["Threat", None, 4, 4, "Above tolerance", None, None, None, None, AS_OF],
        "owner; treatment; review date",
    ),
    (
        "RISK_GAPS",
        ["Threat", "Ann", 4, None, None, "Reduce", None, None, 46347, AS_OF],
        "rating; residual; review overdue",
    ),
    ("RISK_GAPS", ["Opportunity", "Ann", 4, 4, "Above tolerance", None, None, None, AS_OF, AS_OF], ""),
    ("RISK_GAPS", ["Threat", "Ann", 4, 4, "Above tolerance", "Accept", None, None, AS_OF, AS_OF], ""),
    ("TREATMENT_STATUS", ["Within tolerance", None, None], "Not needed"),
    ("TREATMENT_STATUS", ["Within appetite", "Accept", None], "Not needed"),
    ("TREATMENT_STATUS", ["Above tolerance", None, None], "Missing"),
    ("TREATMENT_STATUS", ["Above tolerance", "Reduce", AS_OF, None, AS_OF], "Planned"),
    ("TREATMENT_STATUS", ["Above tolerance", "Reduce", 46347, None, AS_OF], "Overdue"),
    ("TREATMENT_STATUS", ["Above tolerance", "Reduce", 46347, 46348, AS_OF], "Done"),
    ("TREATMENT_STATUS", ["Above tolerance", "Reduce", 46347, 46349, AS_OF], "Overdue"),
    ("ACCEPTANCE_STATUS", [None, None, AS_OF], "None"),
    ("ACCEPTANCE_STATUS", [46000, 46348, AS_OF], "Expires soon"),
    ("ACCEPTANCE_STATUS", [46000, 46347, AS_OF], "Expired"),
    ("ACCEPTANCE_STATUS", [46000, 46379, AS_OF], "Valid"),
    ("ACCEPTANCE_STATUS", [46000, 46378, AS_OF], "Expires soon"),
    ("REVIEW_DUE", [AS_OF, "low"], dt.date(2027, 11, 22)),
    ("REVIEW_DUE", [AS_OF, "Extreme"], dt.date(2026, 12, 22)),
    ("REVIEW_DUE", [AS_OF, "Odd"], NOT_AVAILABLE),
    ("REVIEW_DUE", [AS_OF, "Low", [["Low", 1e7]]], NUMBER_ERROR),
    ("SMART_GAPS", ["o", None, 1, 2, "u", "w", "b", None, None], "S, M, T"),
    ("SMART_GAPS", ["o", "m", 0, 0, "u", None, None, 46348, 46348], "A, R, T"),
    ("SMART_GAPS", ["o", "m", 1, 2, "u", "w", "b", None, 46348], ""),
    ("KPI_STATUS", [100, 100, "higher"], "On target"),
    ("KPI_STATUS", [90, 100, "Higher"], "At risk"),
    ("KPI_STATUS", [89.9, 100, "Higher"], "Off target"),
    ("KPI_STATUS", [0.33, 0.3, "Lower"], "At risk"),
    ("KPI_STATUS", [0.34, 0.3, "Lower"], "Off target"),
    ("KPI_TREND", [[1, 2], "Higher"], ""),
    ("KPI_TREND", [[1, None, 2, 3], "Higher"], "Improving"),
    ("KPI_TREND", [[1, 2, 3], "lower"], "Worsening"),
    ("KPI_TREND", [[100, 101, 102], "Higher"], "Stable"),
    ("BUDGET_STATUS", [100, 100], "Within budget"),
    ("BUDGET_STATUS", [100, 110], "At limit"),
    ("BUDGET_STATUS", [100, 110.1], "Over budget"),
    ("PLAN_COVERAGE", [["In place", "not applicable", "In progress", None]], 0.5),
    ("PLAN_COVERAGE", [["Not applicable"]], ""),
    ("DUE_STATUS", [None, "in place", AS_OF], "Done"),
    ("DUE_STATUS", [None, None, AS_OF], "No date"),
    ("DUE_STATUS", [46378, "Open", AS_OF], "Due soon"),
    ("DUE_STATUS", [46379, "Open", AS_OF], "On track"),
    ("DUE_STATUS", [46348, "Open", AS_OF], "Due soon"),
    ("DUE_STATUS", [46347, "Missed", AS_OF], "Overdue"),
]
"""Calls with the results that the contract fixes."""


@pytest.mark.parametrize(("name", "args", "expected"), EXAMPLES)
def test_results(name: str, args: list[Any], expected: Any) -> None:
    """Each function gives what its contract says."""
    assert scalar(BY_NAME[name], args) == expected


def test_nothing_ever_raises() -> None:
    """Whatever stands in the cells, a function gives a value or a cell error."""
    odd: list[Any] = [None, "", "x", True, -1, 0, 2.5, 1e308, float("inf"), float("nan"), dt.time(12), REFERENCE_ERROR]
    odd += [dt.date(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59), "\ud800", 60]
    for function in FUNCTIONS:
        for place in range(len(function.arguments)):
            for value in odd:
                for shape in (value, [[value]], [[value, value], [value]], [], [[]]):
                    args = list(GOOD[function.name])
                    args[place] = shape
                    call(function, *args)
