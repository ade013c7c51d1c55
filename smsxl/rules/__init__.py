"""The rulebook: every rule, in an explicit tuple."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smsxl.rules import (
    acceptances,
    communicate,
    communication,
    continuity,
    controls,
    criteria_matrix,
    criteria_scales,
    criteria_tolerances,
    improvements,
    kpis,
    measurements,
    objectives,
    plan_items,
    processes,
    raci,
    resources,
    risk_calculated,
    risk_coverage,
    risk_evaluate,
    risk_identify,
    risk_ratings,
    roles,
    suppressions,
    their_bands,
    their_cells,
    their_kinds,
    their_limits,
    their_parts,
    their_residual,
    their_rows,
    their_scores,
    their_totals,
    their_words,
    their_work,
    treatments,
    workbook_cells,
    workbook_document,
    workbook_formulas,
    workbook_layout,
    workbook_shape,
    workbook_stale,
    workbook_values,
)
from smsxl.rules.base import Rule

_FAMILIES: Final = (
    workbook_shape, workbook_cells, workbook_values, workbook_formulas, workbook_stale, workbook_layout,
    workbook_document, criteria_scales, criteria_matrix, criteria_tolerances, risk_identify, risk_coverage,
    risk_ratings, risk_calculated, risk_evaluate, treatments, controls, acceptances, communicate,
    continuity, plan_items, objectives, roles, raci, resources, processes, communication, kpis, measurements,
    improvements, their_scores, their_residual, their_rows, their_cells, their_kinds, their_bands, their_work,
    their_limits, their_parts, their_totals, their_words,
)

_OTHERS: Final[tuple[Rule, ...]] = tuple(rule() for family in _FAMILIES for rule in family.RULES)
RULES: Final[tuple[Rule, ...]] = tuple(sorted((*_OTHERS, *suppressions.rules_about(_OTHERS)),
                                              key=lambda rule: rule.code))
BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}
