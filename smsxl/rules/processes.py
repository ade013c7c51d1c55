"""Processes: owner, objective, inputs and outputs, interfaces, document, KPI (PRC101 to PRC108)."""

from __future__ import annotations

from typing import Final

import numpy as np

from smsxl.rules.base import Detail, RowRule, place_of
from smsxl.rules.common import among, known_keys, named_in, per_book
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed, Owned, listed, unknown_ids
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "6.3 Processes"
_CLAUSE: Final = "6.3"
_OPERATION: Final = "8.1"


class ProcessOwnerMissing(Owned):
    """Nobody answers for a process.

    What it checks: that every process names the role that answers for it.
    Why it matters: without an owner nobody may change it, and nobody sees that it is not followed.
    How to fix: choose the role.
    """

    code = "PRC101"
    name = "process-owner-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = "5.3"
    table = "Processes"
    failing = example(Put("Processes", "PR-1", "owner_role", None), at=("Processes", "PR-1", "owner_role"))
    passing = example(Put("Processes", "PR-1", "owner_role", "RO-1"))


class ProcessObjectiveMissing(Filled):
    """A process serves no objective.

    What it checks: that every process names the objective that it serves.
    Why it matters: the plan derives its processes from scope and objectives; one that serves none is not needed, or an
    objective is missing.
    How to fix: choose the objective.
    """

    code = "PRC102"
    name = "process-objective-missing"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{id} names no objective that it serves."
    fix = "Choose the objective that it serves, or add the one that is missing."
    completeness = True
    table = "Processes"
    fields = ("objective",)
    failing = example(Put("Processes", "PR-1", "objective", None), at=("Processes", "PR-1", "objective"))
    passing = example(Put("Processes", "PR-1", "objective", "o-2"))


class InputsOrOutputsMissing(Filled):
    """A process does not say what it takes or gives.

    What it checks: that every process names its inputs and its outputs.
    Why it matters: where one process ends and the next begins is where work gets lost.
    How to fix: enter what starts or feeds it, and what it gives to whom.
    """

    code = "PRC103"
    name = "inputs-or-outputs-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _OPERATION
    message = "{id} does not say what its {what} are."
    fix = "Enter what it {verb}."
    completeness = True
    table = "Processes"
    fields = ("inputs", "outputs")
    failing = example(Put("Processes", "PR-1", "outputs", None), at=("Processes", "PR-1", "outputs"))
    passing = example(Put("Processes", "PR-1", "inputs", "Calls and mails"))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"what": field, "verb": "takes" if field == "inputs" else "gives"}, expected=f"its {field}")


class InterfaceUnknown(Listed):
    """A process has an interface with a process that is not there.

    What it checks: every id among the interfaces against the ids on Processes.
    Why it matters: work is handed to a process that nobody has described.
    How to fix: correct the id, or describe the process.
    """

    code = "PRC104"
    name = "interface-unknown"
    severity = Severity.ERROR
    area = _AREA
    clause = _OPERATION
    message = "{id} has an interface with {unknown}, which Processes does not have."
    fix = "Correct the id, or describe the process."
    table = "Processes"
    fields = ("interfaces",)
    failing = example(Put("Processes", "PR-1", "interfaces", "PR-2, PR-9"), at=("Processes", "PR-1", "interfaces"))
    passing = example(Put("Processes", "PR-1", "interfaces", " pr-2 "))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"unknown": unknown_ids(rows, i, field, book)}, expected="ids of Processes")


@per_book
def _one_sided(book: Book) -> dict[int, list[int]]:
    """Return the processes that do not name others as interfaces although those name them."""
    rows = book["Processes"]
    named = rows.ids("interfaces")
    found: dict[int, list[int]] = {}
    sides = [set(parts) for parts in named]
    for i, (own, parts) in enumerate(zip(rows.folded("id"), named, strict=True)):
        for part in parts:
            other = rows.index.get(part)
            if own and other is not None and other != i and own not in sides[other]:
                found.setdefault(other, []).append(i)
    return found


