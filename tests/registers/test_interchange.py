"""CISO Assistant's 16 columns: what they hold, and that a workbook of ours comes back from them as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smsxl.build import build_workbook, new_workbook
from smsxl.cli.main import run
from smsxl.content import Row, Tables, template_tables
from smsxl.domain.matrix import default_matrix
from smsxl.hosts.package import open_workbook
from smsxl.interchange import CISO_ASSISTANT, export_book
from smsxl.tables.book import Book
from smsxl.tables.formula import PLAIN
from tests.registers import layouts

DAY = dt.date(2026, 11, 22)
_IMPORTED = ("ref_id", "name", "description", "inherent_proba", "inherent_impact", "existing_controls", "current_proba",
             "current_impact", "additional_controls", "residual_proba", "residual_impact", "treatment", "assets")
"""The columns that CISO Assistant reads; it computes the levels itself."""

_TREATMENTS = {"open", "mitigate", "accept", "avoid", "transfer"}


def lines_of(path: Path) -> list[dict[str, str]]:
    """Return the lines of a .csv file as the importer reads them: the separator sniffed, a mark at the start or not."""
    text = path.read_text(encoding="utf-8-sig")
    dialect = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    return list(csv.DictReader(io.StringIO(text), delimiter=dialect.delimiter))


def book_of(path: Path) -> Book:
    """Return a workbook as its tables."""
    return Book(open_workbook(str(path)), DAY)


def test_sample_is_written_as_the_importer_wants_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Labels of the workbook's own scales and levels, its treatment words, one control, action and asset a line."""
    book, out = tmp_path / "s.xlsx", tmp_path / "r.csv"
    new_workbook(book, sample=True, as_of=DAY)
    assert run(["export", str(book), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    lines = lines_of(out)
    assert list(lines[0]) == [name for name, _ in CISO_ASSISTANT]
    assert set(_IMPORTED) <= lines[0].keys()
    first = lines[0]
    assert (first["ref_id"], first["current_proba"], first["current_impact"], first["current_level"]) == (
        "R-001", "Likely", "Minor", "Moderate")
    assert (first["inherent_proba"], first["inherent_impact"], first["inherent_level"]) == ("Likely", "Major", "Extreme")
    assert (first["residual_proba"], first["residual_impact"], first["residual_level"]) == ("Unlikely", "Minor", "Low")
    assert first["existing_controls"].splitlines()[0].startswith("C-01 Hypervisor clusters")
    assert first["additional_controls"] == "T-001 Replace the six hosts of the oldest cluster"
    assert first["assets"] == "CMP-01 Virtualisation platform"
    assert first["treatment"] == "mitigate"
    assert first["description"].startswith("Cause: Hosts of the oldest cluster")
    assert {line["treatment"] for line in lines} <= _TREATMENTS
    for line in lines:
        assert not set(line["existing_controls"] + line["additional_controls"] + line["assets"]) & set(",;|")
    types, statuses = book_of(book)["Risks"].choice("type"), book_of(book)["Risks"].choice("status")
    assert len(lines) == sum(t == "threat" and s != "closed" for t, s in zip(types, statuses, strict=True))
    assert "opportunities left out" in said
    assert "closed risks left out" in said
    assert "Rare, Unlikely, Possible, Likely, Almost certain" in said


def test_done_treatments_are_no_additional_controls(tmp_path: Path) -> None:
    """Only what is still to be done is an additional control."""
    path = tmp_path / "b.xlsx"
    tables = {**template_tables(DAY), "Risks": [_risk(1)], "Treatments": [
        {"id": f"T-{i}", "risk": "R-001", "action": f"Step {i}", "owner": "Kim", "due": DAY, "status": status}
        for i, status in enumerate(("Planned", "In progress", "Done", "Dropped"), start=1)]}
    build_workbook(path, as_of=DAY, fixed=True, content=tables, dialect=PLAIN)
    (line,) = csv.DictReader(io.StringIO(export_book(book_of(path)).text))
    assert line["additional_controls"] == "T-1 Step 1\nT-2 Step 2"


def test_layout_of_import_writes_the_same(tmp_path: Path) -> None:
    """`import --layout ciso-assistant` and `export` write the same bytes, of workbooks of ours and of others."""
    ours = tmp_path / "s.xlsx"
    new_workbook(ours, sample=True, as_of=DAY)
    for number, path in enumerate((str(ours), layouts.three_ratings().write(tmp_path))):
        one, two = tmp_path / f"{number}a.csv", tmp_path / f"{number}b.csv"
        assert run(["export", path, "-o", str(one)]) == 0
        assert run(["import", path, "--layout", "ciso-assistant", "-o", str(two)]) == 0
        assert one.read_bytes() == two.read_bytes()


def test_words_of_other_registers_stay_words(tmp_path: Path) -> None:
    """The ratings of a register of another layout are written in its own words, which its matrix there has."""
    out = tmp_path / "r.csv"
    assert run(["export", layouts.numbers_with_words().write(tmp_path), "-o", str(out)]) == 0
    words = {line["inherent_proba"] for line in lines_of(out)}
    assert not any(any(c.isdigit() for c in word) for word in words)


def test_refusals_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is no .csv, a file that is there, a plan without risks and criteria of a stranger are refused."""
    plan = tmp_path / "p.xlsx"
    new_workbook(plan, part="plan", as_of=DAY)
    (tmp_path / "there.csv").write_text("mine\n")
    for arguments, sentence in (
            (["export", str(plan), "-o", "r.xlsx"], "takes a .csv file"),
            (["export", str(plan), "-o", str(tmp_path / "there.csv")], "is there already"),
            (["export", str(plan), "-o", str(tmp_path / "r.csv")], "has no sheet Risks"),
            (["import", layouts.three_ratings().write(tmp_path), "--criteria", str(tmp_path / "there.csv")],
             "holds no criteria")):
        assert run(arguments) == 2
        assert sentence in capsys.readouterr().err
    assert (tmp_path / "there.csv").read_text() == "mine\n"


def _risk(number: int, **fields: object) -> Row:
    return {"id": f"R-{number:03}", "type": "Threat", "title": f"Risk {number}", "category": "Technical",
            "relates_to": "Organization", "owner": "Kim", "current_likelihood": 2, "current_impact": 3, "status": "Open",
            **fields}


def test_lists_are_told_apart_from_other_registers(tmp_path: Path) -> None:
    """Words that a register of another layout shares with our scale stay steps of its own, shorter scale."""
    path, out = tmp_path / "r.csv", tmp_path / "b.xlsx"
    path.write_text("Risk ID,Risk,Likelihood,Impact,Owner,Controls\n" + "".join(
        f"R{i},Supplier {i} fails,{('Unlikely', 'Possible', 'Likely')[i % 3]},{('Minor', 'Moderate', 'Major')[i % 3]},"
        f"Kim,Stock {i}\n" for i in range(9)))
    assert run(["import", str(path), "-o", str(out)]) == 0
    assert book_of(out)["Risks"].number("current_likelihood").tolist()[:3] == [1, 2, 3]


_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())).filter(lambda text: len(text) > 1 and text[0].isalpha())
_STEP = st.integers(1, 5)


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[Row], list[Row], list[Row]]:
    """Return risks, controls and treatments: any titles, ratings, treatments and links."""
    titles = draw(st.lists(_WORDS, min_size=1, max_size=6, unique_by=str.casefold))
    controls: list[Row] = [{"id": f"C-{i:02}", "control": text, "status": "Active"}
                           for i, text in enumerate(draw(st.lists(_WORDS, max_size=3, unique_by=str.casefold)), start=1)]
    risks: list[Row] = []
    actions: list[Row] = []
    for number, title in enumerate(titles, start=1):
        fields: dict[str, object] = {"title": title}
        for kind in draw(st.sets(st.sampled_from(("inherent", "residual")))) | {"current"}:
            fields[f"{kind}_likelihood"], fields[f"{kind}_impact"] = draw(_STEP), draw(_STEP)
        treatment = draw(st.sampled_from(("", "Avoid", "Reduce", "Transfer (share)", "Accept")))
        linked = sorted(draw(st.sets(st.sampled_from([str(c["id"]) for c in controls]))) if controls else ())
        fields |= {"treatment": treatment or None, "controls": ", ".join(linked) or None}
        if draw(st.booleans()):
            actions.append({"id": f"T-{number:03}", "risk": f"R-{number:03}", "action": draw(_WORDS), "owner": "Kim",
                            "due": DAY, "status": "Planned"})
        risks.append({name: value for name, value in _risk(number, **fields).items() if value is not None})
    return risks, controls, actions


def _own_criteria() -> Tables:
    """Return criteria of four steps with labels of their own, and a matrix that is not the product's."""
    tables = {name: list(rows) for name, rows in template_tables(DAY).items()}
    words = {"LikelihoodScale": ("Once in ten years", "Once a year", "Once a month", "Every week"),
             "ImpactScale": ("Nobody notices", "A team waits", "A site stands still", "All sites stand still")}
    for name, labels in words.items():
        tables[name] = [{**tables[name][i], "label": label, "value": i + 1} for i, label in enumerate(labels)]
    tables["RiskMatrix"] = [{"likelihood": p, "impact": s, "level": "Extreme" if s == 4 else label}
                            for (p, s), label in default_matrix(4).cells.items()]
    return tables


def _separated(text: str) -> str:
    """Return a name as a list holds it: without the signs that part its entries."""
    return re.sub(r"\s*[,;|]\s*", " - ", text).strip()


def _facts(book: Book) -> dict[str, Any]:
    risks, controls, actions = book["Risks"], book.rows.get("Controls"), book.rows.get("Treatments")
    facts: dict[str, Any] = {name: risks.text(name) for name in ("id", "title", "treatment", "controls")}
    for kind in ("inherent", "current", "residual"):
        facts |= {f"{kind}_{axis}": [None if n != n else n for n in risks.number(f"{kind}_{axis}")]
                  for axis in ("likelihood", "impact")}
        facts[f"{kind}_level"] = book.truth("Risks", f"{kind}_level")
    linked = {name.strip() for cell in risks.text("controls") for name in cell.split(",")}
    facts["control"] = {} if controls is None else {
        name: _separated(text) for name, text in zip(controls.text("id"), controls.text("control"), strict=True)
        if name in linked and name}
    facts["action"] = {} if actions is None else {
        name: (risk, _separated(text)) for name, risk, text in
        zip(actions.text("id"), actions.text("risk"), actions.text("action"), strict=True) if name}
    return facts


@pytest.mark.parametrize("criteria", ["built-in", "own"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=registers())
def test_round_trip(criteria: str, tmp_path_factory: pytest.TempPathFactory,
                    data: tuple[list[Row], list[Row], list[Row]]) -> None:
    """Ids, titles, ratings, levels, treatments, controls and open actions come back as they were."""
    folder = tmp_path_factory.mktemp("trip")
    risks, controls, actions = data
    tables = _own_criteria() if criteria == "own" else template_tables(DAY)
    if criteria == "own":
        risks = [{name: min(value, 4) if isinstance(value, int) else value for name, value in risk.items()}
                 for risk in risks]
    before, between, after = folder / "a.xlsx", folder / "b.csv", folder / "c.xlsx"
    build_workbook(before, as_of=DAY, fixed=True,
                   content={**tables, "Risks": risks, "Controls": controls, "Treatments": actions}, dialect=PLAIN)
    assert run(["export", str(before), "-o", str(between)]) == 0
    told = ["--criteria", str(before)] if criteria == "own" else []
    assert run(["import", str(between), *told, "-o", str(after), "--as-of", DAY.isoformat()]) == 0
    assert _facts(book_of(after)) == _facts(book_of(before))
