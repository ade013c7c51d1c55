"""The page of findings in a real browser, and the head that it has in common with all other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsxl.formats.page import page
from smsxl.formats.table import FORMATS
from tests.browser import Tab, browser
from tests.formats.shapes import html
from tests.formats.test_receivers import MIXED
from tests.reports.test_in_browser import CONTRAST


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """Return a page of one browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of findings of every kind."""
    path = tmp_path_factory.mktemp("page") / "findings.html"
    path.write_text(FORMATS["html"](MIXED), encoding="utf-8")
    return path


def test_a_page_takes_its_title_as_text() -> None:
    """What stands in a title can't end the head of the page, and a style of its own comes behind the shared one."""
    text = page("</title><script>", '<main id="main"></main>', style=".own{color:red}")
    html(text)
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in text
    assert re.search(r"prefers-color-scheme:dark.*\.own{color:red}</style>", text, re.DOTALL)


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_findings_fit_and_can_be_read(tab: Tab, findings: Path, width: int, dark: bool) -> None:  # noqa: FBT001
    """On a phone, a tablet and a desk nothing scrolls sideways, every text stands out, and nothing is asked for."""
    tab.errors.clear()
    tab.requests.clear()
    tab.open(findings, width=width, dark=dark)
    assert tab.run("return document.documentElement.scrollWidth") <= width
    ratio, element = tab.run(CONTRAST)
    assert ratio >= 4.5, element
    assert tab.errors == []
    assert len(tab.requests) == 1
