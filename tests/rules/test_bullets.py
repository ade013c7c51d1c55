"""What the guides ask for, bullet by bullet: left out, a rule says so, and the summary shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from smsxl.build import build_workbook
from smsxl.build.plan_figures import PLACES
from smsxl.build.risk_figures import PLACES as RISK_PLACES
from smsxl.hosts.package import open_workbook
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.sound import edited_content, sound_book
from tests.rules.sound_rows import AS_OF


@dataclass(frozen=True)
class Bullet:
    """What is asked for, how it is left out, the rule that has to say so, and its line in a summary."""

    asked: str
    left_out: tuple[Edit, ...]
    rule: str
    place: str | None = None


def blank(table: str, field: str, *rows: str) -> tuple[Edit, ...]:
    """Return edits that empty a field of some rows."""
    return tuple(Put(table, row, field, None) for row in rows)


UNTREATED = (Delete("Treatments", "T-1"), *(
    edit for field in ("treatment", "residual_likelihood", "residual_impact") for edit in blank("Risks", field, "R-1")))

PLAN = (
    Bullet("objectives aligned with business objectives", blank("Objectives", "business_goal", "O-1"), "OBJ104",
           "objectives.aligned"),
    Bullet("SMART goals", blank("Objectives", "metric", "O-1"), "OBJ101", "objectives.smart"),
    Bullet("roles of people", blank("Roles", "person", "RO-2"), "ROL101", "responsibilities.people"),
    Bullet("responsibilities of people", blank("Roles", "responsibilities", "RO-2"), "ROL103",
           "responsibilities.written"),
    Bullet("authorities", blank("Roles", "authority", "RO-2"), "ROL104", "authorities"),
    Bullet("responsibilities in processes", (Put("Raci", "", "part", "C"),), "ROL106", "responsibilities.raci"),
    Bullet("risks to the SMS itself", (Put("Risks", "R-4", "relates_to", "Organization"),), "RSK116", "risks.sms"),
    Bullet("strategies to treat risks", UNTREATED, "RSK404"),
    Bullet("continuity", blank("Services", "continuity_arrangement", "S-1"), "SVC101", "continuity"),
    Bullet("people", (Delete("Resources", "RS-1"),), "RES104", "resources.people"),
    Bullet("technology", (Delete("Resources", "RS-2"),), "RES104", "resources.technology"),
    Bullet("facilities", (Delete("Resources", "RS-3"),), "RES104", "resources.facilities"),
    Bullet("budget", blank("Resources", "planned", "RS-1"), "RES106", "budget.operate"),
    Bullet("budget for building", tuple(Put("Resources", row, "purpose", "Operate") for row in ("RS-2", "RS-5")),
           "RES105", "budget.establish"),
    Bullet("budget for running",
           tuple(Put("Resources", row, "purpose", "Establish") for row in ("RS-1", "RS-3", "RS-4")), "RES105",
           "budget.operate"),
    Bullet("processes from objectives", blank("Processes", "objective", "PR-1"), "PRC102", "processes.objective"),
    Bullet("workflow documented", blank("Processes", "workflow_document", "PR-1"), "PRC106", "processes.document"),
    Bullet("process roles", blank("Processes", "owner_role", "PR-1"), "PRC101", "processes.owner"),
    Bullet("inputs", blank("Processes", "inputs", "PR-1"), "PRC103", "processes.inputs"),
    Bullet("outputs", blank("Processes", "outputs", "PR-1"), "PRC103", "processes.inputs"),
    Bullet("interfaces", blank("Processes", "interfaces", "PR-1", "PR-2"), "PRC108", "processes.interfaces"),
    Bullet("communication plan", (Delete("Communications", "*"),), "PLN106", "communication"),
    Bullet("audiences", blank("Communications", "audience", "CO-1"), "COM102", "communication"),
    Bullet("training", (Delete("Training", "*"),), "PLN106", "training.done"),
    Bullet("awareness", (Put("Training", "TR-1", "kind", "Competence"),), "COM104", "awareness"),
    Bullet("told about objectives and own role", blank("Roles", "informed_on", "RO-2"), "ROL105", "told"),
    Bullet("KPIs", (Delete("Kpis", "K-2"), Put("Improvements", "I-2", "linked_to", "R-1")), "PRC107",
           "kpis.On target"),
    Bullet("targets", blank("Kpis", "target", "K-1"), "KPI101", "kpis.On target"),
    Bullet("monitoring", (Delete("Measurements", "*"),), "PLN106", "monitoring"),
    Bullet("deviations and what was done", (
        Add("Measurements", {"kpi": "K-2", "period": dt.date(2026, 10, 1), "value": 9}),), "KPI104",
        "kpis.Off target"),
    Bullet("improvement from performance data and feedback", blank("Improvements", "source", "I-1"), "IMP102",
           "improvements.sources"),
    Bullet("results of improvement", blank("Improvements", "result", "I-2"), "IMP104", "improvements.done"),
    Bullet("regular review", (Delete("Reviews", "RV-1"), Delete("Reviews", "RV-2")), "IMP106", "reviews.plan_review"),
    Bullet("compliance: evidence", blank("PlanItems", "evidence", "P-01"), "PLN103", "compliance"),
    Bullet("efficient use of resources", (Put("Resources", "RS-1", "actual", 2000),), "RES101", "budget.over"),
    Bullet("known limitations", (Delete("PlanItems", "P-20"),), "PLN101", "limitations"),
    Bullet("technology of the SMS", (Delete("PlanItems", "P-26"),), "PLN101", "technology"),
    Bullet("risk management approach", (Delete("PlanItems", "P-32"),), "PLN109", "risk approach"),
    Bullet("obligations and how they apply", blank("Obligations", "how_it_applies", "OB-1"), "PLN107", "obligations"),
    Bullet("other parties", blank("OtherParties", "controlled_by", "OP-1"), "PLN108", "parties"),
)

RISKS = (
    Bullet("categories", (Put("Risks", "R-4", "category", "Technical"),), "RSK115"),
    Bullet("critical components and activities", (Put("Services", "S-1", "critical", "No"),), "RSK114", "components"),
    Bullet("impact on service quality and delivery", blank("Risks", "customer_impact", "R-1"), "RSK112", "customers"),
    Bullet("likelihood and impact", blank("Risks", "current_impact", "R-1"), "RSK201", "analysed"),
    Bullet("priority", (Shape("column dropped:", "Risks", field="rank"),), "WBK103"),
    Bullet("tolerance levels", (Delete("Tolerances", "*"),), "CRT301"),
    Bullet("treatment", UNTREATED, "RSK404", "treatment.reduce"),
    Bullet("acceptance", (Delete("Acceptances", "A-1"),), "ACC101", "acceptances"),
    Bullet("controls monitored", blank("Controls", "monitoring", "C-1"), "TRT203", "monitored"),
    Bullet("results documented", blank("Organisation", "scope", ""), "WBK207"),
    Bullet("results shared", (Delete("Distribution", "D-1"),), "COM101", "shared"),
    Bullet("proactive reviews", blank("Risks", "last_review", "R-1"), "RSK501", "reviewed"),
)


@pytest.mark.parametrize("bullet", [*PLAN, *RISKS], ids=lambda bullet: bullet.asked)
def test_what_is_left_out_is_found(bullet: Bullet) -> None:
    """Each thing that a guide asks for is missed by its rule when it is left out."""
    assert bullet.rule in {finding.code for finding in run(RULES, sound_book(bullet.left_out))}


def figures(path: Path, edits: tuple[Edit, ...] = ()) -> dict[str, object]:
    """Return the figures of both summaries by their labels."""
    path.unlink(missing_ok=True)
    build_workbook(path, as_of=AS_OF, fixed=True, content=edited_content(edits))
    workbook = open_workbook(str(path))
    found: dict[str, object] = {}
    for sheet, label, figure in (("Plan Summary", 2, 3), ("Plan Summary", 5, 10), ("Risk Summary", 2, 8),
                                 ("Risk Summary", 11, 16)):
        columns = (workbook.grid(sheet).columns[column].values for column in (label, figure))
        found |= {f"{sheet} {text}": value for text, value in zip(*columns, strict=True) if isinstance(text, str)}
    return found


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return the figures of the sound plan."""
    return figures(tmp_path_factory.mktemp("bullets") / "sound.xlsx")


@pytest.mark.parametrize("bullet", [bullet for bullet in (*PLAN, *RISKS) if bullet.place],
                         ids=lambda bullet: bullet.asked)
def test_what_is_left_out_is_seen_in_the_summary(bullet: Bullet, complete: dict[str, object], tmp_path: Path) -> None:
    """Each has its line in a summary, whose figure is another one when it is left out."""
    place = bullet.place or ""
    label = f"Plan Summary {PLACES[place]}" if bullet in PLAN else f"Risk Summary {RISK_PLACES[place]}"
    assert label in complete
    assert figures(tmp_path / "book.xlsx", bullet.left_out)[label] != complete[label]


def test_every_line_has_a_label_of_its_own() -> None:
    """No two lines of the block read the same."""
    for places in (PLACES, RISK_PLACES):
        assert len(set(places.values())) == len(places)
