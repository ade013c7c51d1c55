"""The sample obeys the rules that its readers are taught: the written register and a generated one alike."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from smsxl.content import Tables
from smsxl.domain.criteria import DEFAULT_LEVELS, Tolerance
from smsxl.domain.fingerprint import verify
from smsxl.domain.matrix import default_matrix
from smsxl.domain.review import review_due
from smsxl.domain.scales import DEFAULT_IMPACT, DEFAULT_LIKELIHOOD
from smsxl.domain.tolerance import ABOVE_TOLERANCE, WITHIN_APPETITE, tolerance_status
from smsxl.sample import sample_tables
from smsxl.tables import BY_NAME, Type

TODAY = dt.date(2026, 11, 22)
RANKS = {level.label: level.rank for level in DEFAULT_LEVELS}
AUTHORITY = {level.accepted_by_role: level.rank for level in DEFAULT_LEVELS}
MATRIX = default_matrix()
TOLD = ("title", "cause", "event", "consequence", "customer_impact", "owner", "category", "relates_to",
        "classification", "rationale", "assessed_by", "assessed_on", "identified", "last_review", "confidence")
Risk = dict[str, Any]


@pytest.fixture(scope="module", params=[None, 500], ids=["written", "generated"])
def tables(request: pytest.FixtureRequest) -> Tables:
    """Return the sample with its written register, then with a generated one."""
    return sample_tables(TODAY, request.param)


@pytest.fixture(scope="module")
def risks(tables: Tables) -> list[Risk]:
    """Return the register."""
    return tables["Risks"]


def rating(risk: Risk, kind: str) -> tuple[int, int]:
    """Return a rating as a pair."""
    return risk[f"{kind}_likelihood"], risk[f"{kind}_impact"]


def score(pair: tuple[int, int]) -> int:
    """Return the score by the sample's method."""
    return pair[0] * pair[1]


def ids(value: object) -> list[str]:
    """Return the ids of a cell."""
    return str(value).split(", ") if value else []


def actions_of(tables: Tables) -> dict[str, list[Risk]]:
    """Return the treatments of each risk."""
    found: dict[str, list[Risk]] = defaultdict(list)
    for row in tables["Treatments"]:
        found[str(row["risk"])].append(row)
    return found


def standing(tables: Tables, risk: Risk, kind: str = "current") -> str | None:
    """Return how a rating compares with the tolerance of its category."""
    limits = [Tolerance(**row) for row in tables["Tolerances"]]  # type: ignore[arg-type]
    pair = rating(risk, kind)
    return tolerance_status(score(pair), risk["category"], limits, MATRIX.level(*pair))


def threats(risks: list[Risk]) -> Iterator[Risk]:
    """Return the threats that are not closed."""
    return (risk for risk in risks if risk["type"] == "Threat" and risk["status"] != "Closed")


def test_rows_fit_their_declarations(tables: Tables) -> None:
    """Fields are declared inputs, required ones are filled, choices are allowed, dates are dates, texts are tidy."""
    for name, rows in tables.items():
        table = BY_NAME[name]
        for row in rows:
            assert set(row) <= {column.field for column in table.inputs}, (name, row)
            for column in table.inputs:
                value = row.get(column.field)
                where = (name, column.field, row)
                assert value is not None or not column.required, where
                if value is None:
                    continue
                assert value != "", where
                if column.choices:
                    assert value in {choice.label for choice in column.choices}, where
                if column.type is Type.DATE:
                    assert isinstance(value, dt.date), where
                if isinstance(value, str):
                    assert value == " ".join(value.split()), where


def test_keys_are_unique_without_regard_to_case(tables: Tables) -> None:
    """No id, label or category comes twice in its table."""
    for name, rows in tables.items():
        key = BY_NAME[name].key
        if key:
            seen = Counter(str(row[key]).casefold() for row in rows)
            assert max(seen.values()) == 1, name


