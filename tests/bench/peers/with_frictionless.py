"""The rules that frictionless can express: with_frictionless.py BOOK DAY."""

import json
import sys
from pathlib import Path

from frictionless import Checklist, Dialect, Package, Resource, Schema, checks
from frictionless.formats import ExcelControl

BOOK, DAY = Path(sys.argv[1]), sys.argv[2]
HEADER = 4


def word(label: str) -> str:
    """Return a header as a name that formulas of row constraints can use."""
    return label.lower().replace(" ", "_")


def resource(name: str, rules: dict[str, dict[str, object]],
             keys: dict[str, tuple[str, str]] | None = None) -> Resource:
    """Return a sheet whose columns of these names have rules; the others may hold anything."""
    dialect = Dialect(header_rows=[HEADER], controls=[ExcelControl(sheet=name)])
    with Resource(path=BOOK.name, basepath=str(BOOK.parent), dialect=dialect) as bare:
        labels = bare.labels
    fields = [{"name": word(label), "type": "any", **rules.get(label, {})} for label in labels]
    foreign = [{"fields": [word(column)], "reference": {"resource": other, "fields": [word(field)]}}
               for column, (other, field) in (keys or {}).items()]
    schema = Schema.from_descriptor({"fields": fields, "foreignKeys": foreign})
    return Resource(name=name.lower(), path=BOOK.name, basepath=str(BOOK.parent), dialect=dialect, schema=schema)


whole = {"type": "integer", "bareNumber": False, "constraints": {"minimum": 1, "maximum": 5}}
filled = {"type": "string", "constraints": {"required": True, "minLength": 1}}
risks = resource("Risks", {
    "Id": {"type": "string", "constraints": {"required": True, "unique": True}}, "Title": filled, "Owner": filled,
    "Type": {"type": "string", "constraints": {"enum": ["Threat", "Opportunity"]}},
    "Status": {"type": "string", "constraints": {"enum": ["Open", "In treatment", "Accepted", "Closed", "Realised"]}},
    **{f"{stage} {axis}": whole for stage in ("Inherent", "Current", "Residual") for axis in ("likelihood", "impact")},
    "Last review": {"type": "date"}, "Next review": {"type": "date"}, "Identified": {"type": "date"},
}, {"Service": ("services", "Id")})
package = Package(resources=[
    risks,
    resource("Services", {"Id": {"type": "string", "constraints": {"unique": True}}}),
    resource("Treatments", {"Due": {"type": "date"}}, {"Risk": ("risks", "Id")}),
    resource("Acceptances", {"Until": {"type": "date"}, "Accepted on": {"type": "date"}}),
    resource("KPIs", {"Direction": {"type": "string", "constraints": {"enum": ["Higher", "Lower"]}}}),
])


ROWS = {
    "risks": [
        *(f"not {stage}_score or not {stage}_likelihood or {stage}_score == {stage}_likelihood * {stage}_impact"
          for stage in ("inherent", "current")),
        "type != 'Threat' or not residual_likelihood or residual_likelihood <= current_likelihood",
        "not last_review or not identified or last_review >= identified",
        "current_tolerance != 'Above tolerance' or status not in ('Open', 'In treatment') or treatment",
    ],
    "treatments": [f"status != 'Planned' or not due or str(due) >= '{DAY}'"],
    "acceptances": ["not until or not accepted_on or until >= accepted_on"],
}


def label_of(name: str | None) -> str | None:
    """Return the header that a name was made of."""
    return None if name is None else name.capitalize().replace("_", " ")


found: set[tuple[str, int, str | None]] = set()
for each in package.resources:
    constraints = [checks.row_constraint(formula=formula) for formula in ROWS.get(each.name, ())]
    report = each.validate(Checklist(checks=constraints, skip_errors=["incorrect-label"]))
    (task,) = report.tasks
    sheet = "KPIs" if task.name == "kpis" else task.name.capitalize()
    for error in task.errors:
        descriptor = error.to_descriptor()
        if "rowNumber" in descriptor:
            found.add((sheet, descriptor["rowNumber"], label_of(descriptor.get("fieldName"))))
print(json.dumps(sorted(found, key=str)))
