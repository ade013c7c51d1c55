"""What every new workbook holds."""

from __future__ import annotations

import datetime as dt
import re

from smsxl import __version__
from smsxl.content import template_tables
from smsxl.domain.criteria import DEFAULT_CATEGORIES, DEFAULT_LEVELS, Tolerance
from smsxl.domain.scales import DEFAULT_IMPACT, DEFAULT_LIKELIHOOD
from smsxl.tables import BY_NAME

TODAY = dt.date(2026, 11, 22)


def test_fields_are_declared_inputs_and_required_ones_are_filled() -> None:
    """Every row fits its declaration; the organization's own fields are left to the user."""
    for name, rows in template_tables(TODAY).items():
        table = BY_NAME[name]
        for row in rows:
            assert set(row) <= {column.field for column in table.inputs}, name
            if name != "Organisation":
                missing = [column.field for column in table.inputs if column.required and row.get(column.field) is None]
                assert not missing, (name, row)


def test_scales_have_the_domains_numbers_and_no_gap_in_frequency() -> None:
    """Likelihood ranges follow each other without a gap, and every step of both scales is described."""
    tables = template_tables(TODAY)
    likelihood, impact = tables["LikelihoodScale"], tables["ImpactScale"]
    assert [(row["value"], row["label"]) for row in likelihood] == [
        (entry.value, entry.label) for entry in DEFAULT_LIKELIHOOD.entries
    ]
    assert [(row["value"], row["label"]) for row in impact] == [
        (entry.value, entry.label) for entry in DEFAULT_IMPACT.entries
    ]
    assert [row["to_per_year"] for row in likelihood[:-1]] == [row["from_per_year"] for row in likelihood[1:]]
    for row in (*likelihood, *impact):
        assert row["example"]
    for row in impact:
        assert row["money"]
        assert row["security_and_compliance"]


def test_criteria_are_those_of_the_domain() -> None:
    """Levels, tolerances and categories of the template are the built-in ones, in their order."""
    tables = template_tables(TODAY)
    assert [row["label"] for row in tables["RiskLevels"]] == [level.label for level in DEFAULT_LEVELS]
    assert [Tolerance(**row) for row in tables["Tolerances"]] == [Tolerance("*", 4, 9)]  # type: ignore[arg-type]
    assert tuple(str(row["category"]) for row in tables["Categories"]) == DEFAULT_CATEGORIES
    for row in tables["Categories"]:
        assert row["description"]
        assert row["example"]


def test_plan_items_cover_every_area_once_or_more() -> None:
    """Each area that the declaration allows has a requirement, nothing is started and no two ask the same."""
    items = template_tables(TODAY)["PlanItems"]
    assert {row["area"] for row in items} == {choice.label for choice in BY_NAME["PlanItems"]["area"].choices}
    assert {row["status"] for row in items} == {"Not started"}
    assert len({row["requirement"] for row in items}) == len(items)
    assert [row["id"] for row in items] == [f"P-{number:02d}" for number in range(1, len(items) + 1)]
    assert all(re.fullmatch(r"\d+(\.\d+)*", str(row["clause"])) for row in items)


def test_organisation_is_a_draft_of_this_version_assessed_on_the_as_of_date() -> None:
    """The form says Draft, so that a fresh workbook is not drowned in findings."""
    (form,) = template_tables(TODAY)["Organisation"]
    assert form == {
        "version": "0.1", "status": "Draft", "assessment_date": TODAY, "template_version": __version__,
    }


def test_callers_may_change_what_they_get() -> None:
    """A changed row does not show up in the next workbook."""
    first = template_tables(TODAY)
    first["PlanItems"][0]["requirement"] = "changed"
    first["Categories"][0]["category"] = "changed"
    assert template_tables(TODAY)["PlanItems"][0]["requirement"] != "changed"
    assert template_tables(TODAY)["Categories"][0]["category"] == DEFAULT_CATEGORIES[0]
