"""Compares how long Calc takes over our functions, over one that only returns its argument, and over built-in ones.

    python tests/bench/calc.py [ROWS] [--rounds N]

In one session, ROWS rows of inputs and eight calculated columns: once as calls of our functions, once as calls of an
add-in function with the same arguments that does nothing, once as built-in formulas. The rounds go through the three
in turn; each time is the best of its rounds, in seconds of a processor, so that other work does not count. Exit code 1
where ours take more than 1.5 times what nothing takes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import xlsxwriter

from smsxl.functions import BY_NAME, plain
from tests.live.calc import Calc

CALLS = (
    ("RISK_SCORE", ("A{r}", "B{r}")),
    ("RISK_LEVEL", ("A{r}", "B{r}", "Criteria!$A$1:$F$6")),
    ("TOLERANCE_STATUS", ("K{r}", "C{r}", "Criteria!$H$1:$J$3")),
    ("TREATMENT_STATUS", ("D{r}", "E{r}", "F{r}", None, "Criteria!$L$1")),
    ("ACCEPTANCE_STATUS", ("F{r}", "G{r}", "Criteria!$L$1")),
    ("REVIEW_DUE", ("F{r}", "H{r}")),
    ("DUE_STATUS", ("G{r}", "I{r}", "Criteria!$L$1")),
    ("KPI_STATUS", ("J{r}", "95", '"Higher"')),
)
"""The eight columns, as a register has them: the score is read by the next ones, ranges hold the criteria."""

MOST = 1.5
TODAY = 46348
FIRST = 10  # the column after the inputs

_ARITIES = sorted({len(BY_NAME[name].arguments) for name, _ in CALLS})
_METHODS = "".join(f"any SAME_OF_{count}( {', '.join(f'[in] any a{number}' for number in range(count))} ); "
                   for count in _ARITIES)
_SAME_INTERFACE = f"module bench {{ interface XSame {{ {_METHODS}}}; }};\n"
_SAME = """
import unohelper
from bench import XSame
class Same(unohelper.Base, XSame):
    def same(self, *arguments):
        return arguments[0]
for count in range(1, 11):
    setattr(Same, 'SAME_OF_%d' % count, Same.same)
