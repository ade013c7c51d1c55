"""Services: the critical ones with their risks and their continuity, what customers notice, who was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from smsxl.reports.model import Source
from smsxl.reports.risk.counts import ranked
from smsxl.reports.risk.register import Risk
from smsxl.reports.view import Look
from smsxl.tables.text import fold


@dataclass(frozen=True)
class CriticalService:
    """A critical service, component or activity with the open risks that name it, the highest first."""

    source: Source
    kind: str
    owner: str
    continuity: str
    risks: tuple[Risk, ...]


@dataclass(frozen=True)
class Recipient:
    """Who received the assessment."""

    source: Source
    audience: str
    version: str
    sent_on: dt.date | None
    channel: str
    sent_by: str
    acknowledged_on: dt.date | None


def critical_services(look: Look, risks: Sequence[Risk]) -> tuple[CriticalService, ...]:
    """Return the critical services in the order of their table."""
    rows = look["Services"]
    named: dict[str, list[Risk]] = {}
    for risk, key in zip(risks, look["Risks"].folded("service"), strict=True):
        if risk.open:
            named.setdefault(key, []).append(risk)
    return tuple(
        CriticalService(source, rows.texts("kind")[i], rows.texts("owner_role")[i],
                        rows.texts("continuity_arrangement")[i], tuple(ranked(named.get(fold(source.id), ()))))
        for i, source in enumerate(rows.sources) if rows.keys("critical")[i] == "yes")


def customer_impact(risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """Return open threats that say what customers notice, by rank."""
    return tuple(risk for risk in ranked(risks) if risk.open and risk.threat and risk.customer_impact)


def distribution(look: Look) -> tuple[Recipient, ...]:
    """Return who received the assessment, the latest first."""
    rows = look["Distribution"]
    found = [Recipient(source, rows.texts("audience")[i], rows.texts("document_version")[i], rows.dates("sent_on")[i],
                       rows.texts("channel")[i], rows.texts("sent_by")[i], rows.dates("acknowledged_on")[i])
             for i, source in enumerate(rows.sources)]
    return tuple(sorted(found, key=lambda each: -(each.sent_on or dt.date.min).toordinal()))
