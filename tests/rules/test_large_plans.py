"""Plans of every size and script: findings or a clean result, never an error of ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.tables import BY_NAME, Part
from smsxl.tables.book import Book
from smsxl.tables.compose import compose
from smsxl.tables.model import Kind
from tests.rules.sound import edited_content
from tests.rules.sound_rows import AS_OF

PLAN = [name for name, table in BY_NAME.items() if table.part is Part.PLAN and table.kind is Kind.TABLE]
ODD: dict[str, Any] = {
    "right-to-left": "خطة إدارة الخدمات", "long": "x" * 32_767, "emoji": "👩‍🚒" * 50,
    "before 1900": dt.date(1899, 12, 31),
    "date as text": "31.02.2026", "far away": dt.date(9999, 12, 31), "number": -1e308, "true": True}


def found(content: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return the codes of what the rules find."""
    return [finding.code for finding in run(RULES, Book(compose(content, as_of=AS_OF, settled=True), AS_OF))]


@pytest.mark.parametrize("name", PLAN)
def test_empty_table(name: str) -> None:
    """A table without rows is one finding of its area at least, and nothing breaks."""
    content = edited_content()
    content[name] = []
    assert any(code.startswith(("PLN", "OBJ")) for code in found(content))


@pytest.mark.parametrize("odd", ODD)
def test_odd_content_everywhere(odd: str) -> None:
    """One odd value in every typed-in cell of a row of every table is judged without an error of ours."""
    content = edited_content()
    for name in PLAN:
        content[name] = [*content[name], {column.field: ODD[odd] for column in BY_NAME[name].inputs}]
    assert found(content)


def test_thousands_of_rows() -> None:
    """5,000 rows a table are judged, and the repeated ids among them are found."""
    content = edited_content()
    for name in PLAN:
        first = content[name][0]
        key = BY_NAME[name].key
        content[name] += [first | ({key: f"{first[key]}-{i}"} if key else {}) for i in range(5_000)]
    content["Objectives"][-1]["id"] = content["Objectives"][0]["id"]
    codes = found(content)
    assert "WBK209" in codes
    assert "ROL110" in codes
