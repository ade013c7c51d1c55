"""How the register itself makes its scores: as its formulas say, else as most of its rows have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from smsxl.hosts.port import GridValue
from smsxl.registers.cells import Cells
from smsxl.registers.columns.relations import numbers_of, usual_formula
from smsxl.registers.criteria.rules_of_score import RULES, Rule, best_rule, product_of, same
from smsxl.registers.criteria.scales import numbers
from smsxl.registers.formulas.calculate import Calculation, FormulaError
from smsxl.registers.formulas.parse import NotUnderstoodError
from smsxl.registers.model import Register, Scoring
from smsxl.registers.ratings import read_rating

_LEAST: Final = 0.6
_PROBED: Final = 100
"""A column without a number in so many rows has no factors."""

_FEWEST: Final = 3
_ROW: Final = re.compile(r"(\$?[A-Za-z]{1,3})\$?[0-9]{1,7}(?![\w(])")


def score_number(value: GridValue) -> float | None:
    """Return the number of a score's cell; None where it holds none."""
    found = read_rating(value)
    return None if found is None else found.number


def by_formula(cells: Cells, rows: Sequence[int], column: int) -> list[GridValue] | None:
    """Return what the column's usual formula gives in every row; None where it has none that is understood."""
    usual = usual_formula(cells, rows, column)
    if usual is None:
        return None
    _, node = usual
    out: list[GridValue] = []
    for row in rows:
        try:
            found = Calculation(cells.sight, row, column).value(node)
        except FormulaError:
            out.append(None)
        except NotUnderstoodError:
            return None
        else:
            out.append(found[0][0] if isinstance(found, list) else found)
    return out


def shown_formula(cells: Cells, rows: Sequence[int], column: int) -> str:
    """Return the usual formula of a column without row numbers, as "F*G"."""
    usual = usual_formula(cells, rows, column)
    if usual is None:
        return ""
    formula = cells.formula(usual[0], column)
    if formula is None:
        return ""
    written = cells.written(formula, usual[0], column)
    return _ROW.sub(r"\1", written).replace("$", "") if cells.lies == "rows" else written


def find_scoring(register: Register, stage: str, method: str | None = None) -> Scoring | None:
    """Return how the score of a stage is made; None where it has no score, or nothing explains it.

    `method` is what a person said that it is: a method or a formula of `rules_of_score`.
    """
    mapped = register.columns.get(f"{stage}score")
    if mapped is None:
        return None
    cells, rows = register.cells, register.records
    likelihoods, impacts = (numbers(register, stage + axis) for axis in ("likelihood", "impact"))
    scores = [score_number(cells.value(row, mapped.column)) for row in rows]
    said = next((rule for rule in RULES if method in (rule.method, rule.formula)), None)
    if said is not None:
        return _by_rule(register, stage, said, scores, "smsxl.toml")
    given = by_formula(cells, rows, mapped.column)
    if given is not None:
        expected = [v if isinstance(v, (int, float)) and not isinstance(v, bool) else None for v in given]
        if sum(v is not None for v in expected) >= 1:
            return _of_formula(register, stage, mapped.column, expected, scores)
    return _of_rows(register, stage, likelihoods, impacts, scores)


def _of_formula(register: Register, stage: str, column: int, expected: Sequence[float | None],
                scores: Sequence[float | None]) -> Scoring:
    likelihoods, impacts = (numbers(register, stage + axis) for axis in ("likelihood", "impact"))
    rule = best_rule(likelihoods, impacts, expected)
    method = rule[0].method if rule is not None and rule[1] == rule[2] and rule[2] > 0 else "formula"
    text = shown_formula(register.cells, register.records, column)
    factors: tuple[int, ...] = ()
    if method == "formula" and re.search(r"INDEX|LOOKUP|MATCH|OFFSET", text, re.IGNORECASE):
        method = "lookup"
    elif method == "formula":
        three = _three(register, stage, expected)
        method, factors = ("product of three", three[0]) if three is not None else (method, ())
    core = re.search(r"(?<![\w(])([A-Z]{1,3}\*[A-Z]{1,3}(?:\*[A-Z]{1,3})*)(?![\w(*+])", text)
    if method == "product" and core is not None:
        text = core[1]
    # A blank rating leaves the score 0 or "" as the formula is written: neither is a score.
    want = [None if p is None and i is None and stage + "likelihood" in register.columns else value
            for value, p, i in zip(expected, likelihoods, impacts, strict=True)]
    compared = [(w, s) for w, s in zip(want, scores, strict=True) if w is not None and s is not None]
    return Scoring(method, text, sum(same(w, s) for w, s in compared), len(compared), "formulas", factors, expected=tuple(want))


def _three(register: Register, stage: str, scores: Sequence[float | None]) -> tuple[tuple[int, ...], int, int] | None:
    rated = [register.columns[stage + axis].column for axis in ("likelihood", "impact")
             if stage + axis in register.columns]
    if len(rated) < 2:
        return None
    cells, records = register.cells, register.records
    free = {column: numbers_of(cells, records, column) for column, _ in register.unmapped
            if any(number is not None for number in numbers_of(cells, records[:_PROBED], column))}
    free |= {register.columns[stage + axis].column: numbers(register, stage + axis)
             for axis in ("likelihood", "impact")}
    return product_of(free, scores, rated)


def _of_rows(register: Register, stage: str, likelihoods: Sequence[float | None], impacts: Sequence[float | None],
             scores: Sequence[float | None]) -> Scoring | None:
    rule = best_rule(likelihoods, impacts, scores)
    three = _three(register, stage, scores)
    plain_rule = rule is not None and rule[0].method in ("product", "sum")
    if three is not None and (rule is None or three[1] > rule[1] or (three[1] == rule[1] and not plain_rule)):
        factors = [numbers_of(register.cells, register.records, column) for column in three[0]]
        expected = [None if any(f is None for f in line) else _product(line) for line in zip(*factors, strict=True)]
        formula = "*".join(register.cells.letters(column) for column in three[0])
        return Scoring("product of three", formula, three[1], three[2], "rows", three[0], expected=tuple(expected))
    if rule is None or rule[1] < max(_FEWEST, _LEAST * rule[2]):
        return None
    return _by_rule(register, stage, rule[0], scores, "rows")


def _by_rule(register: Register, stage: str, rule: Rule, scores: Sequence[float | None], source: str) -> Scoring:
    likelihoods, impacts = (numbers(register, stage + axis) for axis in ("likelihood", "impact"))
    names = {axis: register.columns[stage + axis].letters if stage + axis in register.columns else axis
             for axis in ("likelihood", "impact")}
    if len(set(names.values())) < len(names):  # both stand in one cell
        names = {axis: axis for axis in names}
    formula = (f"MAX({names['likelihood']},{names['impact']})" if rule.method == "maximum" else
               "".join({"L": names["likelihood"], "I": names["impact"]}.get(c, c) for c in rule.formula))
    expected = tuple(None if p is None or i is None else rule.score(p, i)
                     for p, i in zip(likelihoods, impacts, strict=True))
    compared = [(w, s) for w, s in zip(expected, scores, strict=True) if w is not None and s is not None]
    return Scoring(rule.method, formula, sum(same(w, s) for w, s in compared), len(compared), source,
                   expected=expected)


def _product(factors: Sequence[float | None]) -> float:
    out = 1.0
    for factor in factors:
        out *= factor or 0.0
    return out
