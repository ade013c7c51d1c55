"""What `smsxl diff` prints and writes: golden text, JSON by its schema, Markdown and HTML without a trap."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from smsxl.formats.diff import as_json
from tests.cli.books import Outcome, smsxl, write_workbook
from tests.compare.content import book, difference, edited, fresh
from tests.compare.pair import write_pair
from tests.edit.test_cells import INJECTIONS

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SCHEMA = json.loads(files("smsxl").joinpath("assets", "diff.schema.json").read_text())


def diff(folder: Path, *options: str) -> Outcome:
    """Compare the pair of sample workbooks in a folder."""
    write_pair(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        return smsxl("diff", "old.xlsx", "new.xlsx", *options)
    finally:
        os.chdir(before)


@pytest.mark.parametrize(("kind", "name"), [("text", "diff.txt"), ("json", "diff.json"), ("markdown", "diff.md"),
                                            ("html", "diff.html")])
def test_outputs_are_as_agreed(kind: str, name: str, tmp_path: Path) -> None:
    """Each form of the pair's difference is the one in tests/golden, and the same at every run.

    With UPDATE_GOLDEN=1 in the environment it is written anew, to be read before it is committed.
    """
    found = diff(tmp_path, "--output-format", kind)
    assert (found.code, found.err) == (0, "")
    text = re.sub(r'("version": "|smsxl )\d+\.\d+\.\d+', r"\1x.y.z", found.out)
    text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", range(12))
def test_json_follows_its_schema(seed: int) -> None:
    """Whatever was edited, the JSON is what the schema promises, and its totals add up."""
    data = json.loads(as_json(difference(fresh(), edited(seed), spelling=True)))
    jsonschema.validate(data, SCHEMA)
    assert data["totals"]["changed"] == sum(len(table["changed"]) for table in data["tables"])
    assert data["totals"]["worse"] == sum(matter["direction"] == "worse" for matter in data["matters"])


def test_exit_codes(tmp_path: Path) -> None:
    """0 when both could be read, 1 with --exit-code where anything changed, 2 for wrong usage, 3 for no workbook."""
    assert diff(tmp_path).code == 0
    assert diff(tmp_path, "--exit-code").code == 1
    old = str(tmp_path / "old.xlsx")
    same = smsxl("diff", old, old, "--exit-code")
    assert (same.code, same.out.splitlines()[-1]) == (0, "Nothing changed.")
    assert smsxl("diff", old, old, "--output-file", str(tmp_path / "out.xlsx")).code == 2
    (tmp_path / "text").write_text("a,b\n")
    refused = smsxl("diff", str(tmp_path / "text"), old)
    assert refused.code == 3
    assert "is a text file" in refused.err


def test_output_file(tmp_path: Path) -> None:
    """--output-file gets what standard output would have had, which stays empty."""
    wanted = diff(tmp_path, "--output-format", "markdown").out
    assert diff(tmp_path, "--output-format", "markdown", "--output-file", "out.md").out == ""
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == wanted


def test_files_may_have_any_name(tmp_path: Path) -> None:
    """Workbooks are known by their contents, as git hands them over without an ending."""
    for path in write_pair(tmp_path):
        path.rename(path.with_suffix(""))
    assert smsxl("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--exit-code").code == 1


def test_all_shows_spelling(tmp_path: Path) -> None:
    """A change of spaces alone is shown with --all only, with the spaces to be seen."""
    assert "Tom" not in diff(tmp_path).out
    assert re.search(r"Owner: Tom Treat -> .*Tom", diff(tmp_path, "--all").out)
    data = json.loads(diff(tmp_path, "--all", "--output-format", "json").out)
    found = [change["new"] for table in data["tables"] for row in table["changed"] for change in row["fields"]
             if change["spelling"]]
    assert found == [" Tom  Treat "]


class Elements(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in ("href", "src")}


@pytest.mark.parametrize("text", [*INJECTIONS, "<script>alert(1)</script>", "| a | b |\n\n# h", "[x](http://a.b)",
                                  "@everyone", "\x1b[31mred", "</details>"])
def test_typed_text_is_data(text: str, tmp_path: Path) -> None:
    """No text of a cell becomes markup, a link, a mention, a line or a command in any form."""
    content = fresh()
    content["Risks"][0]["title"] = text
    content["Risks"][1]["owner"] = text
    for name, each in (("a.xlsx", fresh()), ("b.xlsx", content)):
        write_workbook(book(each).workbook, tmp_path / name)  # type: ignore[arg-type]
    plain, page, marked = (smsxl("diff", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--output-format",
                                 kind).out for kind in ("text", "html", "markdown"))
    assert "\x1b" not in plain + page + marked
    elements = Elements()
    elements.feed(page)
    assert elements.tags <= {"html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "div",
                             "main", "section", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th",
                             "td", "span", "b", "footer"}
    assert not any(name.startswith("on") for name in elements.attributes)
    assert elements.links == {"#main"}
    rows = [line for line in marked.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 8 for line in rows)
    assert not re.search(r"(?<!\\)\[x|<script|(?<![\w>])@\w|</details>.", marked)


def test_day_of_the_new_workbook_can_be_given(tmp_path: Path) -> None:
    """--as-of judges NEW as of another day: an acceptance that has run out by then no longer counts."""
    write_workbook(book(fresh()).workbook, tmp_path / "a.xlsx")  # type: ignore[arg-type]
    path, late = str(tmp_path / "a.xlsx"), dt.date(2030, 1, 1).isoformat()
    data = json.loads(smsxl("diff", path, path, "--as-of", late, "--output-format", "json").out)
    assert [(each["kind"], each["row"]["id"]) for each in data["matters"]] == [("acceptance", "R-2")]
    assert "expired" in data["matters"][0]["reason"]
    assert data["tables"] == []
