"""Findings as JSON Lines: one object a line, to be read one by one, whatever their number.

`type` says what a line is: `run` comes first, `file` goes before the findings of its file and says whether it was
wholly checked, `finding` has the keys of the JSON and its `path`, `threshold` says which was reached, `totals` comes
last; without it the output was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smsxl.formats.as_json import SCHEMA, counts_data, finding_data, head_data, path_data
from smsxl.formats.escape import dump_line, for_json
from smsxl.formats.model import Report
from smsxl.formats.tool import tool


def render(report: Report) -> str:
    """Return the report, line by line."""
    return "".join(f"{dump_line(each)}\n" for each in _lines(report))


def _lines(report: Report) -> Iterator[dict[str, Any]]:
    yield {"type": "run", "schema": SCHEMA, "tool": tool(),
           "as_of": report.as_of.isoformat()}
    for file in report.files:
        path = path_data(file.path)
        yield {"type": "file"} | head_data(file) | {"counts": counts_data(file.counts)}
        for finding in file.findings:
            yield {"type": "finding", "path": path} | finding_data(finding)
    for reached in report.reached:
        threshold = reached.threshold
        yield {"type": "threshold", "key": threshold.key, "what": threshold.what, "least": threshold.least,
               "found": reached.found, "config": None if reached.config is None else path_data(reached.config),
               "message": for_json(reached.sentence)}
    yield {"type": "totals", "files": len(report.files), **counts_data(report.counts)}
