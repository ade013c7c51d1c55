"""Writes the reference in docs/ from the declarations, and the README's excerpt from the real demonstration.

`python -m smsxl.docs [--check] [FOLDER]`, where FOLDER is that of the README.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from smsxl.check import check_file
from smsxl.cli.main import main as command
from smsxl.demo import day_of, flawed_sample
from smsxl.formats import as_text
from smsxl.formats.doctor import DoctorData
from smsxl.formats.fixes import FixData
from smsxl.formats.model import Report
from smsxl.formats.styled import plain
from smsxl.functions import FUNCTIONS, Argument, Function, Today
from smsxl.portfolio.picture import Portfolio
from smsxl.reports.schema import schema_of, schema_of_data, summary_schema
from smsxl.rules import RULES
from smsxl.rules.base import Rule
from smsxl.rules.pages import FAMILIES, PageData, page_of
from smsxl.tables import TABLES, Column, Kind, Table

_WIDTH: Final = 90
_SHOWN: Final = 5
_FINDING: Final = re.compile(r" {4}\S+ +(?:error|warning|note) ")
_EXCERPT: Final = re.compile(r"(<!-- demo -->)\n.*?(<!-- /demo -->)", re.DOTALL)
SCHEMAS: Final[Mapping[str, str]] = {
    "check": "../smsxl/assets/", "diff": "../smsxl/assets/", "doctor": "", "fix": "", "map": "../smsxl/assets/",
    "portfolio": "", "report": "", "rule": "", "trace": "../smsxl/assets/"}
"""The commands that write JSON, with the folder of their schema as seen from docs/."""

_NOTICE: Final = "<!-- Written by `python -m smsxl.docs`; change the declarations, not this file. -->"


def pages() -> Mapping[str, str]:
    """Return the text of every generated page by its path from the README's folder."""
    written = {f"docs/{name}": "\n".join((_NOTICE, "", *make())) + "\n" for name, make in _PAGES.items()}
    schemas = {"report": summary_schema(), "portfolio": schema_of(Portfolio, "smsxl portfolio"),
               "fix": schema_of_data(FixData, "smsxl fix"), "doctor": schema_of_data(DoctorData, "smsxl doctor"),
               "rule": schema_of_data(PageData | list[PageData], "smsxl rule")}
    return written | {f"docs/{name}.schema.json": json.dumps(schema, indent=1) + "\n"
                      for name, schema in schemas.items()}


def stale_pages(root: Path) -> Mapping[str, str]:
    """Return the text of the pages below a folder that are not what the declarations say now."""
    wanted = dict(pages())
    readme = root / "README.md"
    if readme.is_file():
        wanted["README.md"] = with_excerpt(readme.read_text("utf-8"))
    return {name: text for name, text in wanted.items()
            if not (root / name).is_file() or (root / name).read_text("utf-8") != text}


def with_excerpt(readme: str) -> str:
    """Return the README with the beginning and the end of what the demonstration prints now."""
    return _EXCERPT.sub(lambda match: f"{match[1]}\n```text\n{excerpt()}```\n{match[2]}", readme)