class InterfaceOneSided(RowRule):
    """Only one of two processes knows of their interface.

    What it checks: that a process that another one names as an interface names that one, too.
    Why it matters: one side hands over, and the other side does not expect it.
    How to fix: name the interface on both sides, or on neither.
    """

    code = "PRC105"
    name = "interface-one-sided"
    severity = Severity.WARNING
    area = _AREA
    clause = _OPERATION
    message = "{id} does not name its interface with {others}, which {verb} {id}."
    fix = "Name {others} here, or remove {id} there."
    table = "Processes"
    fields = ("interfaces",)
    failing = example(Put("Processes", "PR-2", "interfaces", None), at=("Processes", "PR-2", "interfaces"))
    passing = example(Put("Processes", "PR-2", "interfaces", None), Put("Processes", "PR-1", "interfaces", None))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        known = known_keys(book, *rows.declaration[field].refers) or frozenset()
        for i in _one_sided(book):
            named = rows.ids(field)[i]  # one that is mistyped or unreadable may be the other side
            passed[i] = not known >= set(named) or not (named or rows.blank(field)[i])
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        others = _one_sided(book)[i]
        names = [rows.key_of(k) or "" for k in others]
        return Detail({"others": listed(names), "verb": "names" if len(names) == 1 else "name"},
                      expected=", ".join(names), related=tuple(place_of(rows, k, field) for k in others))


class DocumentMissing(Filled):
    """The workflow of a process is not written down.

    What it checks: that every process names the document with its workflow.
    Why it matters: what is not written down is done differently by everybody, and can't be audited.
    How to fix: write it down, and enter where it is.
    """

    code = "PRC106"
    name = "document-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = "7.5"
    message = "{id} does not say where its workflow is written down."
    fix = "Enter the document, or write it first."
    completeness = True
    table = "Processes"
    fields = ("workflow_document",)
    failing = example(Put("Processes", "PR-1", "workflow_document", None),
                      at=("Processes", "PR-1", "workflow_document"))
    passing = example(Put("Processes", "PR-1", "workflow_document", "Wiki, page 7"))


class ProcessWithoutKpi(RowRule):
    """No KPI shows how a process does.

    What it checks: that every process is measured by at least one KPI.
    Why it matters: whether it works is then a matter of opinion.
    How to fix: name the process at the KPI that measures it, or add one.
    """

    code = "PRC107"
    name = "process-without-kpi"
    severity = Severity.WARNING
    area = _AREA
    clause = "9.1"
    message = "No KPI measures {id}."
    fix = "Name {id} at the KPI that measures it, or add such a KPI."
    completeness = True
    table = "Processes"
    fields = ("id",)
    failing = example(Put("Kpis", "K-2", "process", "PR-1"), at=("Processes", "PR-2", "id"))
    passing = example(Put("Kpis", "K-2", "process", "pr-2"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        named = named_in(book, "Kpis", "process")
        return np.ones(len(rows), dtype=bool) if named is None else among(rows.folded(field), named | {""})


class InterfacesMissing(RowRule):
    """A process stands alone.

    What it checks: that every process names at least one interface with another, where there are several processes.
    Why it matters: no process of service management works alone; its hand-overs are not described.
    How to fix: enter the processes that it hands over to or takes from.
    """

    code = "PRC108"
    name = "interfaces-missing"
    severity = Severity.WARNING
    area = _AREA
    clause = _OPERATION
    message = "{id} names no process that it hands over to or takes from."
    fix = "Enter the processes that it hands over to or takes from."
    completeness = True
    table = "Processes"
    fields = ("interfaces",)
    failing = example(Put("Processes", "PR-1", "interfaces", None), Put("Processes", "PR-2", "interfaces", None),
                      at=("Processes", "PR-1", "interfaces"))
    passing = example(Put("Processes", "PR-1", "interfaces", None))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = ~rows.blank(field) | (len(rows) == 1)
        passed[list(_one_sided(book))] = True  # another one names it; that finding comes first
        return passed


RULES = (ProcessOwnerMissing, ProcessObjectiveMissing, InputsOrOutputsMissing, InterfaceUnknown, InterfaceOneSided,
         DocumentMissing, ProcessWithoutKpi, InterfacesMissing)
