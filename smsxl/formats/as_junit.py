"""Findings as JUnit XML, in the shape that Jenkins and GitLab read: a suite a workbook, a test case a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from smsxl.formats.escape import for_xml
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.place import name_of, relative, top
from smsxl.rules.findings import Finding

_MOST_BYTES: Final = 30_000_000
"""The size of a file that GitLab reads."""


def render(report: Report) -> str:
    """Return the report as test suites.

    Findings as heavy as fail-on are failures, lighter ones are passed cases with their text as output, suppressed ones
    are skipped, and a workbook that was not wholly checked is an error.
    """
    base = top()
    suites = [_suite(file, relative(file.path, base)) for file in report.files]
    suites += _thresholds(report)
    if not report.files:
        suites.append(_written("smsxl", [_case("smsxl", "checked", _told("error", "No workbook was checked."))]))
    return "".join(('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="smsxl">\n', *suites, "</testsuites>\n"))


def remarks(_report: Report, text: str) -> Iterator[str]:
    """Yield what the receiver will not take."""
    if len(text) >= _MOST_BYTES:
        yield (f"The JUnit output has {_MOST_BYTES // 1_000_000} MB or more, which GitLab does not read; check fewer "
               "workbooks at once.")


def _suite(file: FileReport, path: str) -> str:
    failing = file.failing
    seen: Counter[str] = Counter()
    cases = []
    for finding in file.findings:
        name = f"{name_of(finding)} {finding.code} {finding.name}".lstrip()
        seen[name] += 1  # of cases of one name GitLab reads the first
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        cases.append(_case(path, f"{name}{again}", _verdict(path, finding, fails=finding.severity in failing)))
    if file.status is not Status.CHECKED:
        cases.append(_case(path, "wholly checked",
                           _told("error", file.error or f"{path} was not checked.", str(file.status))))
    elif not cases:
        cases.append(_case(path, "no findings", ""))
    return _written(path, cases)


def _thresholds(report: Report) -> Iterator[str]:
    """Yield a suite of the thresholds that were reached, if any."""
    cases = [_case("thresholds", f"{reached.threshold.key} {reached.threshold.what}",
                   _told("failure" if reached.threshold.fails else "system-out", reached.sentence))
             for reached in report.reached]
    if cases:
        yield _written("thresholds", cases)


def _verdict(path: str, finding: Finding, *, fails: bool) -> str:
    if finding.suppressed is not None:
        return _told("skipped", "suppressed: " + "; ".join(f"{key} {said}" for key, said in finding.suppressed.items()))
    place = name_of(finding)
    where = f"{path} > {place}" if place else path
    text = f"{where}: {finding.severity} {finding.code} {finding.name}. {finding.message} {finding.fix}"
    if not fails:
        return _told("system-out", text)
    return f'<failure type="{finding.code}" message="{for_xml(finding.message)}">{for_xml(text)}</failure>'


def _case(owner: str, name: str, told: str) -> str:
    return f'<testcase classname="{for_xml(owner)}" name="{for_xml(name)}" time="0">{told}</testcase>\n'


def _told(element: str, text: str, kind: str = "") -> str:
    """Return an element of a case: text for the output, else a message, which is what most receivers show."""
    if element == "system-out":
        return f"<system-out>{for_xml(text)}</system-out>"
    type_ = f' type="{for_xml(kind)}"' if kind else ""
    return f'<{element}{type_} message="{for_xml(text)}"/>'


def _written(name: str, cases: list[str]) -> str:
    """Return a suite with the numbers of its cases; a `<` in a case is always our own."""
    counts = {key: sum(f"<{element}" in case for case in cases)
              for key, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))}
    numbers = " ".join(f'{key}="{number}"' for key, number in {"tests": len(cases), **counts}.items())
    return f'<testsuite name="{for_xml(name)}" {numbers} time="0">\n{"".join(cases)}</testsuite>\n'
