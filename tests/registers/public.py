"""Registers as hospitals, projects, universities, works and offices keep them, in English, German and French."""

from __future__ import annotations

from typing import Any

from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import Shape, Sheet, day, letters, level, lines

LEVELS = ("Low", "Moderate", "High", "Extreme")


def hospital_board() -> Shape:
    """A hospital's register: consequence before likelihood, initial, current and target groups, line breaks."""
    heads = [["Risk\nID", "Date\nopened", "Directorate", "Risk Description", "Existing\nControls", "Initial Risk Rating",
              None, None, "Current Risk Rating", None, None, "Action Plan", "Risk\nHandler", "Target Risk Rating", None,
              None, "Next\nReview"],
             [None, None, None, None, None, "C", "L", "R", "C", "L", "R", None, None, "C", "L", "R", None]]
    fields = ["id", "identified", "service", "description", "controls", "impact", "likelihood", "score", "current_impact",
              "current_likelihood", "current_score", "treatment_plan", "owner", "residual_impact", "residual_likelihood",
              "residual_score", "review_date"]

    def line(i: int, p: int, s: int) -> list[Any]:
        now, then = max(1, p - 1), max(1, p - 2)
        return [1200 + i * 7, day(-i), ("Estates", "Nursing", "Pharmacy")[i % 3], f"There is a risk that {texts('en', i)}",
                f"Policy {i} and weekly walk-rounds", s, p, s * p, s, now, s * now, what("en", i), PEOPLE[i % 4], s, then,
                s * then, day(i)]

    return table("public-hospital", heads, fields, line, top=3, above=["Corporate risk register – extract for the board"],
                 merges=["F3:H3", "I3:K3", "N3:P3"])


def controlled_project() -> Shape:
    """A project's log by a method that names author, proximity, response category and actionee; words as ratings."""
    words = ("Very Low", "Low", "Medium", "High", "Very High")
    heads = [["Risk Identifier", "Risk Author", "Date Registered", "Risk Category", "Risk Description", "Probability",
              "Impact", "Proximity", "Risk Response Category", "Risk Response", "Risk Status", "Risk Owner", "Risk Actionee"]]
    fields = ["id", None, "identified", "category", "description", "likelihood", "impact", None, "treatment",
              "treatment_plan", "status", "owner", None]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [f"RK{i:03}", PEOPLE[i % 4], day(-i), ("Supplier", "Schedule", "Quality")[i % 3], texts("en", i),
                words[p - 1], words[s - 1], ("Imminent", "Within stage", "Within project")[i % 3],
                ("Reduce", "Transfer", "Accept")[i % 3], what("en", i), ("Active", "Closed")[i % 5 == 0],
                PEOPLE[(i + 1) % 4], PEOPLE[(i + 2) % 4]]

    return table("public-project-log", heads, fields, line, top=5, method=None, above=["Risk Register", "Project: New library"])