def test_references_resolve(tables: Tables) -> None:
    """Each reference names a row of a table that it may refer to, where the sample has that table."""
    for name, rows in tables.items():
        for column in BY_NAME[name].inputs:
            known = {str(row[field]) for to in column.refers for row in tables.get(to, [])
                     for field in BY_NAME[to].names}
            if known:
                for row in rows:
                    cell = row.get(column.field)
                    named = ids(cell) if column.many else [str(cell)] if cell else []
                    assert set(named) <= known, (name, column.field, row)


def test_ratings_lie_on_the_scales(risks: list[Risk]) -> None:
    """All three ratings are values of the built-in scales; every risk has a current one."""
    for risk in risks:
        for kind in ("inherent", "current", "residual"):
            if kind == "current" or f"{kind}_likelihood" in risk:
                likelihood, impact = rating(risk, kind)
                assert likelihood in DEFAULT_LIKELIHOOD.values
                assert impact in DEFAULT_IMPACT.values


def test_threats_only_fall_and_opportunities_only_rise(risks: list[Risk]) -> None:
    """Controls and treatment lower a threat on both axes; treatment raises an opportunity."""
    for risk in risks:
        order = [rating(risk, kind) for kind in ("inherent", "current", "residual") if f"{kind}_impact" in risk]
        if risk["type"] == "Opportunity":
            order.reverse()
        for before, after in pairwise(order):
            assert after[0] <= before[0], risk["id"]
            assert after[1] <= before[1], risk["id"]


def test_every_risk_is_told_in_full(risks: list[Risk]) -> None:
    """Cause, event, consequence, customers, owner, grounds and dates stand in every row; the service too."""
    for risk in risks:
        assert not [field for field in TOLD if not risk.get(field)], risk["id"]
        if risk["relates_to"] == "Service requirements":
            assert risk.get("service"), risk["id"]


def test_titles_differ(risks: list[Risk]) -> None:
    """No two risks have the same title, whatever their case."""
    assert len({risk["title"].casefold() for risk in risks}) == len(risks)


def test_grounds_do_not_name_a_step_of_a_scale(risks: list[Risk]) -> None:
    """A rationale gives facts; the words of the scales are for the ratings, where they can't contradict them."""
    labels = [entry.label for scale in (DEFAULT_LIKELIHOOD, DEFAULT_IMPACT) for entry in scale.entries]
    words = re.compile(rf"\b({'|'.join(labels)})\b", re.IGNORECASE)
    assert [risk["id"] for risk in risks if words.search(risk["rationale"])] == []


def test_treatments_suit_the_type(risks: list[Risk]) -> None:
    """A threat is not exploited and an opportunity not reduced."""
    allowed: dict[str, set[str | None]] = {
        "Threat": {None, "Avoid", "Reduce", "Transfer (share)", "Accept"},
        "Opportunity": {"Exploit", "Enhance", "Share", "Accept"},
    }
    for risk in risks:
        assert risk.get("treatment") in allowed[risk["type"]], risk["id"]


def test_what_is_above_tolerance_has_a_plan_or_an_acceptance(tables: Tables, risks: list[Risk]) -> None:
    """Above tolerance there is an open action in time that leads below it, or somebody bears the risk."""
    actions = actions_of(tables)
    accepted = {row["risk"] for row in tables["Acceptances"]}
    above = [risk for risk in threats(risks) if standing(tables, risk) == ABOVE_TOLERANCE]
    assert len(above) >= 10
    for risk in above:
        if risk["treatment"] == "Accept":
            assert risk["id"] in accepted
        else:
            open_ = [row for row in actions[risk["id"]] if row["status"] in ("Planned", "In progress")]
            assert open_, risk["id"]
            assert all(row["due"] > TODAY for row in open_), risk["id"]
            assert standing(tables, risk, "residual") != ABOVE_TOLERANCE, risk["id"]


def test_what_is_above_appetite_is_treated_or_accepted(tables: Tables, risks: list[Risk]) -> None:
    """Only what lies within the appetite is left without a treatment."""
    for risk in threats(risks):
        assert risk.get("treatment") or standing(tables, risk) == WITHIN_APPETITE, risk["id"]


