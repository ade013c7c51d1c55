"""`smsxl rule`: what each rule checks, why it matters and how to fix what it finds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from smsxl.cli.hints import typed
from smsxl.cli.output import print_lines, print_text
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.formats.styled import Line
    from smsxl.rules.base import Rule


@click.command("rule", short_help="Explain a rule, or list them all.")
@click.argument("code", required=False)
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="text for people, json for programs.")
def command(code: str | None, output_format: str) -> int:
    """Explain the rule CODE (such as RSK206, or by its name); list a family (such as RSK); without CODE, all rules."""
    from smsxl.rules import RULES  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.rules.pages import page_of  # noqa: PLC0415

    family = tuple(rule for rule in RULES if code is None or rule.code[:3] == code.upper())
    chosen = family or (find(code or "", RULES),)
    if output_format == "json":
        pages = [page_of(rule).as_data() for rule in chosen]
        print_text(json.dumps(pages if family else pages[0], indent=2) + "\n")
    else:
        print_lines(_table(chosen) if family else _page(chosen[0]))
    return 0


def find(code: str, rules: tuple[Rule, ...]) -> Rule:
    """Return the rule with a code or name. Raises UsageError that suggests the nearest."""
    from smsxl.settings import suggestion  # noqa: PLC0415

    for rule in rules:
        if code.upper() == rule.code or code.lower() == rule.name:
            return rule
    word = code.upper() if any(c.isdigit() for c in code) else code.lower()
    known = [rule.code for rule in rules] if word.isupper() else [rule.name for rule in rules]
    raise UsageError(f"There is no rule {code!r}{suggestion(word, known)}")


def _table(rules: tuple[Rule, ...]) -> Iterator[Line]:
    from smsxl.formats.as_text import STYLES  # noqa: PLC0415
    from smsxl.formats.styled import EMPTY, Span, line  # noqa: PLC0415
    from smsxl.rules.pages import FAMILIES, page_of  # noqa: PLC0415

    width = max(len(rule.name) for rule in rules)
    for family in dict.fromkeys(rule.code[:3] for rule in rules):
        yield line(Span(f"{family}  {FAMILIES[family]}", "bold"))
        for rule in rules:
            if rule.code.startswith(family):
                yield line(page_of(rule).title, head=(
                    "  ", Span(rule.code, "bold"), f"  {rule.name:<{width}}  ",
                    Span(f"{rule.severity:<7}", STYLES[rule.severity]), "  "))
        yield EMPTY
    yield line(f"{len(rules)} rule{'' if len(rules) == 1 else 's'}. Read one: ",
               Span(typed("rule", rules[0].code), "bold"))


def _page(rule: Rule) -> Iterator[Line]:
    from smsxl.formats.as_text import STYLES  # noqa: PLC0415
    from smsxl.formats.styled import EMPTY, Span, line  # noqa: PLC0415
    from smsxl.rules.pages import page_of  # noqa: PLC0415

    page = page_of(rule)
    yield line(Span(f"{rule.code} {rule.name}", "bold"), "  ", Span(rule.severity, STYLES[rule.severity]))
    yield line(page.title)
    for heading, text in page.sections:
        yield EMPTY
        yield line(Span(heading, "bold"))
        yield line(text, head=("  ",))
    yield EMPTY
    for heading, text in page.facts:
        yield line(text, head=(Span(f"{heading:<10}", "dim"),))
