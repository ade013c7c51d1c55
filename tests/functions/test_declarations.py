"""The registry holds together, and its formulas are what a file may hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import smsxl
from smsxl.functions import BY_NAME, FUNCTIONS, Function, Takes, plain, stored_form
from smsxl.functions.formulas import LONGEST_FORMULA, NEWER_FUNCTIONS

EVERY = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)

NAMES = [
    "RISK_SCORE",
    "RISK_LEVEL",
    "TOLERANCE_STATUS",
    "RISK_RANK",
    "RISK_MATRIX",
    "SCALE_VALUE",
    "RISK_GAPS",
    "TREATMENT_STATUS",
    "ACCEPTANCE_STATUS",
    "REVIEW_DUE",
    "SMART_GAPS",
    "KPI_STATUS",
    "KPI_TREND",
    "BUDGET_STATUS",
    "PLAN_COVERAGE",
    "DUE_STATUS",
]

REFERENCES = {
    Takes.VALUE: "Risks[[#This Row],[Residual likelihood]]",
    Takes.COLUMN: "Risks[Residual likelihood]",
    Takes.TABLE: "RiskLevels[[Label]:[Accepted by role]]",
}
"""References as long as those in the calculated columns."""


def test_all_functions_of_the_contract_are_there() -> None:
    """The sixteen names of the contract, each once."""
    assert [function.name for function in FUNCTIONS] == NAMES
    assert len(BY_NAME) == len(FUNCTIONS)


@EVERY
def test_help_fits_the_function_wizard(function: Function) -> None:
    """Every function and argument has one line of help, and optional arguments come last."""
    assert function.summary.endswith(".")
    assert all(argument.help.endswith(".") and len(argument.help) <= 255 for argument in function.arguments)
    optional = [argument.optional for argument in function.arguments]
    assert optional == sorted(optional)


@EVERY
def test_formulas_are_whole_and_not_too_long(function: Function) -> None:
    """Brackets match outside of texts, and what a file would hold is within Excel's limit."""
    for text in (stored_form(function.lambda_form), function.plain_form or ""):
        code = re.sub(r'"[^"]*"', "", text)
        assert code.count("(") == code.count(")")
        assert len(text) <= LONGEST_FORMULA
        assert "{{" not in code


@EVERY
def test_plain_form_of_a_calculated_column_is_not_too_long(function: Function) -> None:
    """With every argument given as a long column reference it stays within Excel's limit."""
    assert len(plain(function, [REFERENCES[argument.takes] for argument in function.arguments])) <= LONGEST_FORMULA


@EVERY
def test_plain_form_needs_nothing_newer_than_excel_2016(function: Function) -> None:
    """No newer function is called, and the day of a formula is never taken behind the user's back."""
    text = re.sub(r'"[^"]*"', "", function.plain_form or "")
    called = set(re.findall(r"([A-Z.]+)\(", text))
    assert called <= {
        *("ABS", "COLUMN", "COLUMNS", "COUNT", "COUNTIFS", "IF", "IFERROR", "INDEX", "INT", "ISERROR", "ISLOGICAL"),
        *("ISNUMBER", "LEN", "MATCH", "MAX", "MEDIAN", "MID", "MIN", "MMULT", "N", "ROW", "ROWS", "SUBSTITUTE"),
        *("SUM", "SUMPRODUCT", "TRANSPOSE", "TRIM"),
    }


@EVERY
def test_stored_form_prefixes_every_parameter_and_newer_function(function: Function) -> None:
    """No bare parameter and no newer function without its prefix is left."""
    text = re.sub(r'"[^"]*"', "", stored_form(function.lambda_form))
    assert not re.search(r"(?<![.A-Za-z_])(" + "|".join(NEWER_FUNCTIONS) + r")\(", text)
    assert not re.search("[a-z]", re.sub(r"_xl(pm|op)\.[a-z_]+|_xlfn\.", "", text))
    for argument in function.arguments:
        assert f"{'_xlop' if argument.optional else '_xlpm'}.{argument.name}," in text


def test_stored_form_leaves_texts_and_constants_alone() -> None:
    """Texts, numbers, errors and truth values stay as they are."""
    source = 'LAMBDA(a,[b],LET(c,IF(ISOMITTED(b),"a(b)",b),IF(c>1E-9,#VALUE!,TRUE)))'
    assert stored_form(source) == (
        "_xlfn.LAMBDA(_xlpm.a,_xlop.b,_xlfn.LET(_xlpm.c,IF(_xlfn.ISOMITTED(_xlpm.b),"
        '"a(b)",_xlpm.b),IF(_xlpm.c>1E-9,#VALUE!,TRUE)))'
    )


def test_plain_inlines_the_default_of_an_omitted_argument() -> None:
    """An omitted argument leaves its default, a literal needs no guard."""
    assert '"product"' in plain(BY_NAME["RISK_SCORE"], ["A1", "B1"])
    assert "TODAY()" in plain(BY_NAME["DUE_STATUS"], ["A1", "B1"])
    assert "TODAY()" not in plain(BY_NAME["DUE_STATUS"], ["A1", "B1", "AsOf", "30"])
    assert "ISERROR(30)" not in plain(BY_NAME["DUE_STATUS"], ["A1", "B1", "AsOf", "30"])


def test_plain_says_what_is_missing() -> None:
    """A required argument that is not given is an error that names it."""
    with pytest.raises(ValueError, match="needs its argument impact"):
        plain(BY_NAME["RISK_SCORE"], ["A1"])


def test_functions_need_the_standard_library_alone() -> None:
    """Importing the functions loads neither pandas nor openpyxl nor anything else that has to be installed."""
    root = Path(smsxl.__file__).parents[1]
    call = "from smsxl.functions import call; print(call('risk_score', 2, 3))"
    code = f"import sys; sys.path.insert(0, {str(root)!r}); {call}"
    # -S keeps everything that is installed out of sight.
    found = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "6\n"
