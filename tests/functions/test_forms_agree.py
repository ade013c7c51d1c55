"""The LAMBDA form and the plain form give what `scalar` gives, over generated inputs."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError, CellValue
from smsxl.functions import FUNCTIONS, Argument, Function, Kind, Takes, Today, scalar
from tests.functions.judge import TODAY, Sheet, agree, lambda_call, plain_call

CASES = 250

DIFFERENCES: dict[str, str] = {
    "serial 60": "29 February 1900 is a day for Excel and none for Python: no input here lies before March 1900",
    "blank range, plain form": "a range that is given is taken as it is: its fallback would triple the formula",
    "blank as_of, plain form": "no formula but AsOf may call TODAY: a blank day is #VALUE!",
    "rank and trend, plain form": "MMULT and TRANSPOSE need upright columns of equal height and ratings under 100",
    "booleans in Calc": "they are numbers there, so TRUE passes for 1; the judge follows Excel",
    "spaces other than U+0020": "TRIM leaves them, and so do we",
    "labels longer than 255 characters": "MATCH refuses them",
}
"""What the forms of Excel force to be different; the inputs below stay clear of these."""

ERRORS = [CellError("#N/A"), CellError("#DIV/0!")]
WORDS = ["x", "4", " ", "*", "a?b", "~"]

TABLES: dict[tuple[str, str], list[list[list[CellValue]]]] = {
    ("RISK_LEVEL", "matrix"): [
        [[None, 1, 2, 3], [3, "M", "H", "E"], [2, "L", "M", None], [1, "L", "L", 7]],
        [["L/I", 5, 4, 1], [1, "b", "a", " z "], [2, "d", "c", "z"], [2, "x", "x", "x"]],
        [[5, 1, 2], [1, "a", "b"]],
        [[None, 1, 2], [1, "a", CellError("#N/A")]],
        [[None, "1", "2"], ["1", "a", "b"]],
        [["one"]],
    ],
    ("TOLERANCE_STATUS", "tolerance"): [
        [["Category", "Appetite", "Tolerance"], ["*", 4, 9], ["Security", 2, 6]],
        [["security ", 2, 6, "moderate"], ["a?b", 1, 3, "Low"], ["*", None, 9, "High"]],
        [["Security", "4", 9], ["x", 4, None], ["4", 3, 5]],
        [["*", 4, 9, "Silly"], ["~", 1, 1, None]],
        [["*", 4]],
        [["*", 3, 8]],
    ],
    ("TOLERANCE_STATUS", "levels"): [
        [["Low", 365, 1], ["Moderate", 180, 2], ["High", 90, 3], ["Extreme", 30, 4]],
        [["Level", "Days", "Rank"], ["Extreme", 30, 9], ["moderate", 90, 5], ["Low", 365, 1], ["Silly", 1, "?"]],
        [["Low"], ["Moderate"], ["High"]],
    ],
    ("REVIEW_DUE", "levels"): [
        [["Level", "Days"], ["Low", 100], ["High", "x"], ["Extreme", None], ["Moderate", 10.5], ["x", 1e7]],
        [["Low"]],
    ],
    ("SCALE_VALUE", "scale"): [
        [["Value", "Label"], [1, "Rare"], [2, "Not  likely"], [3, "a?b"], ["4", "x"], [None, "*"], [6, "x"]],
        [[1], [2]],
        [[1, CellError("#DIV/0!")]],
    ],
}
"""The ranges that the table arguments take."""

TEXTS: dict[str, list[str]] = {
    "treatment": ["Reduce", "accept", "Avoid"],
    "status": ["Done", "in  place", "Open", "closed ", "Not applicable"],
    "category": ["Security", "SECURITY ", "Financial", "*", "a?b", "4"],
    "level": ["Low", "moderate", "High", "Extreme", "Silly"],
    "label": ["rare", "Not likely", "a?b", "x", "*", "?are", "Value"],
}

NUMBERS: dict[str, list[float]] = {
    "score": [1, 4, 5, 9, 10, 25, 4.5],
    "value": [90, 99.5, 100, 101, 110, 111, -5, 0],
    "target": [100, 0, -10, 0.3],
    "planned": [100, 0, 0.3, 1000],
    "actual": [100, 110, 110.1, 0.33, 0, 1100],
    "tolerance": [0.1, 0, 0.05],
    "soon_days": [30, 0, 7.5],
}


def _usual(source: random.Random, argument: Argument) -> CellValue:
    if argument.kind is Kind.RATING:
        return source.randint(1, 5)
    if argument.kind is Kind.DATE:
        day = TODAY + dt.timedelta(days=source.choice([-400, -31, -1, 0, 1, 29, 30, 31, 365]))
        return source.choice([day, to_serial(day) + source.choice([0, 0.5])])
    if argument.kind is Kind.WORD:
        word = source.choice(argument.words)
        return source.choice([word, word.upper(), f" {word} "])
    if argument.kind is Kind.TEXT:
        return source.choice(TEXTS.get(argument.name, ["some text"]))
    return source.choice(NUMBERS.get(argument.name, [1, 2.5]))


def _cell(source: random.Random, argument: Argument, oddness: float) -> CellValue:
    if source.random() >= oddness:
        return _usual(source, argument)
    return source.choice([None, None, "", *WORDS, *ERRORS, True, False, 0, -1, 2.5, 1000])


def _argument(source: random.Random, function: Function, argument: Argument) -> Any:
    """Return a generated argument: a cell value, a column, a table, or None where it is omitted."""
    if argument.optional and source.random() < 0.3:
        return None
    if argument.takes is Takes.VALUE:
        return _cell(source, argument, 0.12)
    return source.choice(TABLES[function.name, argument.name])


def _ask_both(sheet: Sheet, function: Function, references: list[str | None], *, plain: bool) -> list[tuple[str, int]]:
    asked = [("LAMBDA", sheet.ask(lambda_call(function, references)))]
    if plain:
        asked.append(("plain", sheet.ask(plain_call(function, references))))
    return asked


@pytest.mark.parametrize(
    "function",
    [f for f in FUNCTIONS if not any(a.takes is Takes.COLUMN for a in f.arguments)],
    ids=lambda function: function.name,
)
def test_forms_agree_on_cells(function: Function) -> None:
    """Over hundreds of generated calls both forms give what the Python function gives."""
    source = random.Random(function.name)
    sheet = Sheet()
    asked = []
    for _ in range(CASES):
        args = [_argument(source, function, argument) for argument in function.arguments]
        references: list[str | None] = []
        for argument, value in zip(function.arguments, args, strict=True):
            omitted = value is None and argument.optional
            references.append(None if omitted else sheet.put(value if isinstance(value, list) else [[value]]))
        plain = True
        for place, argument in enumerate(function.arguments):
            if argument.default is Today.TODAY and args[place] in (None, "", " "):
                args[place] = TODAY
                plain = references[place] is None
        asked.append((args, scalar(function, args), _ask_both(sheet, function, references, plain=plain)))
    answers = sheet.answers()
    wrong = [
        (form, args, answers[number], expected)
        for args, expected, forms in asked
        for form, number in forms
        if not agree(answers[number], expected)
    ]
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:5]}"
