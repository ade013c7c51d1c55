"""Invented registers that lie otherwise: two fields in a cell, a risk per column, a form for each risk."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from smsxl.hosts.port import column_number
from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import RATINGS, Shape, Sheet, day, letters, level

Pair = Callable[[int, int], Any]


def paired(name: str, heading: str, pair: Pair, *, language: str = "en", heads: Sequence[str] = ("Ref", "Risk", "Owner"),
           after: str = "Mitigation", parts: Sequence[str] = ("likelihood", "impact"), method: str | None = None) -> Shape:
    """Return a register with likelihood and impact in column D."""
    def line(i: int, p: int, s: int) -> list[Any]:
        return [f"R{i}", texts(language, i), PEOPLE[i % 4], pair(p, s), what(language, i)]

    shape = table(f"paired-{name}", [[*heads, heading, after]], ["id", "title", "owner", None, "treatment_plan"], line,
                  method=method)
    shape.fields |= dict.fromkeys(parts, "D")
    return shape


_SCORED = ("likelihood", "impact", "score")


def pairs() -> list[Shape]:
    """Return registers with two ratings in a cell, in several languages."""
    german = ("Nr.", "Risiko", "Verantwortlich")
    words = ("", "Low", "Low", "Medium", "High", "Very high")
    return [
        paired("product", "Risk rating (L x I)", lambda p, s: f"{p} x {s} = {p * s}", parts=_SCORED, method="product"),
        paired("slash", "Likelihood / Impact", lambda p, s: f"{p}/{s}"),
        paired("turned-round", "Impact / Likelihood", lambda p, s: f"{s}/{p}"),
        paired("lettered", "L / I", lambda p, s: f"L{p} / I{s}"),
        paired("colons", "Risk (P, S)", lambda p, s: f"P:{p} S:{s}"),
        paired("three", "Risk rating (L, I, R)", lambda p, s: f"{p}, {s}, {p * s}", parts=_SCORED, method="product"),
        paired("level", "Likelihood x Impact", lambda p, s: f"{p} x {s} = {p * s} ({level(p * s, words[2:])})",
               parts=(*_SCORED, "level"), method="product"),
        paired("words", "Likelihood x Impact", lambda p, s: f"{words[p]}/{words[s]}"),
        paired("german", "Wahrscheinlichkeit / Auswirkung", lambda p, s: f"W {p} / A {s}", language="de", heads=german,
               after="Maßnahmen"),
        paired("french", "Probabilité x Gravité", lambda p, s: f"{p}×{s}={p * s}", language="fr",
               heads=("N°", "Risque", "Responsable"), after="Actions", parts=_SCORED, method="product"),
        paired("polish", "Prawdopodobieństwo/Skutek", lambda p, s: f"{p} / {s}", language="pl",
               heads=("Lp.", "Ryzyko", "Właściciel"), after="Działania"),
        paired("russian", "Вероятность / Влияние", lambda p, s: f"{p}/{s}", language="ru",
               heads=("№", "Риск", "Владелец"), after="Мероприятия"),
        paired("chinese", "可能性/影响", lambda p, s: f"{p}/{s}", language="zh", heads=("编号", "风险名称", "责任人"),
               after="应对措施"),
        two_ratings(), everything(), grouped(),
    ]


def two_ratings() -> Shape:
    """A Spanish register with the inherent and the residual rating, each in one cell."""
    def line(i: int, p: int, s: int) -> list[Any]:
        return [i, texts("es", i), f"{p}/{s}", what("es", i), f"{max(1, p - 1)}/{s}", PEOPLE[i % 4]]

    shape = table("paired-spanish", [["N.º", "Riesgo", "Riesgo inherente (P/I)", "Acciones", "Riesgo residual (P/I)",
                                      "Responsable"]], ["id", "title", None, "treatment_plan", None, "owner"], line,
                  method=None)
    shape.fields |= {"likelihood": "C", "impact": "C", "residual_likelihood": "E", "residual_impact": "E"}
    return shape


def everything() -> Shape:
    """A German list with three cells that hold two fields each."""
    def line(_: int, p: int, s: int) -> list[Any]:
        i = RATINGS.index((p, s)) + 1
        return [f"R-{i:02}: {texts('de', i)}", f"{p}/{s}", what("de", i), f"{PEOPLE[i % 4]} / {day(i):%d.%m.%Y}"]

    shape = table("paired-everything", [["Nr. / Risiko", "Wahrscheinlichkeit / Auswirkung", "Maßnahmen",
                                         "Verantwortlich / Termin"]], [None, None, "treatment_plan", None], line,
                  method=None)
    shape.fields |= {"id": "A", "title": "A", "likelihood": "B", "impact": "B", "owner": "D", "due": "D"}
    return shape


def grouped() -> Shape:
    """Two rows of headings: below Inherent and Residual one cell with two ratings, and a score read from its text."""
    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 2, max(1, p - 1)
        return [f"R{i}", texts("en", i), f"{p}/{s}", (f"=LEFT(C{row},1)*RIGHT(C{row},1)", p * s),
                level(p * s, ("Low", "Medium", "High", "Extreme")), f"{after}/{s}",
                (f"=LEFT(F{row},1)*RIGHT(F{row},1)", after * s), PEOPLE[i % 4]]

    shape = table("paired-grouped", [["Ref", "Risk title", "Inherent", None, None, "Residual", None, "Owner"],
                                     [None, None, "L/I", "Score", "Level", "L/I", "Score", None]],
                  ["id", "title", None, "score", "level", None, "residual_score", "owner"], line,
                  merges=["C1:E1", "F1:G1"])
    shape.fields |= {"likelihood": "C", "impact": "C", "residual_likelihood": "F", "residual_impact": "F"}
    return shape


def sectioned() -> Shape:
    """On its side: sections, a column that says how to fill in, a hidden risk, and a key below that formulas look up."""
    words = ("Low", "Medium", "High", "Extreme")
    sheet = Sheet("Register", {
        "B2": "Project risk register", "B4": "Field", "C4": "Guidance", "B5": "Risk", "C5": "What may happen",
        "B6": "Cause", "C6": "Why", "B8": "Inherent risk", "B9": "Likelihood", "C9": "1-5", "B10": "Impact",
        "C10": "1-5", "B11": "Score", "C11": "auto", "B12": "Rating", "C12": "auto", "B14": "Residual risk",
        "B15": "Likelihood", "C15": "1-5", "B16": "Impact", "C16": "1-5", "B17": "Score", "B18": "Rating",
        "B20": "Action owner", "C20": "name", "B21": "Due date", "C21": "date", "B24": "Key", "B25": "From", "C25": "Level"})
    for i, column in enumerate("DEFGHIJK", start=1):
        p, s = RATINGS[i - 1]
        after = max(1, p - 1)
        sheet.cells |= {
            f"{column}4": f"R{i}", f"{column}5": texts("en", i), f"{column}6": f"Nobody checked it in year {i}", f"{column}9": p,
            f"{column}10": s, f"{column}11": (f"={column}9*{column}10", p * s),
            f"{column}12": (f"=VLOOKUP({column}11,$B$26:$C$29,2)", level(p * s, words)), f"{column}15": after,
            f"{column}16": s, f"{column}17": (f"={column}15*{column}16", after * s),
            f"{column}18": (f"=VLOOKUP({column}17,$B$26:$C$29,2)", level(after * s, words)),
            f"{column}20": PEOPLE[i % 4], f"{column}21": day(i)}
    for row, (least, word) in enumerate(zip((1, 5, 10, 16), words, strict=True), start=26):
        sheet.cells |= {f"B{row}": least, f"C{row}": word}
    sheet.hidden = ["F"]
    sheet.lists = [("D9:K10", ["1", "2", "3", "4", "5"])]
    fields = {"id": 4, "title": 5, "cause": 6, "owner": 20, "likelihood": 9, "impact": 10, "score": 11, "level": 12,
              "residual_likelihood": 15, "residual_impact": 16, "residual_score": 17, "residual_level": 18, "due": 21}
    return Shape("turned-sectioned", [sheet], {name: f"row {row}" for name, row in fields.items()}, rows=8, method="product")


def turned(shape: Shape) -> Shape:
    """Return a register on its side: its rows are columns. Its formulas go along, its rules of colours do not."""
    shape = copy.deepcopy(shape)
    main = next(sheet for sheet in shape.sheets if sheet.name == (shape.sheet or shape.sheets[0].name))
    main.cells = {_flipped(name): (_formula(value[0]), value[1]) if isinstance(value, tuple) else value
                  for name, value in main.cells.items()}
    main.merges = [":".join(_flipped(part) for part in area.split(":")) for area in main.merges]
    main.hidden, main.colours, main.lists, main.formatted_to = [], [], [], 0
    fields = {}
    for name, column in shape.fields.items():
        first, _, last = column.partition(":")
        fields[name] = f"row {column_number(first)}" + (f" to row {column_number(last)}" if last else "")
    return Shape(f"turned-{shape.name}", shape.sheets, fields, main.name, shape.header, shape.rows, shape.method)


def _flipped(name: str) -> str:
    match = re.fullmatch(r"(\$?)([A-Z]+)(\$?)([0-9]+)", name)
    assert match is not None
    return f"{match[3]}{letters(int(match[4]))}{match[1]}{column_number(match[2])}"


def _formula(text: str) -> str:
    """Turn the cells of a formula, but for those of other sheets."""
    def turn(match: re.Match[str]) -> str:
        return match[0] if match["sheet"] else ":".join(map(_flipped, match[0].split(":")))

    cell = r"\$?[A-Z]{1,2}\$?[0-9]+"
    return re.sub(rf"(?P<sheet>[\w']+!)?(?<![A-Za-z$]){cell}(?::{cell})?(?![\d(])", turn, text)


_Form = Callable[[int, int, int], Mapping[str, Any]]


def stacked(name: str, form: _Form, fields: Mapping[str, str], *, height: int, count: int = 8) -> Shape:
    """Return forms one below another, `height` rows each; `form` gives the cells of one, as if it were the first."""
    sheet = Sheet("Risks")
    for i in range(1, count + 1):
        down = (i - 1) * height
        for cell, value in form(i, *RATINGS[i - 1]).items():
            if isinstance(value, tuple):
                value = (re.sub(r"([A-Z])([0-9]+)", lambda m: f"{m[1]}{int(m[2]) + down}", value[0]), value[1])  # noqa: B023, PLW2901 - used at once
            sheet.cells[f"{cell[0]}{int(cell[1:]) + down}"] = value
    return Shape(f"forms-{name}", [sheet], dict(fields), rows=count, method="product")


def _english(i: int, p: int, s: int) -> dict[str, Any]:
    return {"A1": "Risk ID:", "B1": f"R-{i:02}", "C1": "Risk owner:", "D1": PEOPLE[i % 4], "A2": "Risk title:",
            "B2": texts("en", i), "A3": "Likelihood (1-5):", "B3": p, "C3": "Impact (1-5):", "D3": s, "A4": "Score:",
            "B4": ("=B3*D3", p * s), "A5": "Mitigation:", "B5": what("en", i), "A6": "Due date:", "B6": day(i),
            "C6": "Status:", "D6": "Open"}


def _french(i: int, p: int, s: int) -> dict[str, Any]:
    return {"B2": f"Fiche de risque n° {i}", "B3": "Référence", "C3": f"FR-{i}", "B4": "Intitulé du risque",
            "C4": texts("fr", i), "B5": "Probabilité", "C5": "Gravité", "D5": "Criticité", "B6": p, "C6": s,
            "D6": ("=B6*C6", p * s), "B7": "Pilote", "C7": PEOPLE[i % 4], "B8": "Plan d'action", "C8": what("fr", i),
            "B9": "Échéance", "C9": day(i)}


def german_sheets() -> Shape:
    """A sheet for each risk, with the rating before and after in sections, and a cover."""
    sheets = [Sheet("Deckblatt", {"A1": "Risikoregister 2026", "A3": "Stand", "B3": day(0)})]
    for i in range(1, 9):
        p, s = RATINGS[i - 1]
        after = max(1, p - 1)
        sheets.append(Sheet(f"Risiko {i}", {
            "A1": "Risikoblatt", "A3": "Risiko-Nr.:", "B3": f"R-{i:02}", "D3": "Status:", "E3": "offen",
            "A4": "Bezeichnung:", "B4": texts("de", i), "A5": "Risikoeigner:", "B5": PEOPLE[i % 4], "A7": "Bruttorisiko",
            "A8": "Eintrittswahrscheinlichkeit", "B8": p, "A9": "Schadensausmaß", "B9": s, "A10": "Risikowert",
            "B10": ("=B8*B9", p * s), "A12": "Nettorisiko", "A13": "Eintrittswahrscheinlichkeit", "B13": after,
            "A14": "Schadensausmaß", "B14": s, "A15": "Risikowert", "B15": ("=B13*B14", after * s),
            "A17": "Maßnahmen:", "B17": what("de", i), "A18": "Termin:", "B18": day(i)}))
    fields = {"id": "B3", "status": "E3", "title": "B4", "owner": "B5", "likelihood": "B8", "impact": "B9",
              "score": "B10", "residual_likelihood": "B13", "residual_impact": "B14", "residual_score": "B15",
              "treatment_plan": "B17", "due": "B18"}
    return Shape("forms-german-sheets", sheets, fields, "Risiko 1", rows=8, method="product")


def japanese_sheets() -> Shape:
    """A sheet for each risk in Japanese, without colons."""
    sheets = []
    for i in range(1, 7):
        p, s = RATINGS[i - 1]
        sheets.append(Sheet(f"No{i}", {
            "A1": "リスク番号", "B1": f"R{i}", "A2": "リスク名", "B2": texts("ja", i), "A3": "発生可能性", "B3": p,
            "A4": "影響度", "B4": s, "A5": "リスク値", "B5": ("=B3*B4", p * s), "A6": "対応策", "B6": what("ja", i),
            "A7": "責任者", "B7": ("佐藤", "鈴木")[i % 2], "A8": "期限", "B8": day(i)}))
    fields = {"id": "B1", "title": "B2", "likelihood": "B3", "impact": "B4", "score": "B5", "treatment_plan": "B6",
              "owner": "B7", "due": "B8"}
    return Shape("forms-japanese-sheets", sheets, fields, "No1", rows=6, method="product")


def forms() -> list[Shape]:
    """Return registers of forms."""
    english = {"id": "B1", "owner": "D1", "title": "B2", "likelihood": "B3", "impact": "D3", "score": "B4",
               "treatment_plan": "B5", "due": "B6", "status": "D6"}
    french = {"id": "C3", "title": "C4", "likelihood": "B6", "impact": "C6", "score": "D6", "owner": "C7",
              "treatment_plan": "C8", "due": "C9"}
    return [stacked("english", _english, english, height=8), stacked("french", _french, french, height=11),
            german_sheets(), japanese_sheets()]
