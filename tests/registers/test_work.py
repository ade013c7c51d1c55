"""What is said about treatment, dates and placeholders: once where most rows lack it, and not where nothing is known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from smsxl.check import check_file
from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import Shape, level

AS_OF = dt.date(2026, 3, 2)
_HEADS = ["ID", "Risk", "Owner", "Likelihood", "Impact", "Score", "Rating", "Response", "Mitigation", "Due date", "Status",
          "Date identified", "Next review"]


def _register(**columns: Any) -> Shape:
    """Return a sound register; a column of it is made by a function of the number of the risk."""
    usual: dict[str, Any] = {"owner": lambda i: PEOPLE[i % 4], "response": lambda _: "Mitigate", "plan": lambda i: what("en", i),
                             "due": lambda i: dt.date(2026, 6, i), "status": lambda _: "Open",
                             "identified": lambda i: dt.date(2025, 12, i), "review": lambda i: dt.date(2026, 5, i)} | columns

    def line(i: int, p: int, s: int) -> list[Any]:
        return [f"R-{i:02}", texts("en", i), usual["owner"](i), p, s, p * s, level(p * s, ("Low", "Medium", "High", "Critical")),
                usual["response"](i), usual["plan"](i), usual["due"](i), usual["status"](i), usual["identified"](i), usual["review"](i)]

    return table("work", [_HEADS], ["id"], line)


def _said(folder: Path, **columns: Any) -> list[tuple[str, str | None]]:
    return [(f.code, f.cell) for f in check_file(_register(**columns).write(folder), as_of=AS_OF).findings]


def test_sound_register_says_nothing(tmp_path: Path) -> None:
    """Dates to come, a plan for every risk and an owner give no finding."""
    assert _said(tmp_path) == []


def test_few_are_told_one_by_one_and_most_at_once(tmp_path: Path) -> None:
    """Two overdue actions are two findings at their cells; ten are one at the heading, with their number."""
    late = dt.date(2026, 1, 31)
    assert _said(tmp_path, due=lambda i: late if i in (3, 7) else dt.date(2026, 6, i)) == [("RSK620", "J4"), ("RSK620", "J8")]
    shape = _register(due=lambda i: late if i > 2 else dt.date(2026, 6, i))
    (finding,) = check_file(shape.write(tmp_path), as_of=AS_OF).findings
    assert (finding.code, finding.cell) == ("RSK620", "J1")
    assert finding.message.startswith("10 of 12 risks have a date in Due date that has passed")


def test_closed_risks_are_left_alone(tmp_path: Path) -> None:
    """What is closed, or has a status that nobody knows, is not overdue and needs no plan."""
    late = dt.date(2026, 1, 31)
    for word in ("Closed", "abc"):
        found = _said(tmp_path, due=lambda i: late if i == 3 else dt.date(2026, 6, i),
                      status=lambda i, word=word: word if i == 3 else "Open")
        assert found == []
    assert _said(tmp_path, plan=lambda i: None if i == 2 else what("en", i), status=lambda i: "Closed" if i == 2 else "Open") == []


def test_high_risk_without_anything_done(tmp_path: Path) -> None:
    """A high risk with neither response nor mitigation is reported; a low one is not."""
    for number, wanted in ((1, [("RSK617", "I2")]), (10, [])):
        found = _said(tmp_path, response=lambda i, n=number: None if i == n else "Mitigate",
                      plan=lambda i, n=number: None if i == n else what("en", i))
        assert [each for each in found if each[0] == "RSK617"] == wanted


def test_next_review_passes_and_any_other_does_not(tmp_path: Path) -> None:
    """Only a heading that says so is a next review: a last review lies in the past by its nature."""
    passed = {"review": lambda i: dt.date(2026, 1, i)}
    assert _said(tmp_path, **passed) == [("RSK619", "M1")]
    shape = _register(**passed)
    shape.sheets[0].cells["M1"] = "Last review"
    assert check_file(shape.write(tmp_path), as_of=AS_OF).findings == ()


def test_dates_in_separated_values(tmp_path: Path) -> None:
    """Dates that are texts in a .csv are judged where they can only be dates."""
    path = tmp_path / "risks.csv"
    path.write_text("ID,Risk,Likelihood,Impact,Mitigation,Due date,Status\n" + "".join(
        f"R{i},{texts('en', i)},{i % 5 + 1},{i % 4 + 1},{what('en', i)},{'2026-02-01' if i == 4 else '2026-06-01'},Open\n"
        for i in range(1, 10)), encoding="utf-8")
    assert [(f.code, f.cell) for f in check_file(str(path), as_of=AS_OF).findings] == [("RSK620", "F5")]


def test_placeholder_of_an_owner(tmp_path: Path) -> None:
    """An owner to be confirmed is no owner."""
    assert _said(tmp_path, owner=lambda i: "t.b.c." if i == 5 else PEOPLE[i % 4]) == [("RSK625", "C6")]
