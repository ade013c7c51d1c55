"""Suppressions of the configuration file, applied to what was found; what is wrong with them is found as well.

What the table Suppressions of a workbook says, the rules' own run applies. A suppression of the configuration file may
be for many workbooks, so whether it fits nothing is known when all of them have been checked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from smsxl.formats.model import FileReport, Status
from smsxl.rules import RULES
from smsxl.rules.engine import fingerprinted, in_order
from smsxl.rules.findings import Finding
from smsxl.rules.suppressing import Suppression, suppress
from smsxl.rules.suppressions import SuppressionRule
from smsxl.settings import Settings

_ABOUT: Final = tuple(rule for rule in RULES if isinstance(rule, SuppressionRule))
_NEVER: Final = frozenset(rule.code for rule in RULES if not rule.suppressible)


def suppressed(findings: Iterable[Finding], suppressions: Sequence[Suppression], path: str,
               as_of: dt.date) -> tuple[list[Finding], frozenset[int]]:
    """Return the findings of a workbook with those marked that are suppressed, and the numbers of what fitted any."""
    mine = [each for each in suppressions if each.is_for(path)]
    found, used = suppress(findings, mine, as_of, _NEVER)
    return found, frozenset(each.number for each in used if each.number is not None)


def with_faults(files: Sequence[FileReport], settings: Mapping[str, Settings], as_of: dt.date,
                ran: Collection[str]) -> tuple[FileReport, ...]:
    """Return the reports of one run with what is wrong with the suppressions of their configuration files.

    `settings` are those files' by their names, `ran` the codes of the rulebook. Each fault is told once, with the first
    workbook that the suppression is for. A suppression is stale where it fits nothing in any of these workbooks, all of
    them were checked and its rule was run.
    """
    added: dict[int, list[Finding]] = defaultdict(list)
    for source, each in settings.items():
        places = [i for i, file in enumerate(files) if file.config == source and file.status is not Status.UNREADABLE]
        whole = all(file.status is Status.CHECKED for file in files if file.config == source)
        chosen = set(each.chosen(ran)) if each.suppressions and places else set()
        for suppression in each.suppressions:
            mine = [i for i in places if suppression.is_for(files[i].path)]
            if not mine:
                continue
            used = not whole or suppression.rule not in chosen or any(
                suppression.number in files[i].suppressions for i in mine)
            added[mine[0]].extend(_faults(suppression, as_of, each, chosen, used=used))
    return tuple(replace(file, findings=_merged(file.findings, added[i])) if added[i] else file
                 for i, file in enumerate(files))


def suppressed_alone(findings: Iterable[Finding], settings: Settings, path: str, as_of: dt.date,
                     ran: Collection[str]) -> list[Finding]:
    """Return what `suppressed` and `with_faults` give for a workbook that is looked at alone."""
    if settings.source is None or not settings.suppressions:
        return list(findings)
    found, fitting = suppressed(findings, settings.suppressions, path, as_of)
    report = FileReport(path, findings=tuple(found), config=settings.source, suppressions=fitting)
    return list(with_faults([report], {settings.source: settings}, as_of, ran)[0].findings)


def _faults(suppression: Suppression, as_of: dt.date, settings: Settings, chosen: Collection[str], *,
            used: bool) -> Iterable[Finding]:
    for rule in _ABOUT:
        words = rule.words(suppression, as_of, used=used) if rule.code in chosen else None
        if words is not None:
            yield Finding(
                code=rule.code, name=rule.name, severity=settings.severity.get(rule.code, rule.severity),
                message=rule.message.format_map(words), fix=rule.fix.format_map(words), area=rule.area,
                clause=rule.clause, row_id=suppression.row_id or None,
                row_text=f"{suppression.rule} {words['target']}")


def _merged(found: Sequence[Finding], added: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(in_order([*found, *fingerprinted(added)]))
