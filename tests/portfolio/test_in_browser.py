"""The page of the picture in a real browser, held to what the summary's page is held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsxl.portfolio.as_html import as_html
from smsxl.portfolio.extract import extract_of
from smsxl.portfolio.gather import Gathered
from smsxl.portfolio.picture import picture
from smsxl.rules.examples import Put
from tests.browser import Tab, browser
from tests.portfolio.conftest import DAY, gathered
from tests.reports import test_in_browser as whole
from tests.reports.conftest import summary_of


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """Return a page of one browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the page of two registers, one of them full of hostile text, and of one that could not be read."""
    edits = [Put("Risks", "R-1", field, text) for field, text in zip(
        ("title", "cause", "event", "consequence", "owner", "category", "notes"), whole.HOSTILE, strict=True)]
    hostile = extract_of(summary_of([*edits, Put("Kpis", "K-1", "kpi", whole.LONG)]))
    files = [gathered("all/a/one.xlsx"), Gathered(f"all/{whole.LONG}/<i>.xlsx", hostile),
             Gathered("all/b/three.xlsx", error=f"{whole.LONG} is no workbook.")]
    out = tmp_path_factory.mktemp("page") / "all.html"
    out.write_text(as_html(picture(files, ["all"], as_of=DAY)), encoding="utf-8")
    return {"all": out}


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways_and_nothing_is_logged(tab: Tab, page: dict[str, Path], width: int) -> None:
    """The page fits a phone and a desktop, and asks the network for nothing."""
    whole.test_nothing_scrolls_sideways_and_nothing_is_logged(tab, page, "all", width)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(tab: Tab, page: dict[str, Path], dark: bool) -> None:  # noqa: FBT001
    """Every text has a contrast of 4.5 or more."""
    whole.test_every_text_can_be_read(tab, page, "all", dark)


def test_structure_is_there_for_whoever_does_not_see_it(tab: Tab, page: dict[str, Path]) -> None:
    """Links lead somewhere, headings are in order, tables are named and headed."""
    whole.test_structure_is_there_for_whoever_does_not_see_it(tab, page, "all")
