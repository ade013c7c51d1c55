"""The sample: a believable, invented provider of managed services, and as many generated risks as asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smsxl import __version__
from smsxl.content import Row, Tables, dated, filled, read, template_tables
from smsxl.domain.criteria import DEFAULT_LEVELS, Level
from smsxl.domain.fingerprint import risk_fingerprint
from smsxl.domain.matrix import default_matrix
from smsxl.domain.ranking import OPPORTUNITY, THREAT
from smsxl.domain.treatment import ACCEPT
from smsxl.domain.values import CellValue
from smsxl.errors import UsageError
from smsxl.sample_plan import plan_tables

RATINGS: Final = ("inherent", "current", "residual")

MOST_RISKS: Final = 1_048_575
"""The rows of a worksheet below its header."""

_STRIDE: Final = 15_013
"""Without a common factor with the number of (system, customer) pairs, so that each pair comes up once a round."""

_MATRIX: Final = default_matrix()
_LEVELS: Final = {level.label: level for level in DEFAULT_LEVELS}


def sample_tables(as_of: dt.date, risks: int | None = None) -> Tables:
    """Return the rows of the sample workbook; every date lies around `as_of`.

    With `risks` its register holds that many generated risks (with their treatments and acceptances) in place of the
    written ones: the same for every call, and the first ones the same for every number. Raises UsageError for a
    number that no worksheet can hold.
    """
    about = read("sample/organization.toml")
    if risks is None:
        register = _written_register()
    elif 0 <= risks <= MOST_RISKS:
        register = _generated_register(risks)
    else:
        message = f"A worksheet holds 0 to {MOST_RISKS} risks, not {risks}: ask for a number in between."
        raise UsageError(message)
    tables = template_tables(as_of)
    tables["Organisation"] = dated(
        "Organisation", [{**about["organization"], "template_version": __version__}], as_of
    )
    tables["ChangeLog"] = dated("ChangeLog", about["changes"], as_of)
    tables["Tolerances"].extend(dict(row) for row in about["tolerances"])
    answers = read("sample/plan.toml")
    tables["PlanItems"] = dated(
        "PlanItems", [{**item, **answers[str(item["id"])]} for item in tables["PlanItems"]], as_of
    )
    tables["Services"] = dated("Services", read("sample/services.toml")["services"], as_of)
    tables["Controls"] = dated("Controls", read("sample/controls.toml")["controls"], as_of)
    tables["Distribution"] = dated("Distribution", about["distribution"], as_of)
    tables.update({name: dated(name, rows, as_of) for name, rows in register.items()})
    tables.update(plan_tables(as_of, {str(risk["id"]) for risk in tables["Risks"]}))
    return tables


def _written_register() -> Tables:
    """Return the risks, treatments and acceptances of the files, dates still in days."""
    file = read("sample/risks.toml")
    risks = {str(row["id"]): _with_ratings({**file["defaults"], **row}) for row in file["risks"]}
    return {
        "Risks": list(risks.values()),
        "Treatments": [dict(row) for row in read("sample/treatments.toml")["treatments"]],
        "Acceptances": [
            _accepted(row, risks[row["risk"]]) for row in read("sample/acceptances.toml")["acceptances"]
        ],
    }


def _with_ratings(row: Mapping[str, Any]) -> Row:
    """Return a row whose rating pairs are taken apart into likelihood and impact."""
    result: Row = {}
    for field, value in row.items():
        if field in RATINGS:
            result[f"{field}_likelihood"], result[f"{field}_impact"] = value
        else:
            result[field] = value
    return result


def _accepted(acceptance: Mapping[str, Any], risk: Mapping[str, Any]) -> Row:
    """Return an acceptance of a risk as the risk stands now."""
    likelihood, impact = risk["current_likelihood"], risk["current_impact"]
    facts: dict[str, CellValue] = dict(risk)
    return {
        **acceptance,
        "likelihood": likelihood,
        "impact": impact,
        "level": _level(likelihood, impact).label,
        "fingerprint": risk_fingerprint(facts),
    }


def _level(likelihood: int, impact: int) -> Level:
    return _LEVELS[_MATRIX.cells[likelihood, impact]]


def _generated_register(number: int) -> Tables:
    """Return generated risks with the treatments and acceptances that they need, dates still in days."""
    authority: Mapping[str, str] = read("sample/organization.toml")["authority"]
    risks: list[Row] = []
    treatments: list[Row] = []
    acceptances: list[Row] = []
    for composition in _compositions(number):
        risk = _generated_risk(composition)
        risks.append(risk)
        treatment = risk.get("treatment")
        if treatment == ACCEPT and risk["type"] == THREAT:
            acceptances.append(_generated_acceptance(risk, composition, authority, len(acceptances) + 1))
        elif treatment not in (None, ACCEPT):
            treatments.extend(_generated_treatments(risk, composition, len(treatments) + 1))
    return {"Risks": risks, "Treatments": treatments, "Acceptances": acceptances}


@dataclass(frozen=True)
class _Composition:
    """What one generated risk is made of; `dice` is a number of 32 bits that decides all the rest."""

    index: int
    dice: int
    scenario: Mapping[str, Any]
    profile: Mapping[str, Any]
    service: str | None
    words: Mapping[str, str]

    def text(self, part: str) -> str:
        """Return a text of the scenario, told of this system and customer."""
        told: str = self.scenario[part].format_map(self.words)
        return told[:1].upper() + told[1:]


def _compositions(number: int) -> Iterator[_Composition]:
    """Yield what each risk is made of; no scenario meets the same system of a customer twice."""
    vocabulary = read("sample/vocabulary.toml")
    scenarios = vocabulary["scenarios"]
    systems = vocabulary["systems"]
    customers = [f"{name} {branch}" for branch in vocabulary["customer_branches"]
                 for name in vocabulary["customer_names"]]
    profiles = {
        THREAT: _weighted(vocabulary["threat_profiles"]),
        OPPORTUNITY: _weighted(vocabulary["opportunity_profiles"]),
    }
    pairs = len(systems) * len(customers)
    for index in range(number):
        tour, turn = divmod(index, len(scenarios))
        scenario = scenarios[turn]
        dice = _dice(index)
        suited = profiles[scenario.get("type", THREAT)]
        pair = (tour * _STRIDE + turn * 1_237) % pairs
        services = scenario["services"]
        yield _Composition(
            index=index,
            dice=dice,
            scenario=scenario,
            profile=suited[dice % len(suited)],
            service=services[tour % len(services)] if services else None,
            words={"system": systems[pair % len(systems)], "customer": customers[pair // len(systems)]},
        )


def _weighted(profiles: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [profile for profile in profiles for _ in range(profile["weight"])]


def _dice(index: int) -> int:
    """Return 32 bits that look thrown, the same in every Python (`random` promises that for few of its methods)."""
    bits = (index + 1) * 0x9E3779B1 & 0xFFFFFFFF
    bits = (bits ^ bits >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    bits = (bits ^ bits >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return bits ^ bits >> 16


def _generated_risk(made: _Composition) -> Row:
    scenario, dice = made.scenario, made.dice
    likelihood, impact = made.profile["current"]
    # The review was at least nine days ago, before the approval, and is not due again for ten days or more.
    reviewed = -9 - dice // 64 % (_level(likelihood, impact).review_days - 19)
    row = {
        "id": f"R-{made.index + 1:05d}",
        "type": scenario.get("type", THREAT),
        **{part: made.text(part) for part in ("title", "cause", "event", "consequence", "customer_impact")},
        "category": scenario["category"],
        "relates_to": scenario["relates_to"],
        "service": made.service,
        "owner": scenario["owner"],
        "classification": "Confidential" if scenario["category"] in ("Financial", "Security") else "Internal",
        "controls": scenario.get("controls"),
        **{field: value for field, value in made.profile.items() if field != "weight"},
        "confidence": ("Medium", "High", "Low", "Medium", "High")[dice // 8 % 5],
        "rationale": read("sample/vocabulary.toml")["evidence"][scenario.get("type", THREAT)][str(likelihood)],
        "assessed_by": "Ruth Castellan",
        "assessed_on": reviewed,
        "identified": reviewed - 60 - dice // 128 % 700,
        "last_review": reviewed,
    }
    return _with_ratings(filled(row))


def _generated_treatments(risk: Mapping[str, Any], made: _Composition, first: int) -> list[Row]:
    """Return an open action, and for each third risk a finished one whose effect the last review has judged."""
    scenario, dice = made.scenario, made.dice
    rows: list[Row] = [
        {
            "id": f"T-{first:05d}",
            "risk": risk["id"],
            "action": made.text("action"),
            "owner": scenario["owner"],
            "due": 35 + dice // 16 % 150,
            "status": ("In progress", "Planned")[dice // 32 % 2],
        }
    ]
    if dice // 4 % 3 == 0:
        reviewed = risk["last_review"]
        rows.append(
            {
                "id": f"T-{first + 1:05d}",
                "risk": risk["id"],
                "action": made.text("done"),
                "owner": scenario["owner"],
                "due": reviewed - 20,
                "status": "Done",
                "done_on": reviewed - 24,
                "effect_evaluated_on": reviewed - 1,
                "effect": "In place and tried once; the ratings of the last review take it into account.",
            }
        )
    return rows


def _generated_acceptance(
    risk: Mapping[str, Any], made: _Composition, authority: Mapping[str, str], number: int
) -> Row:
    """Return an acceptance by whoever may accept the risk's level, valid for two months or more."""
    role = _level(risk["current_likelihood"], risk["current_impact"]).accepted_by_role
    return _accepted(
        {
            "id": f"A-{number:05d}",
            "risk": risk["id"],
            "accepted_by": authority[role],
            "role": role,
            "accepted_on": min(risk["assessed_on"] + 14, -5),
            "until": 60 + made.dice // 16 % 120,
            "conditions": "Rated again at once if it happens.",
            "reason": "Further treatment would cost more than the loss that it prevents.",
            "evidence": "Risk board minutes",
        },
        risk,
    )