def information_assets() -> Shape:
    """Assets, threats and vulnerabilities, an Annex A control, and the risk as a sum of three."""
    heads = [["Asset", "Asset owner", "Asset value\n(1-3)", "Threat", "Vulnerability", "Threat level\n(1-3)",
              "Likelihood\n(1-5)", "Impact\n(1-5)", "Risk\nvalue", "Risk treatment option", "Annex A control",
              "Residual\nlikelihood", "Residual\nimpact", "Residual\nrisk"]]
    fields = ["service", "owner", None, "title", "cause", None, "likelihood", "impact", "score", "treatment", None,
              "residual_likelihood", "residual_impact", "residual_score"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 1, max(1, p - 1)
        return [("Payroll database", "Mail server", "Customer files")[i % 3], PEOPLE[i % 4], i % 3 + 1, texts("en", i),
                f"No second check of change {i}", i % 3 + 1, p, s, (f"=G{row}*H{row}", p * s),
                ("Modify", "Share", "Retain")[i % 3], f"A.8.{i}", after, s, (f"=L{row}*M{row}", after * s)]

    return table("public-information-assets", heads, fields, line)


def failure_modes() -> Shape:
    """A German FMEA: Bedeutung, Auftreten, Entdeckung and their product."""
    heads = [["Nr.", "Prozessschritt", "Möglicher Fehler", "Mögliche Fehlerfolge", "B", "Mögliche Fehlerursache", "A",
              "Derzeitige Prüfmaßnahme", "E", "RPZ", "Empfohlene Maßnahme", "Verantwortlicher", "Termin"]]
    fields = ["id", "service", "title", "consequence", "impact", "cause", "likelihood", "controls", None, "score",
              "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        d = (i * 3) % 7 + 2
        return [i, ("Löten", "Verguss", "Prüfung")[i % 3], texts("de", i), f"Gerät fällt beim Kunden aus, Fall {i}", s * 2,
                f"Temperatur im Ofen schwankt, Charge {i}", p * 2 - 1, "Sichtprüfung durch Werker", d, s * 2 * (p * 2 - 1) * d,
                what("de", i), PEOPLE[i % 4], day(i)]

    return table("public-fmea-german", heads, fields, line, top=4, method="product of three", above=["Prozess-FMEA Linie 3"])


def workplace() -> Shape:
    """A workplace assessment as safety officers write it: who may be harmed, what is done, what else, by when."""
    heads = [["What are the hazards?", "Who might be harmed and how?", "What are you already doing?", "Severity\n1-5",
              "Likelihood\n1-5", "Risk Rating\n(S x L)", "What further action do you need to take?",
              "Action by whom?", "Action by when?", "Done"]]
    fields = ["title", "consequence", "controls", "impact", "likelihood", "score", "treatment_plan", "owner", "due", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [texts("en", i), f"Cleaners and visitors may slip, case {i}", f"Signs are put up on floor {i}", s, p, s * p,
                what("en", i), PEOPLE[i % 4], day(i), ("Yes", "No")[i % 2]]

    return table("public-workplace", heads, fields, line, top=6,
                 above=["Risk assessment", "Company: Invented Cleaning Ltd", "Assessed by: A. Okafor"])


def construction() -> Shape:
    """A German building site: Gefährdung, W, S and the risk after each of the measures."""
    heads = [["lfd. Nr.", "Tätigkeit", "Gefährdung / Belastung", "Risiko vor Maßnahmen", None, None, "Schutzmaßnahmen (S-T-O-P)",
              "Risiko nach Maßnahmen", None, None, "Durchführung: wer?", "bis wann?", "Wirksamkeit geprüft am"],
             [None, None, None, "W", "S", "R = W x S", None, "W", "S", "R = W x S", None, None, None]]
    fields = ["id", "service", "title", "likelihood", "impact", "score", "treatment_plan", "residual_likelihood",
              "residual_impact", "residual_score", "owner", "due", "review_date"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 4, max(1, p - 2)
        return [f"1.{i}", ("Gerüstbau", "Abbruch", "Erdarbeiten")[i % 3], f"Absturz bei Arbeitsschritt {i}", p, s,
                (f"=D{row}*E{row}", p * s), what("de", i), after, s, (f"=H{row}*I{row}", after * s), PEOPLE[i % 4], day(i),
                day(i + 3)]

    return table("public-construction", heads, fields, line, top=3, merges=["D3:F3", "H3:J3"],
                 above=["Gefährdungsbeurteilung Baustelle Hauptstraße"])


def bank() -> Shape:
    """Bruttorisiko and Nettorisiko, words for classes, split words in the headings."""
    words = ("gering", "mittel", "hoch", "existenzbedrohend")
    heads = [["Risiko-\nID", "Risikobezeichnung", "Risikoverantwortlicher", "Bruttorisiko", None, None,
              "Vorhandene\nMaßnahmen", "Nettorisiko", None, None, "Risiko-\nklasse (netto)", "Status"],
             [None, None, None, "Eintritts-\nwahrscheinlichkeit", "Schadens-\nhöhe", "Risiko-\nkennzahl", None,
              "Eintritts-\nwahrscheinlichkeit", "Schadens-\nhöhe", "Risiko-\nkennzahl", None, None]]
    fields = ["id", "title", "owner", "likelihood", "impact", "score", "controls", "residual_likelihood", "residual_impact",
              "residual_score", "residual_level", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [f"OR-{i:03}", texts("de", i), PEOPLE[i % 4], p, s, p * s, what("de", i), after, s, after * s,
                level(after * s, words), ("aktiv", "geschlossen")[i % 6 == 0]]

    return table("public-bank-german", heads, fields, line, top=2, merges=["D2:F2", "H2:J2"], above=["Risikoinventar 2026"])


def unique_document() -> Shape:
    """A French assessment of work units: frequency, gravity, mastery, raw and residual criticality."""
    heads = [["Unité de travail", "Situation dangereuse", "Dommages potentiels", "Fréquence\n(F)", "Gravité\n(G)",
              "Criticité brute\n(F x G)", "Moyens de prévention existants", "Actions de prévention à mettre en œuvre", "Responsable",
              "Délai de réalisation", "Réalisé"]]
    fields = ["service", "title", "consequence", "likelihood", "impact", "score", "controls", "treatment_plan", "owner", "due",
              "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 3
        return [("Atelier", "Bureaux", "Cuisine")[i % 3], texts("fr", i), f"Fracture, contusions (cas {i})", p, s,
                (f"=D{row}*E{row}", p * s), f"Consigne affichée n° {i}", what("fr", i), PEOPLE[i % 4], day(i), ("Oui", "Non")[i % 2]]

    return table("public-work-units-french", heads, fields, line, top=3, above=["Document unique d'évaluation des risques"])


def mapping_french() -> Shape:
    """A French risk map of a ministry: risque inhérent and risque résiduel in two rows, P, I and Cotation."""
    heads = [["Réf.", "Processus", "Libellé du risque", "Facteurs de risque", "Risque inhérent", None, None,
              "Dispositif de maîtrise", "Risque résiduel", None, None, "Propriétaire du risque", "Priorité"],
             [None, None, None, None, "Proba.", "Impact", "Cotation", None, "Proba.", "Impact", "Cotation", None, None]]
    fields = ["id", "service", "title", "cause", "likelihood", "impact", "score", "controls", "residual_likelihood",
              "residual_impact", "residual_score", "owner", "residual_level"]

    def line(i: int, p: int, s: int) -> list[Any]:
        p, s = min(p, 4), min(s, 4)
        after = max(1, p - 1)
        score = after * s
        return [f"R{i}", ("Paie", "Achats", "Marchés")[i % 3], texts("fr", i), f"Effectif insuffisant sur le poste {i}", p, s, p * s,
                what("fr", i), after, s, score, PEOPLE[i % 4], "Élevée" if score >= 9 else "Moyenne" if score >= 4 else "Faible"]

    return table("public-ministry-french", heads, fields, line, top=1, merges=["E1:G1", "I1:K1"])


def university() -> Shape:
    """Two faculties with a sheet each, a sheet of lists and one that helps the formulas."""
    heads = ["Ref", "Strategic objective", "Risk & potential impact", "Gross\nlikelihood", "Gross\nimpact", "Gross\nrisk",
             "Mitigations in place", "Net\nlikelihood", "Net\nimpact", "Net\nrisk", "Lead", "Direction of travel"]
    fields = ["id", "objective", "description", "likelihood", "impact", "score", "controls", "residual_likelihood",
              "residual_impact", "residual_score", "owner", None]
    shape = table("public-university", [heads], fields, lambda i, p, s: _faculty("ARTS", i, p, s), top=4, sheet="Arts",
                  above=["Faculty of Arts", "Risk register, Lent term"])
    other = Sheet("Science")
    other.cells["A1"] = "Faculty of Science"
    other.rows(4, 1, [heads])
    other.rows(5, 1, lines(lambda i, p, s: _faculty("SCI", i, p, s)))
    lists = Sheet("Lists")
    lists.rows(1, 1, [["Likelihood", "Impact", "Direction"], *[[n, n, d] for n, d in enumerate(("Up", "Down", "Same", None, None), 1)]])
    shape.sheets += [other, lists]
    return shape


def _faculty(prefix: str, i: int, p: int, s: int) -> list[Any]:
    after = max(1, p - 1)
    return [f"{prefix}{i}", f"Aim {i % 3 + 1}", f"{texts('en', i)} in {prefix}", p, s, p * s, what("en", i), after, s, after * s,
            PEOPLE[i % 4], ("Up", "Down", "Same")[i % 3]]


def charity() -> Shape:
    """A charity: high, medium and low, a legend beside, a row of totals below."""
    words = ("Low", "Medium", "High")
    heads = [["No", "Risk Area", "Potential risk", "Likelihood (H/M/L)", "Impact (H/M/L)", "Overall risk", "Steps to mitigate risk",
              "Responsibility", "Timescale"]]
    fields = ["id", "category", "title", "likelihood", "impact", "level", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [i, ("Governance", "Finance", "Field work")[i % 3], texts("en", i), words[a], words[b],
                words[min(2, (a + b + 1) // 2)], what("en", i), PEOPLE[i % 4], day(i)]

    shape = table("public-charity", heads, fields, line, top=3, method=None, above=["Risk assessment of the trust"])
    sheet = shape.sheets[0]
    sheet.cells |= {"A16": "Total risks", "C16": 12, "K3": "Key", "K4": "H", "L4": "High: act now", "K5": "M",
                    "L5": "Medium: plan", "K6": "L", "L6": "Low: watch"}
    return shape


def ten_steps() -> Shape:
    """Scales of 1 to 10, and the chance as a share: a start-up's list."""
    heads = [["Risk", "Owner", "Chance (1-10)", "Severity (1-10)", "Exposure", "Early warning", "Plan B", "State"]]
    fields = ["title", "owner", "likelihood", "impact", "score", None, "treatment_plan", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [texts("en", i), PEOPLE[i % 4], p * 2, s * 2 - 1, (f"=C{i + 1}*D{i + 1}", p * 2 * (s * 2 - 1)),
                f"Churn rises above {i} %", what("en", i), ("open", "closed")[i % 4 == 0]]

    return table("public-ten-steps", heads, fields, line)


def shapes() -> list[Shape]:
    """Return all of them."""
    return [hospital_board(), controlled_project(), information_assets(), failure_modes(), workplace(), construction(), bank(),
            unique_document(), mapping_french(), university(), charity(), ten_steps()]


__all__ = ["letters", "shapes"]