def test_a_better_residual_rating_rests_on_an_open_action(tables: Tables, risks: list[Risk]) -> None:
    """Whoever expects another rating says who does what for it; acceptance changes nothing."""
    actions = actions_of(tables)
    for risk in risks:
        if "residual_impact" not in risk:
            assert not risk.get("treatment"), risk["id"]
        elif rating(risk, "residual") != rating(risk, "current"):
            assert risk["treatment"] != "Accept", risk["id"]
            assert any(row["status"] in ("Planned", "In progress") for row in actions[risk["id"]]), risk["id"]
        else:
            assert risk["treatment"] == "Accept", risk["id"]


def test_closed_risks_lie_within_tolerance(tables: Tables, risks: list[Risk]) -> None:
    """Some risks are closed, all of them within the appetite; at least one has become real."""
    closed = [risk for risk in risks if risk["status"] == "Closed"]
    assert len(closed) >= 3
    assert {standing(tables, risk) for risk in closed} == {WITHIN_APPETITE}
    assert any(risk["status"] == "Realised" for risk in risks)


def test_status_says_what_is_done(risks: list[Risk]) -> None:
    """Accepted threats are those with the treatment Accept; what is in treatment has one that changes something."""
    for risk in risks:
        if risk["type"] == "Threat":
            assert (risk["status"] == "Accepted") == (risk.get("treatment") == "Accept"), risk["id"]
        if risk["status"] == "In treatment":
            assert risk["treatment"] != "Accept", risk["id"]


def test_reviews_are_in_time(risks: list[Risk]) -> None:
    """The next review of every risk lies ahead, and its dates follow each other."""
    for risk in risks:
        due = review_due(risk["last_review"], str(MATRIX.level(*rating(risk, "current"))))
        assert due is not None
        assert due > TODAY, risk["id"]
        assert risk["identified"] < risk["assessed_on"] <= risk["last_review"] <= TODAY, risk["id"]


def test_credited_controls_are_active_and_work(tables: Tables, risks: list[Risk]) -> None:
    """A current rating below the inherent one rests on active controls that are at least partly effective."""
    working = {
        str(row["id"])
        for row in tables["Controls"]
        if row["status"] == "Active" and row["effectiveness"] in ("Effective", "Partly")
    }
    for risk in risks:
        named = ids(risk.get("controls"))
        assert set(named) <= working, risk["id"]
        if risk["type"] == "Threat" and rating(risk, "current") != rating(risk, "inherent"):
            assert named, risk["id"]


def test_controls_are_watched(tables: Tables) -> None:
    """Every control in use has an owner, a way and rhythm of monitoring, evidence and a next check that lies ahead."""
    for row in tables["Controls"]:
        assert row["owner"]
        if row["status"] == "Active":
            assert row["monitoring"], row["id"]
            assert row["frequency"], row["id"]
            assert row["evidence"], row["id"]
            last, next_ = row["last_check"], row["next_check"]
            assert isinstance(last, dt.date)
            assert isinstance(next_, dt.date)
            assert last <= TODAY < next_, row["id"]


def test_finished_actions_are_evaluated_and_the_risk_rated_again(tables: Tables, risks: list[Risk]) -> None:
    """Done means: with a date, with its effect judged, and the risk assessed afterwards; a new control is active."""
    by_id = {risk["id"]: risk for risk in risks}
    status = {row["id"]: row["status"] for row in tables["Controls"]}
    done: list[Risk] = [row for row in tables["Treatments"] if row["status"] == "Done"]
    assert len(done) >= 5
    for row in done:
        assert row["effect"]
        assert row["done_on"] <= row["effect_evaluated_on"] <= TODAY, row["id"]
        assert row["done_on"] <= by_id[row["risk"]]["assessed_on"], row["id"]
        assert status.get(row.get("becomes_control"), "Active") == "Active", row["id"]
    for row in tables["Treatments"]:
        if row["status"] != "Done":
            assert "done_on" not in row
            assert "effect" not in row


def test_few_actions_are_late(tables: Tables) -> None:
    """At most one open action is overdue, by two days, as in real life."""
    late: list[Risk] = [row for row in tables["Treatments"] if row["status"] != "Done" and row["due"] < TODAY]  # type: ignore[operator]
    assert len(late) <= 1
    assert all((TODAY - row["due"]).days == 2 for row in late)


