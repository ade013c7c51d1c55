"""The forms of the functions over columns, and the broadcasting of all others, give what the Python functions give."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from smsxl.domain.values import CellError, CellValue
from smsxl.functions import BY_NAME, call
from tests.functions.judge import Sheet, agree, lambda_call, plain_call

CASES = 80
MOST_CELLS = 6
BROADCASTS = 30

ODD: list[CellValue] = [None, None, "", " ", "4", "x", True, 0, 2.5, 7, CellError("#N/A"), CellError("#DIV/0!")]

Arguments = list[Any]
"""Per argument: a list of rows, a single value, or None for an omitted one."""


def _column(source: random.Random, height: int, values: list[CellValue], oddness: float) -> list[list[CellValue]]:
    return [[source.choice(ODD) if source.random() < oddness else source.choice(values)] for _ in range(height)]


def _rank_case(source: random.Random) -> Arguments:
    height = source.randint(1, 8)
    oddness = source.choice([0, 0.15])
    ratings: list[CellValue] = [1, 2, 3, 4, 5]
    types: list[CellValue] = ["Threat", "opportunity ", "THREAT", None]
    statuses: list[CellValue] = ["Open", " closed", "Realised", None]
    return [
        _column(source, height, ratings, oddness),
        _column(source, height, ratings, oddness),
        source.choice([None, _column(source, height, types, oddness)]),
        source.choice([None, _column(source, height, statuses, oddness)]),
        source.choice([None, "product", "SUM", "impact-weighted", " impact-first", "odd"]),
    ]


def _matrix_case(source: random.Random) -> Arguments:
    height = source.randint(1, 8)
    oddness = source.choice([0, 0, 0, 0.1])
    ratings: list[CellValue] = [1, 2, 3, 4, None] if source.random() < 0.9 else [1, 6]
    return [
        _column(source, height, ratings, oddness),
        _column(source, height, ratings, oddness),
        source.choice([None, 3, 4, 5, 6, 11, 2.5]),
    ]


def _trend_case(source: random.Random) -> Arguments:
    height = source.randint(1, 10)
    start, slope = source.choice([0, 10, 100, -50]), source.choice([-3, -0.5, 0, 0.01, 0.5, 3])
    values: list[list[CellValue]] = [[start + slope * place + source.choice([0, 0, 1])] for place in range(height)]
    for row in values:
        if source.random() < 0.1:
            row[0] = source.choice([None, None, ""])
        elif source.random() < 0.03:
            row[0] = source.choice(ODD)
    return [values, source.choice(["Higher", "lower ", "Higher", [[None]], "up", CellError("#N/A")])]


def _coverage_case(source: random.Random) -> Arguments:
    words: list[CellValue] = ["In place", "in  PLACE ", "Not started", "Not applicable", None, 4]
    return [_column(source, source.randint(1, 8), words, source.choice([0, 0, 0.05]))]


def _put(sheet: Sheet, argument: Any) -> str | None:
    if argument is None:
        return None
    return sheet.put(argument if isinstance(argument, list) else [[argument]])


def _cells(result: Any) -> list[tuple[str, CellValue]]:
    """Return each cell of a result with the formula part that picks it."""
    if not isinstance(result, tuple):
        return [("", result)]
    return [(f",{row + 1},{column + 1}", value) for row, line in enumerate(result) for column, value in enumerate(line)]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("RISK_RANK", _rank_case),
        ("RISK_MATRIX", _matrix_case),
        ("KPI_TREND", _trend_case),
        ("PLAN_COVERAGE", _coverage_case),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_forms_agree_on_columns(name: str, make: Callable[[random.Random], Arguments]) -> None:
    """Over generated columns both forms give, cell by cell, what the Python function gives."""
    source = random.Random(name)
    sheet = Sheet()
    asked = []
    for _ in range(CASES):
        arguments = make(source)
        references = [_put(sheet, argument) for argument in arguments]
        forms = [lambda_call(BY_NAME[name], references), plain_call(BY_NAME[name], references)]
        cells = _cells(call(name, *arguments))
        for pick, expected in source.sample(cells, min(MOST_CELLS, len(cells))):
            asked += [
                (form[:9], arguments, expected, sheet.ask(f"INDEX({form}{pick})" if pick else form)) for form in forms
            ]
    answers = sheet.answers()
    wrong = [
        (form, arguments, answers[number], expected)
        for form, arguments, expected, number in asked
        if not agree(answers[number], expected)
    ]
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:4]}"


RANGES: dict[str, list[list[CellValue]]] = {
    "RISK_SCORE": [[1, 2, 3, None, "4"], [1, 5, CellError("#N/A"), True]],
    "RISK_LEVEL": [[1, 2, 3, None, "4", 9], [1, 5, CellError("#N/A"), 2.5]],
    "TOLERANCE_STATUS": [[1, 4, 5, 9, 10, None, "x"], ["Security", None, "a*"]],
    "TREATMENT_STATUS": [["Above tolerance", "Within appetite", None], ["Reduce", None, "accept"], [46347, None, "x"]],
    "DUE_STATUS": [[46000, None, 46347, 46400, "x"], ["Done", None, "Open"], [46347]],
    "KPI_STATUS": [[90, 95, 100, None, "x"], [100, 95], ["Higher", "lower", "up"]],
    "BUDGET_STATUS": [[100, None, 50], [90, 105, 120, "x"]],
    "REVIEW_DUE": [[46000, None, "x"], ["Low", "extreme", "Silly", None]],
    "ACCEPTANCE_STATUS": [[46000, None, 46400], [46340, 46350, 47000, None], [46347]],
    "RISK_GAPS": [
        ["Threat", "opportunity"],
        ["me", None],
        [3],
        [4, None],
        ["Above tolerance"],
        [None, "Reduce"],
        [1],
        [None],
        [46000],
        [46347],
    ],
    "SMART_GAPS": [
        ["do it", None],
        ["rate", None],
        [0],
        [5, None],
        ["%"],
        ["yes"],
        [None, "goal"],
        [46000],
        [46000, 46347],
    ],
}
"""What stands in the ranges of the broadcast calls, per argument."""


@pytest.mark.parametrize("name", sorted(RANGES))
def test_lambda_broadcasts_as_python_does(name: str) -> None:
    """A row with a column gives a grid, and what a shorter range lacks is #N/A, in the LAMBDA as in Python."""
    source = random.Random(name)
    sheet = Sheet()
    asked = []
    for _ in range(BROADCASTS):
        arguments: Arguments = []
        for values in RANGES[name]:
            height, width = source.choice([(1, 1), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2)])
            arguments.append([[source.choice(values) for _ in range(width)] for _ in range(height)])
        form = lambda_call(BY_NAME[name], [_put(sheet, argument) for argument in arguments])
        result = call(name, *arguments)
        for pick, expected in _cells(result):
            asked.append((arguments, expected, sheet.ask(f"INDEX({form}{pick})")))
    answers = sheet.answers()
    wrong = [
        (arguments, answers[number], expected)
        for arguments, expected, number in asked
        if not agree(answers[number], expected)
    ]
    assert not wrong, f"{len(wrong)} of {len(asked)} differ, such as {wrong[:4]}"
