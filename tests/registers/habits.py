"""Registers with headings of one letter, broken and shortened words, parts of an impact, and scales that run downwards."""

from __future__ import annotations

from typing import Any

from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import Shape, Sheet, day, level


def assets_german() -> Shape:
    """A German list of assets: V, I, A in three columns, the largest of them times a likelihood, words with hyphens."""
    heads = [["ID", "Asset", "V", "I", "A", "Schutz-bedarf (Max)", "Bedrohung", "Schwachstelle", "Eintritts-wahrscheinl.",
              "Risiko-wert", "Behand-\nlung", "Maß-\nnahme", "Verant-\nwortlich", "EW (Rest)", "SB (Rest)", "Rest-\nrisiko"]]
    fields = ["id", "service", None, None, None, "impact", "title", "cause", "likelihood", "score", "treatment",
              "treatment_plan", "owner", "residual_likelihood", "residual_impact", "residual_score"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, first, after = i + 2, min(4, s), max(1, min(4, p) - 1)
        impact = max(first, i % 3 + 1, 2)
        likelihood = min(4, p)
        return [f"RA-{i:03}", ("Fachverfahren", "Mailserver", "Aktenarchiv")[i % 3], first, i % 3 + 1, 2,
                (f"=MAX(C{row}:E{row})", impact), texts("de", i), f"Fehlende Prüfung {i}", likelihood,
                (f"=F{row}*I{row}", impact * likelihood), ("reduzieren", "akzeptieren", "vermeiden")[i % 3], what("de", i),
                PEOPLE[i % 4], after, (f"=F{row}", impact), (f"=N{row}*O{row}", after * impact)]

    return table("habits-assets-german", heads, fields, line, top=2, above=["Risikoanalyse der Werte"])


def steps_of_a_process() -> Shape:
    """An FMEA with headings set one letter a line; an action of "None" has neither an owner nor a date."""
    heads = [["Process step", "Failure mode", "Effect(s)", "S\ne\nv", "Potential cause(s)", "O\nc\nc",
              "Current process controls", "D\ne\nt", "RPN", "Recommended action(s)", "Responsibility", "Target date"]]
    fields = ["service", "title", "consequence", "impact", "cause", "likelihood", "controls", None, "score",
              "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, found, idle = i + 2, (i * 3) % 7 + 2, i % 3 == 0
        return [("Forming", "Welding", "Packing")[i % 3], texts("en", i), f"Part does not fit, case {i}", s * 2,
                f"Worn tool {i}", p * 2 - 1, "Gauge once an hour", found,
                (f"=D{row}*F{row}*H{row}", s * 2 * (p * 2 - 1) * found), "None" if idle else what("en", i),
                None if idle else PEOPLE[i % 4], None if idle else day(i)]

    return table("habits-process-steps", heads, fields, line, top=2, method="product of three", above=["PFMEA line 3"])


def hazards_of_a_plant() -> Shape:
    """A HAZOP: severity before a frequency in letters, the level looked up in a matrix of another sheet."""
    heads = [["Item", "Deviation", "Cause", "Consequence", "Risk now", None, None, "Safeguards", "Risk then", None, None],
             [None, None, None, None, "S", "F", "RR", None, "S", "F", "RR"]]
    fields = ["id", "title", "cause", "consequence", "impact", "likelihood", "level", "controls", "residual_impact",
              "residual_likelihood", "residual_level"]
    letters, words = "ABCDE", ("L", "L", "M", "M", "M", "H", "H", "H", "H")

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 3, max(1, p - 1)
        formula = "=INDEX(Matrix!$B$2:$F$6,MATCH({f}{row},Matrix!$A$2:$A$6,0),MATCH({s}{row},Matrix!$B$1:$F$1,0))"
        return [f"{i // 4 + 1}.{i % 4 + 1}", texts("en", i), f"Valve {i} fails", f"Release of product {i}", s,
                letters[p - 1], (formula.format(f="F", s="E", row=row), words[p + s - 2]), f"Interlock {i} and alarm", s,
                letters[after - 1], (formula.format(f="J", s="I", row=row), words[after + s - 2])]

    shape = table("habits-hazop", heads, fields, line, top=2, method=None, above=["Unit 4"], merges=["E2:G2", "I2:K2"])
    matrix = Sheet("Matrix")
    matrix.rows(1, 2, [[1, 2, 3, 4, 5]])
    matrix.rows(2, 1, [[letters[p], *(words[p + s] for s in range(5))] for p in range(5)])
    shape.sheets.append(matrix)
    return shape


def mine_spanish() -> Shape:
    """A Spanish mine: 1 is the gravest, so that treatment raises the numbers."""
    heads = [["N°", "Actividad", "Peligro", "Riesgo", "Riesgo puro", None, None, "Medidas de control", "Riesgo residual", None,
              None, "Acciones adicionales", "Responsable", "Plazo"],
             [None, None, None, None, "P", "S", "Nivel", None, "P", "S", "Nivel", None, None, None]]
    fields = ["id", "service", "cause", "title", "likelihood", "impact", "score", "controls", "residual_likelihood",
              "residual_impact", "residual_score", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 3, min(5, p + i % 3)
        return [i, ("Perforación", "Voladura", "Acarreo")[i % 3], f"Peligro número {i}", texts("es", i), p, s,
                (f"=E{row}*F{row}", p * s), f"Guardas y señales {i}", after, s, (f"=I{row}*J{row}", after * s), what("es", i),
                PEOPLE[i % 4], day(i)]

    return table("habits-mine-spanish", heads, fields, line, top=2, above=["IPERC base"], merges=["E2:G2", "I2:K2"])


def bridge_in_money() -> Shape:
    """A building site: probability in percent, money, and opportunities with money below zero, a total below."""
    heads = [["No", "Risk / Opp", "Description of risk", "Prob. %", "Cost £", "Expected £", "Strategy", "Action", "Action owner",
              "Post-mit\nProb. %", "Post-mit\nCost £", "Post-mit\nExpected £"]]
    fields = ["id", "type", "description", "likelihood", "impact", "score", "treatment", "treatment_plan", "owner",
              "residual_likelihood", "residual_impact", "residual_score"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, gain = i + 2, i % 4 == 0
        sign, share, then = (-1 if gain else 1), p / 8 + 0.05, p / 8 + (0.15 if gain else 0.02)
        cost = sign * (s * 10_000 + i * 137)
        return [i, "Opp" if gain else "Risk", texts("en", i), share, cost, (f"=D{row}*E{row}", share * cost),
                "Exploit" if gain else "Reduce", what("en", i), PEOPLE[i % 4], then, cost,
                (f"=J{row}*K{row}", then * cost)]

    shape = table("habits-bridge", heads, fields, line, top=2, above=["Quantified register"])
    cells = shape.sheets[0].cells
    cells["C15"] = "TOTAL (net of opportunities)"
    cells["F15"] = ("=SUM(F3:F14)", sum(cells[f"F{row}"][1] for row in range(3, 15)))
    return shape


def hospital_polish() -> Shape:
    """A Polish hospital: "na" in title and heading is no stage, the days end in "r."."""
    heads = [["Lp.", "Opis ryzyka", "Prawdop. (1-3)", "Wpływ (1-3)", "Poziom ryzyka", "Reakcja na ryzyko", "Planowane działania",
              "Właściciel ryzyka", "Data identyfikacji", "Termin realizacji"]]
    fields = ["id", "description", "likelihood", "impact", "score", "treatment", "treatment_plan", "owner", "identified", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        p, s = (p + 1) // 2, (s + 1) // 2
        return [i, texts("pl", i), p, s, p * s, ("ograniczanie", "tolerowanie")[i % 2], what("pl", i), PEOPLE[i % 4],
                f"{i + 10:02}.01.2026", f"{i + 10:02}.05.2026 r."]

    return table("habits-hospital-polish", heads, fields, line, top=2, above=["Rejestr ryzyk na rok 2026 (załącznik nr 3)"])


def log_english() -> Shape:
    """A project's log: a running number beside the ids, impacts such as "D - Serious", prepared rows below."""
    words = ("A - Negligible", "B - Minor", "C - Moderate", "D - Serious", "E - Critical")
    heads = [["No.", "Risk ID", "Risk", "Caused by", "Resulting in", "Before response", None, None, "Response", "After response",
              None, None, "Owner"],
             [None, None, None, None, None, "Impact", "Probability", "Severity", None, "Impact", "Probability", "Severity", None]]
    fields = [None, "id", "title", "cause", "consequence", "impact", "likelihood", "level", "treatment_plan",
              "residual_impact", "residual_likelihood", "residual_level", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [i, f"R-{i:03}", texts("en", i), f"Late decision number {i}", f"Two weeks of delay, case {i}", words[s - 1],
                f"{p} - {('Rare', 'Unlikely', 'Possible', 'Likely', 'Almost certain')[p - 1]}", level(p * s, _LEVELS), what("en", i),
                words[s - 1], f"{after} - {('Rare', 'Unlikely', 'Possible', 'Likely', 'Almost certain')[after - 1]}",
                level(after * s, _LEVELS), PEOPLE[i % 4]]

    shape = table("habits-log", heads, fields, line, top=2, method=None, above=["Log"], merges=["F2:H2", "J2:L2"])
    shape.sheets[0].cells |= {"B16": "R-013", "C16": "<to be filled in>", "B17": "R-014", "C17": "<to be filled in>"}
    return shape


_LEVELS = ("Low", "Medium", "High", "Extreme")


def shapes() -> list[Shape]:
    """Return all of them, each consistent in itself."""
    return [assets_german(), steps_of_a_process(), hazards_of_a_plant(), mine_spanish(), bridge_in_money(), hospital_polish(),
            log_english()]