def test_acceptances_are_valid_and_of_the_risk_as_it_is(tables: Tables, risks: list[Risk]) -> None:
    """Accepted with authority, by another than the owner, in force, with evidence, for today's rating and texts."""
    by_id = {risk["id"]: risk for risk in risks}
    rows: list[Risk] = tables["Acceptances"]
    assert len(rows) >= 6
    assert {row["risk"] for row in rows} == {risk["id"] for risk in threats(risks) if risk.get("treatment") == "Accept"}
    for row in rows:
        risk = by_id[row["risk"]]
        assert (row["likelihood"], row["impact"]) == rating(risk, "current")
        assert row["level"] == MATRIX.level(row["likelihood"], row["impact"])
        assert AUTHORITY[row["role"]] >= RANKS[row["level"]], row["id"]
        assert row["accepted_by"] != risk["owner"], row["id"]
        assert risk["assessed_on"] <= row["accepted_on"] <= TODAY < row["until"], row["id"]
        assert row["evidence"]
        assert row["conditions"]
        assert verify(row["fingerprint"], risk), row["id"]
    assert sum((row["until"] - TODAY).days <= 30 for row in rows) <= 1


def test_everything_that_should_be_looked_at_has_a_risk(tables: Tables, risks: list[Risk]) -> None:
    """Every critical service, every category and everything that a risk can relate to has an open risk."""
    open_ = [risk for risk in risks if risk["status"] != "Closed"]
    critical = {row["id"] for row in tables["Services"] if row["critical"] == "Yes"}
    assert critical <= {risk.get("service") for risk in open_}
    assert {risk["category"] for risk in open_} == {row["category"] for row in tables["Categories"]}
    assert {risk["relates_to"] for risk in open_} == {choice.label for choice in BY_NAME["Risks"]["relates_to"].choices}
    assert len(risks) >= 44
    assert sum(risk["type"] == "Opportunity" for risk in risks) >= 5


def test_services_have_components_activities_and_continuity(tables: Tables) -> None:
    """Parts belong to a service, and whatever is critical goes on somehow when it fails."""
    services = tables["Services"]
    kinds = {row["id"]: row["kind"] for row in services}
    assert len(services) >= 15
    for row in services:
        assert (row["kind"] == "Service") == ("part_of" not in row), row["id"]
        assert kinds.get(row.get("part_of"), "Service") == "Service"
        assert row["critical"] == "No" or row["continuity_arrangement"], row["id"]


def test_document_is_approved_after_its_last_change_and_sent_out(tables: Tables) -> None:
    """Approval follows the changes and the facts; the approved version was distributed after the assessment."""
    (about,) = tables["Organisation"]
    facts: list[Any] = [about["assessment_date"], *(row["date"] for row in tables["ChangeLog"])]
    facts += [risk["last_review"] for risk in tables["Risks"]] + [row["accepted_on"] for row in tables["Acceptances"]]
    approved: Any = about["approved_on"]
    assert about["status"] == "Approved"
    assert about["approved_by"]
    assert max(facts) <= approved <= TODAY
    last = tables["ChangeLog"][-1]
    assert last["version"] == about["version"]
    dates: list[Any] = [row["date"] for row in tables["ChangeLog"]]
    assert dates == sorted(dates)
    sent: list[Any] = [row["sent_on"] for row in tables["Distribution"] if row["document_version"] == about["version"]]
    assert approved <= max(sent) <= TODAY
    next_review: Any = about["next_review"]
    assert next_review > TODAY


def test_plan_is_answered(tables: Tables) -> None:
    """Each requirement has an approach, evidence, an owner and a review; what is not in place has a date ahead."""
    rows: list[Risk] = tables["PlanItems"]
    for row in rows:
        for field in ("approach", "evidence", "owner_role", "reviewed"):
            assert row[field], row["id"]
        assert row["status"] in ("In place", "In progress")
        assert row["reviewed"] <= TODAY
        assert row["status"] == "In place" or row["due"] > TODAY, row["id"]
