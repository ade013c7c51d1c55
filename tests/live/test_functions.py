"""The add-in's functions in Calc give what the registry gives, over thousands of generated calls."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smsxl.domain.values import CellError, CellValue
from smsxl.functions import FUNCTIONS, Argument, Function, Takes, call
from tests.functions import test_forms_agree as usual
from tests.functions import test_forms_agree_on_columns as columns
from tests.functions.judge import agree
from tests.live.asking import Questions, as_calc_sees, errors_in, is_range
from tests.live.calc import Calc

CALLS = 500
SPREADS = 60

OMITTED = object()
"""An argument that is left out, which is not a cell that is blank."""

IN_A_RANGE = CellError("Err:504")
"""What Calc makes of a call with a range in which there is an error."""

OVER_COLUMNS: dict[str, Callable[[random.Random], list[Any]]] = {
    "RISK_RANK": columns._rank_case, "RISK_MATRIX": columns._matrix_case, "KPI_TREND": columns._trend_case,
    "PLAN_COVERAGE": columns._coverage_case}

FAR_OUT: list[CellValue] = [0, -1, 6, 99, 1e9, 1e300, -1e300, 2.5, 1e-9, 2958466, 60, 255 * "x", "Ä ß 💥", "=1+1"]


def _cell(source: random.Random, argument: Argument) -> CellValue:
    return source.choice(FAR_OUT) if source.random() < 0.06 else usual._cell(source, argument, 0.12)


def _scalar_case(source: random.Random, function: Function) -> list[Any]:
    case: list[Any] = []
    for argument in function.arguments:
        if argument.optional and source.random() < 0.3:
            case.append(OMITTED)
        elif argument.takes is Takes.TABLE:
            case.append(source.choice(usual.TABLES[function.name, argument.name]))
        else:
            case.append(_cell(source, argument))
    return case


def _spread_case(source: random.Random, function: Function) -> list[Any]:
    """Return a call in which some arguments are ranges where a cell belongs: a column, a row or a block."""
    case = _scalar_case(source, function)
    height, width = source.choice([(3, 1), (1, 3), (3, 2), (4, 1)])
    for place, argument in enumerate(function.arguments):
        if argument.takes is Takes.VALUE and (place == 0 or source.random() < 0.3):
            lines, across = source.choice([(height, width), (height, 1), (1, width)]) if place else (height, width)
            case[place] = [[usual._cell(source, argument, 0.08) for _ in range(across)] for _ in range(lines)]
    return case


def _columns_case(source: random.Random, function: Function) -> list[Any]:
    return [OMITTED if argument is None else argument for argument in OVER_COLUMNS[function.name](source)]


def _expected(function: Function, case: list[Any]) -> Any:
    """Return what the registry gives for what Calc hands over; None where an error in a cell is the whole answer."""
    if any(errors_in(argument) for argument in case):
        return None
    return call(function, *[None if argument is OMITTED else as_calc_sees(argument) for argument in case])


def _asked(questions: Questions, function: Function, case: list[Any], expected: Any) -> int:
    texts = ["" if argument is OMITTED else
             questions.put(argument if isinstance(argument, list) else [[argument]]) for argument in case]
    while texts and not texts[-1]:
        texts.pop()
    formula = f"{function.name}({','.join(texts)})"
    return questions.ask(formula, len(expected), len(expected[0])) if isinstance(expected, tuple) else questions.ask(
        formula)


def _compare(calc: Calc, path: Path, function: Function, cases: list[list[Any]]) -> list[Any]:
    questions = Questions(path)
    asked = [(case, expected, _asked(questions, function, case, expected)) for case in cases
             for expected in [_expected(function, case)]]
    answers = questions.answers(calc)
    wrong = []
    for case, expected, line in asked:
        if expected is None:
            errors = [IN_A_RANGE if is_range(argument) else error for argument in case for error in errors_in(argument)]
            if answers[line][0] not in errors:
                wrong.append((case, "one of the errors", answers[line][0]))
            continue
        rows = expected if isinstance(expected, tuple) else ((expected,),)
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                found = answers[line + down][across]
                if not agree(found, "" if value is None else value):
                    wrong.append((case, value, found))
    return wrong


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_calc_answers_as_the_registry(function: Function, calc: Calc, tmp_path: Path) -> None:
    """Scalars, columns, blanks, errors, texts and numbers far out of scale: Calc shows what Python computes.

    An error in a cell makes the whole call that error, an error in a range makes it Err:504.
    """
    source = random.Random(function.name)
    make = _columns_case if function.name in OVER_COLUMNS else _scalar_case
    wrong = _compare(calc, tmp_path / "calls.xlsx", function, [make(source, function) for _ in range(CALLS)])
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f.name not in OVER_COLUMNS],
                         ids=lambda function: function.name)
def test_ranges_spread_as_in_excel(function: Function, calc: Calc, tmp_path: Path) -> None:
    """A range where a cell belongs gives a grid, in an array formula; what a shorter range lacks is #N/A."""
    source = random.Random(function.name)
    wrong = _compare(calc, tmp_path / "grids.xlsx", function, [_spread_case(source, function) for _ in range(SPREADS)])
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


def test_listed_differences(calc: Calc, tmp_path: Path) -> None:
    """What Calc can't do as Excel does is exactly what docs/libreoffice.md lists."""
    questions = Questions(tmp_path / "differences.xlsx")
    blank, two = questions.put([[None]]), questions.put([[2]])
    yes, spoiled = questions.put([[True]]), questions.put([[1], [CellError("#N/A")], [3]])
    whole = questions.put([[4], [5], [5]])
    lines = [
        (questions.ask(f"RISK_SCORE({blank},{two})"), CellError("#VALUE!"), call("RISK_SCORE", None, 2), ""),
        (questions.ask(f'IF({blank}="","",RISK_SCORE({blank},{two}))'), "", "", ""),
        (questions.ask(f"RISK_SCORE({yes},{two})"), 2, call("RISK_SCORE", True, 2), CellError("#VALUE!")),
        (questions.ask(f"RISK_RANK({spoiled},{whole})"), IN_A_RANGE,
         call("RISK_RANK", [[1], [CellError("#N/A")], [3]], [[4], [5], [5]])[0][0], 2),  # type: ignore[index]
    ]
    answers = questions.answers(calc)
    for line, in_calc, registry, elsewhere in lines:
        assert agree(answers[line][0], in_calc)
        assert registry == elsewhere


def test_countif_finds_texts_of_the_functions(calc: Calc, tmp_path: Path) -> None:
    """Calc's own functions find what ours give, in a single cell and in an array."""
    questions = Questions(tmp_path / "found.xlsx")
    ratings = questions.put([[5], [1], [5]])
    questions.ask("RISK_LEVEL(5,5)")
    questions.ask(f"RISK_LEVEL({ratings},5)", 3, 1)
    counted = questions.ask('COUNTIFS(Out!A1:A4,"Extreme")')
    place = questions.ask('MATCH("Moderate",Out!A1:A4,0)')
    answers = questions.answers(calc)
    assert [answers[counted][0], answers[place][0]] == [3, 3]


def test_the_function_wizard_has_all_help(calc: Calc) -> None:
    """Every function and every argument has its help in Calc, in the order of the declaration."""
    shown = calc.ask("functions")
    for function in FUNCTIONS:
        assert shown[function.name]["help"] == function.summary
        assert [(name, text.removesuffix(" (optional)")) for name, text, _ in shown[function.name]["arguments"]] == [
            (argument.name, argument.help) for argument in function.arguments]
