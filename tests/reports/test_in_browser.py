"""The page in a real browser: readable on a phone and a desktop, in light and dark, by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from smsxl.reports.html import render_html
from smsxl.reports.summary import Summary
from smsxl.rules.examples import Put
from tests.browser import Tab, browser
from tests.reports.conftest import summary_of

LONG = "W" * 300
HOSTILE = ("<script>alert(1)</script>", "</style></script><img src=x onerror=alert(1)>", "javascript:alert(1)",
           '"><svg onload=alert(1)>', '=HYPERLINK("http://example.invalid")', "&lt;b&gt; \u202egnp.exe", LONG)

CONTRAST = r"""
document.querySelectorAll('details').forEach(d => d.open = true);
const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
const lum = c => {
  const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b; };
const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
let worst = [99, ''];
for (const e of document.body.querySelectorAll('*')) {
  if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  const a = lum(parse(getComputedStyle(e).color)), b = lum(ground(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 120)];
}
return worst;
"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """Return a page of one browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, sample: Summary) -> dict[str, Path]:
    """Return the pages to look at: the sample's, one owner's, one full of hostile text, and one that is shortened."""
    folder = tmp_path_factory.mktemp("pages")
    edits = [Put("Risks", "R-1", field, text) for field, text in
             zip(("title", "cause", "event", "consequence", "owner", "category", "notes"), HOSTILE, strict=True)]
    edits += [Put("Organisation", "", "organization", HOSTILE[1]), Put("Organisation", "", "scope", LONG),
              Put("PlanItems", "P-01", "evidence", HOSTILE[2]), Put("Kpis", "K-1", "kpi", LONG)]
    made = {"sample": render_html(sample), "owner": render_html(sample, sample.work[-1]),
            "hostile": render_html(summary_of(edits)), "short": render_html(sample, top=3)}
    out = {}
    for name, text in made.items():
        out[name] = folder / f"{name}.html"
        out[name].write_text(text, encoding="utf-8")
    return out


@pytest.mark.parametrize("name", ["sample", "owner", "hostile", "short"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways_and_nothing_is_logged(tab: Tab, pages: dict[str, Path], name: str,
                                                        width: int) -> None:
    """The page fits a phone and a desktop, folded or not, logs no error, and asks the network for nothing."""
    tab.errors.clear()
    tab.requests.clear()
    tab.open(pages[name], width=width)
    for script in ("", "document.querySelectorAll('details').forEach(d => d.open = true);"):
        assert tab.run(script + "return document.documentElement.scrollWidth") <= width
    assert tab.errors == []
    assert [url for url in tab.requests if not url.startswith("file:")] == []
    assert len(tab.requests) == 1


@pytest.mark.parametrize("name", ["sample", "owner", "hostile", "short"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(tab: Tab, pages: dict[str, Path], name: str, dark: bool) -> None:  # noqa: FBT001
    """Every text has a contrast of 4.5 or more to what lies behind it (WCAG 2.1, 1.4.3)."""
    tab.open(pages[name], dark=dark)
    ratio, where = tab.run(CONTRAST)
    assert ratio >= 4.5, where


@pytest.mark.parametrize("name", ["sample", "owner", "hostile", "short"])
def test_structure_is_there_for_whoever_does_not_see_it(tab: Tab, pages: dict[str, Path], name: str) -> None:
    """Links lead somewhere on the page, ids are unique, headings are in order, tables are named and headed."""
    tab.open(pages[name])
    assert tab.run("""return [...document.querySelectorAll('a')].map(a => a.getAttribute('href'))
        .filter(h => !h.startsWith('#') || !document.getElementById(decodeURIComponent(h.slice(1))))""") == []
    assert tab.run("""const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        return ids.filter((id, i) => ids.indexOf(id) !== i)""") == []
    levels = tab.run("return [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert tab.run("return [...document.querySelectorAll('th:not([scope])')].length") == 0
    assert tab.run("""return [...document.querySelectorAll('table')].filter(
        t => !t.caption || !t.caption.textContent.trim()).length""") == 0
    assert tab.run("return ['header', 'nav', 'main', 'footer'].filter(n => !document.querySelector(n))") == []
    assert tab.run("return document.querySelector('a').getAttribute('href')") == "#main"
    assert tab.run("return document.scripts.length + document.querySelectorAll('img,iframe,form,object').length") == 0
    assert tab.run("""return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes])
        .filter(a => a.name.startsWith('on')).length""") == 0


def test_a_risk_is_reached_by_its_id(tab: Tab, pages: dict[str, Path]) -> None:
    """The address of the page with #R-012 behind it shows the card of that risk."""
    tab.open(pages["sample"])
    assert tab.run("location.hash = '#R-012'; return document.querySelector(':target h3').textContent").startswith(
        "R-012")


def test_a_risk_without_a_card_is_reached_and_not_printed(tab: Tab, pages: dict[str, Path]) -> None:
    """On a shortened page the address of a risk opens the list that has its line; on paper the list is left out."""
    tab.open(pages["short"])
    assert tab.run("return document.querySelectorAll('.card').length") == 3
    name = tab.run("return [...document.querySelectorAll('#in-short [id]')].pop().id")
    assert tab.run(f"location.hash = '#{name}'; return document.querySelector(':target').textContent").startswith(name)
    tab.call("Emulation.setEmulatedMedia", media="print")
    shown = tab.run("return [...document.querySelectorAll('#in-short > *')].map(e => getComputedStyle(e).display)")
    tab.call("Emulation.setEmulatedMedia", media="")
    assert shown == ["block", "none"]


def test_hostile_text_is_shown_as_it_was_typed(tab: Tab, pages: dict[str, Path]) -> None:
    """What somebody typed is on the page as text, letter by letter."""
    tab.open(pages["hostile"])
    text = tab.run("return document.body.textContent")
    for typed in HOSTILE:
        assert typed.replace("\u202e", "\ufffd") in text


@pytest.mark.parametrize("name", ["sample"])
def test_it_prints_a_page_for_each_risk(tab: Tab, pages: dict[str, Path], name: str) -> None:
    """On paper every card begins a page and fits on it."""
    tab.open(pages[name])
    tab.call("Emulation.setEmulatedMedia", media="print")
    width = int((210 - 26) / 25.4 * 96)
    tab.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    heights = tab.run("return [...document.querySelectorAll('.card')].map(c => c.getBoundingClientRect().height)")
    tab.call("Emulation.setEmulatedMedia", media="")
    assert len(heights) == 50
    assert max(heights) <= (297 - 28) / 25.4 * 96
    assert "break-before:page" in Path(pages[name]).read_text(encoding="utf-8")
