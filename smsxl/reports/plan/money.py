"""The budget: planned and actual by kind of resource and by purpose, each currency on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smsxl.domain.budget import OVER_BUDGET, budget_status
from smsxl.reports.model import Amount, Count, Sources
from smsxl.reports.view import Look
from smsxl.tables import BY_NAME


@dataclass(frozen=True)
class BudgetLine:
    """What a group of resources costs: the plan, the cost so far, and how the one stands to the other."""

    label: str
    planned: Amount
    actual: Amount
    status: str


@dataclass(frozen=True)
class Budget:
    """The budget by kind and by purpose, in one currency."""

    currency: str
    by_kind: tuple[BudgetLine, ...]
    by_purpose: tuple[BudgetLine, ...]
    total: BudgetLine
    over: Count


def budgets(look: Look) -> tuple[Budget, ...]:
    """Return the budget of each currency, the document's own first."""
    rows = look["Resources"]
    home = str(look.book.of_form("Organisation", "currency") or "")
    used = [text or home for text in rows.texts("currency")]
    currencies = sorted(set(used), key=lambda text: (text != home, text))
    return tuple(_budget(look, currency, [text == currency for text in used]) for currency in currencies)


def _budget(look: Look, currency: str, mine: list[bool]) -> Budget:
    rows = look["Resources"]
    over = [yes and status == OVER_BUDGET for yes, status in zip(mine, rows.texts("budget_status"), strict=True)]
    return Budget(currency, tuple(_lines(look, currency, mine, "kind")), tuple(_lines(look, currency, mine, "purpose")),
                  _line(look, "All", currency, mine), Count("Resources over budget", rows.where(over), bad=True))


def _lines(look: Look, currency: str, mine: list[bool], field: str) -> Iterator[BudgetLine]:
    keys = look["Resources"].keys(field)
    for choice in BY_NAME["Resources"][field].choices:
        mask = [yes and key == choice.key for yes, key in zip(mine, keys, strict=True)]
        if any(mask):
            yield _line(look, choice.label, currency, mask)


def _line(look: Look, label: str, currency: str, mask: list[bool]) -> BudgetLine:
    planned, actual = (_sum(look, field, currency, mask) for field in ("planned", "actual"))
    return BudgetLine(label, planned, actual, budget_status(planned.value, actual.value) if planned.rows else "")


def _sum(look: Look, field: str, currency: str, mask: list[bool]) -> Amount:
    rows = look["Resources"]
    chosen = [(i, number) for i, (number, yes) in enumerate(zip(rows.numbers(field), mask, strict=True))
              if yes and number is not None]
    sources: Sources = rows.at(i for i, _ in chosen)
    return Amount(field, sum(number for _, number in chosen), currency, sources)
