"""The page of a rule, taken from its class: what `smsxl rule CODE` prints and the docs list."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

from smsxl.rules.base import Rule
from smsxl.rules.findings import Severity
from smsxl.rules.fixes import level_of

SECTIONS: Final = ("What it checks", "Why it matters", "How to fix")
FAMILIES: Final[Mapping[str, str]] = {
    "WBK": "Workbook and formulas",
    "CRT": "Criteria and matrix",
    "RSK": "Risks",
    "TRT": "Treatments and controls",
    "ACC": "Acceptances",
    "PLN": "Plan items, obligations, other parties",
    "OBJ": "Objectives",
    "SVC": "Services and components",
    "ROL": "Roles and RACI",
    "RES": "Resources",
    "PRC": "Processes",
    "COM": "Communication, training, distribution",
    "KPI": "Measurement",
    "IMP": "Improvement and reviews",
}
"""What each family of rules is about, by the first letters of its codes."""

_HEADING: Final = re.compile(rf"({'|'.join(SECTIONS)}):\s*")


class PageData(TypedDict):
    """The page of a rule as `smsxl rule --output-format json` prints it; its schema is derived from it."""

    code: str
    name: str
    severity: Severity
    area: str
    clause: str
    title: str
    what: str
    why: str
    how: str
    message: str
    fix: str
    fixable: str
    applies_to: str
    completeness: bool
    failing: str
    passing: str


@dataclass(frozen=True)
class Page:
    """What is said about one rule: a title, three sections, and facts by name."""

    rule: Rule
    title: str
    sections: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]

    def as_data(self) -> PageData:
        """Return the page as plain data."""
        what, why, how = (text for _, text in self.sections)
        return {
            "code": self.rule.code, "name": self.rule.name, "severity": self.rule.severity,
            "area": self.rule.area, "clause": self.rule.clause, "title": self.title,
            "what": what, "why": why, "how": how, "message": self.rule.message, "fix": self.rule.fix,
            "fixable": level_of(self.rule.code),
            "applies_to": self.rule.applies_to.value,
            "completeness": self.rule.completeness,
            "failing": str(self.rule.failing), "passing": str(self.rule.passing),
        }


def page_of(rule: Rule) -> Page:
    """Return the page of a rule. Raises ValueError where its docstring lacks a section."""
    title, _, rest = inspect.cleandoc(type(rule).__doc__ or "").partition("\n")
    pieces = _HEADING.split(rest)
    sections = tuple((heading, _sentence(text)) for heading, text in
                     zip(pieces[1::2], pieces[2::2], strict=True))
    if tuple(heading for heading, _ in sections) != SECTIONS or not all(text for _, text in sections):
        message = f"the docstring of {rule.code} needs the sections {', '.join(SECTIONS)}, in this order"
        raise ValueError(message)
    facts = [("Area", rule.area), ("Clause", f"ISO/IEC 20000-1:2018, {rule.clause}"), ("Message", rule.message),
             ("Fix", rule.fix), ("Fixable", level_of(rule.code))]
    if rule.applies_to.value != "threats and opportunities":
        facts.append(("Judges", rule.applies_to.value))
    if rule.completeness:
        reviewed = ", a warning while it is In review" if rule.severity is Severity.ERROR else ""
        facts.append(("Drafts", f"a note while the document's status is Draft{reviewed}"))
    facts += [("Fails", str(rule.failing)), ("Passes", str(rule.passing))]
    return Page(rule, title.strip(), sections, tuple(facts))


def _sentence(text: str) -> str:
    joined = " ".join(text.split())
    return joined[:1].upper() + joined[1:]
