"""The page of a difference in a real browser: it fits a phone, in light and dark, and asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsxl.reports.html.difference import render_diff
from tests.browser import Tab, browser
from tests.compare.content import difference, fresh
from tests.compare.pair import later
from tests.reports.test_in_browser import CONTRAST, HOSTILE


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """Return a page of one browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the pair of sample workbooks, with hostile texts in the newer one."""
    content = later()
    for row, text in zip(content["Risks"], HOSTILE, strict=False):
        row["title"] = row["cause"] = text
    path = tmp_path_factory.mktemp("page") / "diff.html"
    path.write_text(render_diff(difference(fresh(), content)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_page_fits_and_asks_for_nothing(tab: Tab, page: Path, width: int) -> None:
    """Nothing scrolls sideways, nothing is logged, and no request leaves the page."""
    tab.errors.clear()
    tab.requests.clear()
    tab.open(page, width=width)
    assert tab.run("return document.documentElement.scrollWidth") <= width
    assert tab.errors == []
    assert len(tab.requests) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_can_be_read(tab: Tab, page: Path, dark: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Every text stands out from its ground in both schemes (WCAG 2.2, 1.4.3)."""
    tab.open(page, dark=dark)
    ratio, element = tab.run(CONTRAST)
    assert ratio >= 4.5, element