g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(lambda _: Same(), 'bench.Same', ('com.sun.star.sheet.AddIn', 'bench.Same'))
"""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def add_same(extensions: Path) -> None:
    """Put an add-in beside ours whose functions, one for each number of arguments, return their first."""
    shown = "".join(
        f'<node oor:name="SAME_OF_{count}" oor:op="replace">' + "".join(
            f'<prop oor:name="{name}"><value xml:lang="en">SAME_OF_{count}</value></prop>'
            for name in ("DisplayName", "CompatibilityName")) + "</node>" for count in _ARITIES)
    kinds = {"XSame.idl": "uno-typelibrary;type=RDB", "same.components": "uno-components",
             "CalcAddIns.xcu": "configuration-data"}
    entries = "".join(f'<manifest:file-entry manifest:full-path="{name}" '
                      f'manifest:media-type="application/vnd.sun.star.{kind}"/>' for name, kind in kinds.items())
    texts = {
        "XSame.idl": _SAME_INTERFACE, "same.py": _SAME,
        "same.components": f'{_HEAD}<components xmlns="http://openoffice.org/2010/uno-components"><component '
                           'loader="com.sun.star.loader.Python" uri="same.py"><implementation name="bench.Same">'
                           '<service name="com.sun.star.sheet.AddIn"/><service name="bench.Same"/></implementation>'
                           "</component></components>",
        "CalcAddIns.xcu": f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
                          'oor:name="CalcAddIns" oor:package="org.openoffice.Office"><node oor:name="AddInInfo">'
                          '<node oor:name="bench.Same" oor:op="replace"><node oor:name="AddInFunctions">'
                          f"{shown}</node></node></node></oor:component-data>",
        "description.xml": f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006">'
                           '<identifier value="bench.same"/><version value="1"/></description>',
        "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">'
                                 f"{entries}</manifest:manifest>",
    }
    for name, text in texts.items():
        path = extensions / "bench.same" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def ours(name: str, arguments: list[str | None]) -> str:
    """Return the call of our function."""
    return f"{name}({','.join(text or '' for text in arguments)})"


def same(name: str, arguments: list[str | None]) -> str:
    """Return the call of as many arguments that returns its first."""
    return ours(f"SAME_OF_{len(BY_NAME[name].arguments)}", arguments)


def native(name: str, arguments: list[str | None]) -> str:
    """Return the call in built-in functions."""
    return plain(BY_NAME[name], arguments)


FORMS: dict[str, Callable[[str, list[str | None]], str]] = {"ours": ours, "same": same, "native": native}


def write(path: Path, rows: int, form: Callable[[str, list[str | None]], str]) -> None:
    """Write the workbook in one of the forms; the inputs are the same in all."""
    source = random.Random(1)
    book = xlsxwriter.Workbook(str(path))
    sheet, criteria = book.add_worksheet("Rows"), book.add_worksheet("Criteria")
    levels = ["Low", "Moderate", "High", "Extreme"]
    for like in range(6):
        for impact in range(6):
            criteria.write(like, impact, like or impact if not like * impact else
                           levels[sum(like * impact > limit for limit in (4, 9, 15))])
    for row, cells in enumerate((("Category", "Appetite", "Tolerance"), ("*", 4, 9), ("Security", 2, 6))):
        criteria.write_row(row, 7, cells)
    criteria.write(0, 11, TODAY)
    for row in range(1, rows + 1):
        day = TODAY - source.randint(-400, 400)
        sheet.write_row(row, 0, (
            source.randint(1, 5), source.randint(1, 5), source.choice(("Security", "Technical", "Financial")),
            source.choice(("Above tolerance", "Within tolerance")), source.choice(("Reduce", "Accept")), day,
            day + source.randint(0, 90), source.choice(levels), source.choice(("Open", "Done")),
            source.randint(80, 100)))
        for column, (name, arguments) in enumerate(CALLS):
            texts = [text and text.format(r=row + 1) for text in arguments]
            sheet.write_formula(row, FIRST + column, f"={form(name, texts)}")
    book.close()


def main() -> int:
    """Build, run, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        calc = Calc(Path(folder), add_same)
        try:
            best = measured(calc, Path(folder), options.rows, options.rounds)
        finally:
            calc.end()
    cells = options.rows * len(CALLS)
    for name, seconds in best.items():
        print(f"{name:<8} {seconds:7.3f} s for {cells:,} cells, {seconds / cells * 1e6:6.2f} us each")
    ratio = best["ours"] / best["same"]
    print(f"ours / a function that does nothing: {ratio:.2f} (at most {MOST})")
    print(f"ours / built-in formulas: {best['ours'] / best['native']:.1f}")
    print(json.dumps({"rows": options.rows, "same": ratio, "native": best["ours"] / best["native"]}))
    return int(ratio > MOST)


def measured(calc: Calc, folder: Path, rows: int, rounds: int) -> dict[str, float]:
    """Return the best time of each form; all documents stay open for all rounds."""
    numbers = {}
    for name, form in FORMS.items():
        path = folder / f"{name}.xlsx"
        write(path, rows, form)
        numbers[name] = calc.ask("open", path=str(path))["document"]
        calc.ask("recalculate", document=numbers[name])
        [row] = calc.ask("read", document=numbers[name], sheet="Rows")["rows"][1:2]
        if any(isinstance(value, dict) for value in row):
            message = f"{name}: {row}"
            raise SystemExit(message)
    times: dict[str, list[float]] = {name: [] for name in FORMS}
    for _ in range(rounds):
        for name, number in numbers.items():
            before = calc.ask("cpu")
            calc.ask("recalculate", document=number)
            times[name].append(calc.ask("cpu") - before)
    return {name: min(found) for name, found in times.items()}


if __name__ == "__main__":
    sys.exit(main())
