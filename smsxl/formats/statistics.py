"""How often each rule found something: the table that `smsxl check --statistics` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from smsxl.formats.as_text import STYLES, after
from smsxl.formats.model import SEVERITIES, Report
from smsxl.formats.styled import EMPTY, Line, Span, line


def lines(report: Report) -> Iterator[Line]:
    """Yield a line for each rule and severity, the heaviest first and then the most frequent, and the summary.

    Suppressed findings are not counted; what was not checked is named.
    """
    counts = Counter((finding.severity, finding.code, finding.name)
                     for file in report.files for finding in file.counted)
    width = max((len(f"{number}") for number in counts.values()), default=0)
    for severity, code, name in sorted(counts, key=lambda key: (SEVERITIES.index(key[0]), -counts[key], key)):
        yield line(name, head=(f"{counts[severity, code, name]:>{width}}  ", Span(f"{severity:<7}", STYLES[severity]),
                               "  ", Span(code, "bold"), "  "))
    if counts:
        yield EMPTY
    for file in report.unchecked:
        yield line(Span(str(file.status), "bold red"), f": {file.error or file.path}")
    yield from after(report)