def excerpt() -> str:
    """Return the first findings of the demonstration, and how it ends."""
    sample = flawed_sample()
    as_of = day_of(str(sample))
    report = check_file(str(sample), as_of=as_of)
    shown = Report((replace(report, path=f"smsxl-demo/{sample.name}"),), as_of)
    rows = plain(as_text.lines(shown), _WIDTH + 6).splitlines()
    starts = [i for i, row in enumerate(rows) if _FINDING.match(row)]
    if len(starts) > _SHOWN:
        head = "\n".join(rows[:starts[_SHOWN]]).rstrip()
        rows = [re.sub(r"\n\n  \S+$", "", head), "    ...", "", *rows[-2:]]
    return "\n".join(rows) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def _code(text: str) -> str:
    """Return text as inline code, whatever backticks are in it."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence}{text}{fence}"


# ---------------------------------------------------------------------- rules

def _rules() -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield ("Each rule by its code, as `smsxl rule CODE` prints it. Severities: an *error* fails the check, a *warning* "
           "asks for attention, a *note* informs.")
    yield ""
    for family in dict.fromkeys(rule.code[:3] for rule in RULES):
        mine = [rule for rule in RULES if rule.code.startswith(family)]
        yield f"## {family}: {FAMILIES[family]}"
        yield ""
        yield from _table(("code", "name", "severity", "what it finds"), [
            (f"[{rule.code}](#{rule.code.lower()})", rule.name, rule.severity.value, page_of(rule).title)
            for rule in mine])
        for rule in mine:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    page = page_of(rule)
    yield f'<a id="{rule.code.lower()}"></a>'
    yield ""
    yield f"### {rule.code} {rule.name}"
    yield ""
    yield f"{page.title} *({rule.severity.value})*"
    yield ""
    for heading, text in page.sections:
        yield f"**{heading}.** {text}"
        yield ""
    quoted = {"Message", "Fix", "Fails", "Passes"}
    yield from _table(("", ""), [(name, _code(text) if name in quoted else text) for name, text in page.facts])


# ---------------------------------------------------------------------- functions

def _functions() -> Iterator[str]:
    yield "# Worksheet functions"
    yield ""
    yield ("Every argument may be a cell or a range; ranges broadcast as Excel's operators do. Numbers given as text "
           "and booleans are `#VALUE!`, a cell error in an argument stays that error, and a criterion without an entry "
           "is `#N/A`.")
    yield ""
    yield from _table(("function", "gives"), [
        (f"[{function.name}](#{function.name.lower()})", function.summary) for function in FUNCTIONS])
    for function in FUNCTIONS:
        yield from _function(function)


def _function(function: Function) -> Iterator[str]:
    shown = ", ".join(f"[{a.name}]" if a.optional else a.name for a in function.arguments)
    yield f'<a id="{function.name.lower()}"></a>'
    yield ""
    yield f"## {function.name}({shown})"
    yield ""
    yield f"{function.summary} *({function.category})*"
    yield ""
    yield from _table(("argument", "meaning", "takes", "has to be", "if blank", "if omitted"), [
        (a.name, a.help, a.takes.value, _kind(a), a.blank.value, _default(a)) for a in function.arguments])
    if function.is_volatile:
        yield "Without `as_of` the result changes from day to day."
        yield ""
    yield "<details><summary>In Excel 365, as a name that holds a LAMBDA</summary>"
    yield from ("", "```text", function.lambda_form, "```", "", "</details>", "")
    if function.plain_gap:
        yield f"There is no form in built-in functions of Excel 2016: {function.plain_gap}"
        yield ""


def _kind(argument: Argument) -> str:
    if argument.words:
        return "one of " + ", ".join(_code(word) for word in argument.words)
    return argument.kind.value


def _default(argument: Argument) -> str:
    if not argument.optional:
        return "(needed)"
    if argument.default is Today.TODAY:
        return "today"
    if isinstance(argument.default, tuple):
        return "the built-in table"
    return "(nothing)" if argument.default in (None, "") else str(argument.default)


# ---------------------------------------------------------------------- tables

def _tables() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield ("Every table of the workbook. *Needed* columns are filled in every row; *calculated* ones hold a formula "
           "and are never typed.")
    yield ""
    yield from _table(("table", "sheet", "step", "what it is"), [
        (f"[{table.name}](#{table.name.lower()})", table.sheet, table.area, table.help) for table in TABLES])
    for table in TABLES:
        yield from _one_table(table)


def _one_table(table: Table) -> Iterator[str]:
    kind = {Kind.TABLE: "a table that grows", Kind.GRID: "a grid under a defined name",
            Kind.FORM: "a form: field and value side by side, under a defined name"}[table.kind]
    yield f'<a id="{table.name.lower()}"></a>'
    yield ""
    yield f"## {table.name}"
    yield ""
    yield f"{table.help} On the sheet {table.sheet}; {kind}."
    yield ""
    yield from _table(("header", "field", "type", "", "allowed", "meaning"), [
        (column.header, _code(column.field), column.type.value, _duty(column), _allowed(column), column.help)
        for column in table.columns])


def _duty(column: Column) -> str:
    return "calculated" if column.calculated else "needed" if column.required else ""


def _allowed(column: Column) -> str:
    if column.choices:
        return ", ".join(choice.label for choice in column.choices)
    if column.scale:
        return f"a value of [{column.scale}](#{column.scale.lower()})"
    if column.refers:
        names = " or ".join(f"[{name}](#{name.lower()})" if any(t.name == name for t in TABLES) else name
                            for name in column.refers)
        return f"ids of {names}, separated by commas" if column.many else f"a row of {names}"
    return ""


# ---------------------------------------------------------------------- commands

def _cli() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "What a command writes as JSON follows the schema of its name:"
    yield ""
    for name, folder in SCHEMAS.items():
        yield f"- `smsxl {name}`: [{name}.schema.json]({folder}{name}.schema.json)"
    yield ""
    context = click.Context(command, info_name="smsxl", terminal_width=_WIDTH, help_option_names=["-h", "--help"])
    yield from _help(command, context)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            inner = click.Context(found, context, info_name=name, terminal_width=_WIDTH)
            yield from _help(found, inner)
            if isinstance(found, click.Group):
                for each in found.list_commands(inner):
                    yield from _help(found.commands[each],
                                     click.Context(found.commands[each], inner, info_name=each, terminal_width=_WIDTH))


def _help(shown: click.Command, context: click.Context) -> Iterator[str]:
    yield from (f"## {context.command_path}", "", "```text", shown.get_help(context), "```", "")


_PAGES: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "rules.md": _rules, "functions.md": _functions, "tables.md": _tables, "cli.md": _cli}


def run(arguments: Sequence[str]) -> int:
    """Write the pages, or with --check only say which are not current; return the exit code."""
    folders = [argument for argument in arguments if argument != "--check"]
    root = Path(folders[0]) if folders else Path(__file__).resolve().parents[1]
    checking = "--check" in arguments
    stale = stale_pages(root)
    for name, text in stale.items():
        if not checking:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{root / name} {'is not current; run python -m smsxl.docs' if checking else 'written'}")
    return 1 if checking and stale else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
