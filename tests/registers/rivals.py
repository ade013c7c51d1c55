"""Registers in which several columns could be the same: points and measures, today and last quarter, control and risk."""

from __future__ import annotations

from typing import Any

from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import RATINGS, Shape, Sheet, day, level, lines

_LEVELS = ("Low", "Medium", "High", "Extreme")


def points_of_measures() -> Shape:
    """A tunnel's register: per cent and money, points that formulas make of them, and the loss to be expected."""
    heads = [["No.", "Risk", "Probability %", "Cost impact (EUR)", "P", "I", "P x I", "Expected value (EUR)", "Strategy", "Responsible"]]
    fields = ["id", "title", None, None, "likelihood", "impact", "score", None, "treatment", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, chance, cost = i + 3, (0.05, 0.2, 0.4, 0.6, 0.9)[p - 1], (4_000, 20_000, 90_000, 300_000, 900_000)[s - 1]
        return [f"T-{i:02}", texts("en", i), chance, cost,
                (f"=IF(C{row}<=10%,1,IF(C{row}<=25%,2,IF(C{row}<=50%,3,IF(C{row}<=75%,4,5))))", p),
                (f"=IF(D{row}<=5000,1,IF(D{row}<=50000,2,IF(D{row}<=100000,3,IF(D{row}<=500000,4,5))))", s),
                (f"=E{row}*F{row}", p * s), (f"=C{row}*D{row}", chance * cost), ("Reduce", "Transfer", "Accept")[i % 3],
                PEOPLE[i % 4]]

    return table("rivals-points-of-measures", heads, fields, line, top=3, above=["North tunnel: contingency"])


def quarters() -> Shape:
    """A Spanish map: today's rating, and beside it the products of the last two quarters."""
    heads = [["Código", "Riesgo", "Evaluación actual", None, None, None, "Seguimiento P x G", None, "Medidas", "Responsable"],
             [None, None, "Prob.", "Grav.", "P x G", "Nivel", "T3 2025", "T4 2025", None, None]]
    fields = ["id", "title", "likelihood", "impact", "score", "level", None, None, "treatment_plan", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 4
        return [f"RH-{i:02}", texts("es", i), p, s, (f"=C{row}*D{row}", p * s), level(p * s, ("Bajo", "Medio", "Alto", "Crítico")),
                min(25, p * s + i % 5), p * s + (i == 4), what("es", i), PEOPLE[i % 4]]

    return table("rivals-quarters", heads, fields, line, top=3, merges=["C3:F3", "G3:H3"], above=["Mapa de riesgos"])


def control_types() -> Shape:
    """A bank's assessment: description and type below "Control" are the control's, the date below the plan is when it is due."""
    heads = [["ID", "Risk event", "Loss event type", "Inherent risk", None, None, "Controls", None, "Risk owner", "Action plan", None],
             [None, None, None, "Likelihood", "Impact", "Score", "Description", "Type", None, "Action", "Date"]]
    fields = ["id", "title", "category", "likelihood", "impact", "score", "controls", None, "owner", "treatment_plan", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 4
        return [f"B-{i}", texts("en", i), ("External fraud", "Internal fraud", "Damage to assets")[i % 3], p, s,
                (f"=D{row}*E{row}", p * s), f"Second pair of eyes on form {i}", ("Preventive", "Detective")[i % 2], PEOPLE[i % 4],
                what("en", i), day(i)]

    return table("rivals-control-types", heads, fields, line, top=3, merges=["D3:F3", "G3:H3", "J3:K3"], above=["Self assessment"])


def threats_rated() -> Shape:
    """A Japanese list: the threat in words, how often it comes in numbers today, both called after the threat."""
    heads = [["No.", "情報資産", "脅威", "脆弱性", "現状評価", None, None, None, "管理策", "対応後", None],
             [None, None, None, None, "資産価値", "脅威の頻度", "脆弱性の程度", "リスク値", None, "脆弱性の程度", "残留リスク値"]]
    fields = ["id", "service", None, "cause", "impact", "likelihood", None, "score", "controls", None, "residual_score"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, often, worth, weak = i + 4, min(3, p), min(3, s), 1 + i % 3
        return [i, ("顧客台帳", "設計図面", "給与データ")[i % 3], ("誤操作", "災害")[i % 2], f"手順書 {i} が古い", worth, often, weak,
                (f"=E{row}*F{row}*G{row}", worth * often * weak), f"台帳 {i} で管理する", 1,
                (f"=E{row}*F{row}*J{row}", worth * often)]

    return table("rivals-threats-rated", heads, fields, line, top=3, method="product of three", merges=["E3:H3", "J3:K3"],
                 above=["リスク評価表"])


def priorities() -> Shape:
    """An Italian bank: everything typed, the priority ranks by the net score and is no score itself."""
    heads = [["Cod.", "Descrizione evento", "Rischio lordo", None, None, "Presidi", "Rischio netto", None, None, "Priorità"],
             [None, None, "Frequenza", "Impatto", "Punteggio", None, "Frequenza", "Impatto", "Punteggio", None]]
    fields = ["id", "description", "likelihood", "impact", "score", "controls", "residual_likelihood", "residual_impact",
              "residual_score", "rank"]
    after = [max(1, p - i % 2) * s for i, (p, s) in enumerate(RATINGS, start=1)]

    def line(i: int, p: int, s: int) -> list[Any]:
        left = max(1, p - i % 2)
        return [f"IT{i:02}", texts("it", i), p, s, p * s, f"Controllo di linea {i}", left, s, left * s,
                1 + sum(other > left * s for other in after)]

    return table("rivals-priorities", heads, fields, line, merges=["C1:E1", "G1:I1"])


def activities_and_hazards() -> Shape:
    """A safety assessment: activity and hazard in one column, and who acts is named only where something is to be done."""
    heads = [["Ref.", "Activity / hazard", "What could happen", "Existing control measures", "L", "S", "L x S", "Further action", "By whom"]]
    fields = ["id", "title", "consequence", "controls", "likelihood", "impact", "score", "treatment_plan", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, idle = i + 3, i % 4 == 0
        return [i, f"Work at machine {i}", f"Crushed hand at guard {i}", f"Interlock {i}", p, s, (f"=E{row}*F{row}", p * s),
                None if idle else what("en", i), None if idle else PEOPLE[i % 4]]

    return table("rivals-activities", heads, fields, line, top=3, above=["General assessment"])


def kinney_dutch() -> Shape:
    """A Dutch inventory: W, B and E are Kinney's likelihood, exposure and severity."""
    heads = [["Nr", "Gevaar", "Gevolg", "W", "B", "E", "R", "Maatregel", "Datum"]]
    fields = ["id", "title", "consequence", "likelihood", None, "impact", "score", "treatment_plan", "identified"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, chance, often, bad = i + 3, (0.5, 1, 3, 6, 10)[p - 1], (1, 2, 3, 6)[i % 4], (1, 3, 7, 15, 40)[s - 1]
        return [i, texts("nl", i), f"Letsel aan hand {i}", chance, often, bad, (f"=D{row}*E{row}*F{row}", chance * often * bad),
                what("nl", i), day(-i)]

    return table("rivals-kinney-dutch", heads, fields, line, top=3, method="product of three", above=["Inventarisatie"])


def letters_and_matrix() -> Shape:
    """A council: letters and numbers, typed levels, and a matrix that also has a level which no risk has."""
    grid = {(p, s): _LEVELS[(p + s > 3) + (p + s > 5) + (p + s > 7)] for p in range(1, 6) for s in range(1, 6)}
    matrix = Sheet("Matrix")
    matrix.rows(1, 1, [["Likelihood", *[f"{s} {word}" for s, word in enumerate(("Insignificant", "Minor", "Moderate", "Major",
                                                                              "Catastrophic"), start=1)]],
                       *[[f"{'ABCDE'[5 - p]} {('Rare', 'Unlikely', 'Possible', 'Likely', 'Almost certain')[p - 1]}",
                          *[grid[p, s] for s in range(1, 6)]] for p in range(5, 0, -1)]])
    sheet = Sheet("Register")
    sheet.rows(2, 1, [["Risk #", "Hazard / risk event", "Likelihood A-E", "Consequence 1-5", "Risk rating", "Existing mitigation", "Code"]])
    sheet.rows(3, 1, lines(lambda i, p, s: [2600 + i, texts("en", i), "EDCBA"[max(p, 2) - 1], max(s, 2), grid[max(p, 2), max(s, 2)],
                                            f"Ranger patrol {i}", f"{'EDCBA'[max(p, 2) - 1]}{max(s, 2)}"]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "level": "E", "controls": "F"}
    return Shape("rivals-letters", [sheet, matrix], fields, sheet="Register", header=(2,), rows=12)


def four_impacts() -> Shape:
    """A bank: the score is the likelihood times the largest of four impacts, which share a scale."""
    heads = [["Ref", "Risk", "Likelihood", "Financial", "Reputation", "Regulatory", "Safety", "Score", "Owner"]]
    fields = ["id", "title", "likelihood", None, None, None, None, "score", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 3
        parts = [s, max(1, s - 1), 1 + i % 3, 1]
        return [f"OR-{i}", texts("en", i), p, *parts, (f"=C{row}*MAX(D{row}:G{row})", p * max(parts)), PEOPLE[i % 4]]

    return table("rivals-four-impacts", heads, fields, line, top=3, method=None, above=["Operational risks"])


def shapes() -> list[Shape]:
    """Return all of these registers."""
    return [points_of_measures(), quarters(), control_types(), threats_rated(), priorities(), activities_and_hazards(),
            kinney_dutch(), letters_and_matrix(), four_impacts()]
