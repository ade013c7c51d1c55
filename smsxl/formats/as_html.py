"""Findings as one page for a browser: self-contained, readable on a phone and on paper, light or dark as its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import smsxl
from smsxl.formats import as_text
from smsxl.formats.escape import for_html
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.page import page
from smsxl.formats.place import name_of
from smsxl.formats.styled import plain
from smsxl.rules import BY_CODE
from smsxl.rules.findings import Finding
from smsxl.rules.pages import page_of

_STYLE: Final = """
:root{--warning:#8a5a00}
@media screen and (prefers-color-scheme:dark){:root{--warning:#e3b341}}
.frame{display:block}td:first-child{font-weight:600;min-width:8rem}td:first-child,td:nth-child(3){overflow-wrap:anywhere}
.error{color:var(--bad);font-weight:600}.warning{color:var(--warning)}.findings small{color:var(--soft)}
main section section{margin-bottom:1.4rem}dt{color:var(--soft)}dd{margin:0 0 .4rem}
@media (max-width:40rem){.findings thead{display:none}.findings,.findings tbody,.findings tr,.findings td{display:block}
.findings tr{border-bottom:1px solid var(--line);padding:.5rem 0}.findings td{border:0;padding:.1rem 0}}
"""
"""What the page has otherwise than all others: no contents beside it, and rows that become blocks on a phone."""


def render(report: Report) -> str:
    """Return the page. It has no script and loads nothing."""
    body = "".join(f"{line}\n" for line in _body(report))
    return page(f"smsxl check, {report.as_of.isoformat()}", body, style=_STYLE)


def _body(report: Report) -> Iterator[str]:
    yield (f'<header class="top">\n<h1>What smsxl found</h1>\n<p class="lead"><strong>'
           f'{_t(plain((as_text.summary(report),)))}</strong></p>')
    for reached in report.reached:
        yield f'<p class="{"error" if reached.threshold.fails else "warning"}">{_t(reached.sentence)}</p>'
    yield '</header>\n<div class="frame"><main id="main" tabindex="-1">'
    for file in report.files:
        yield from _file(file)
    yield from _rules(report)
    yield f"</main></div>\n<footer><p>smsxl {smsxl.__version__}, as of {report.as_of.isoformat()}</p></footer>"


def _file(file: FileReport) -> Iterator[str]:
    yield f"<section>\n<h2>{_t(file.path)}</h2>"
    if file.status is not Status.CHECKED:
        said = "Not checked" if file.status is Status.UNREADABLE else "Not wholly checked"
        yield f'<p class="error">{said}. {_t(file.error or "")}</p>'
    elif not file.counted:
        yield "<p>No findings.</p>"
    if file.counted:
        yield from _table(file.counted)
    suppressed = [finding for finding in file.findings if finding.suppressed is not None]
    if suppressed:
        yield f"<details>\n<summary>{len(suppressed)} suppressed</summary>"
        yield from _table(suppressed)
        yield "</details>"
    yield "</section>"


def _table(findings: Iterable[Finding]) -> Iterator[str]:
    yield ('<table class="findings">\n<thead><tr><th scope="col">Cell</th><th scope="col">Severity</th>'
           '<th scope="col">Finding and what to do</th><th scope="col">Rule</th></tr></thead>\n<tbody>')
    for finding in findings:
        also = ", ".join(dict.fromkeys(name_of(place) for place in finding.related))
        more = f"<br><small>See also {_t(also)}.</small>" if also else ""
        if finding.suppressed is not None:
            more += f"<br><small>{_t('; '.join(f'{key}: {said}' for key, said in finding.suppressed.items()))}</small>"
        code = _t(finding.code)
        yield (f'<tr><td>{_t(name_of(finding)) or "-"}</td><td class="{finding.severity}">{finding.severity}</td>'
               f'<td>{_t(finding.message)}<br><small>{_t(finding.fix)}</small>{more}</td>'
               f'<td><a href="#{code}">{code}</a><br><small>{_t(finding.name)}</small></td></tr>')
    yield "</tbody>\n</table>"


def _rules(report: Report) -> Iterator[str]:
    """Yield why each rule that found something matters, so that nobody needs the command to read on."""
    found = {finding.code: finding.name for file in report.files for finding in file.findings}
    if found:
        yield "<h2>Why it matters</h2>"
    for code, name in sorted(found.items()):
        yield f'<section id="{_t(code)}">\n<h3>{_t(code)} {_t(name)}</h3>'
        if code in BY_CODE:
            told = page_of(BY_CODE[code])
            yield f"<p>{_t(told.title)}</p>\n<dl>"
            for heading, text in told.sections:
                yield f"<dt>{_t(heading)}</dt><dd>{_t(text)}</dd>"
            yield "</dl>"
        yield "</section>"


def _t(text: str) -> str:
    """Return text on one line, and without the "##" by which build servers take commands from what they print."""
    return for_html(" ".join(text.split())).replace("##", "#&#35;")
