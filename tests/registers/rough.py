"""Registers with what else workbooks hold: lists, instructions, structured references, two languages in a heading."""

from __future__ import annotations

from tests.registers.shape import Shape, Sheet, day, level, lines

_LIKELY = ("Very unlikely", "Unlikely", "Possible", "Likely", "Very likely")
_BAD = ("Very low", "Low", "Medium", "High", "Very high")


def lists_sheet() -> Shape:
    """Lists to choose from on a sheet of their own, instructions on another, and a summary."""
    lists = Sheet("Lists")
    lists.rows(1, 1, [["Category", "Likelihood", "Impact", "Status", "Response", "Owner"], ["IT", "Very unlikely", "Very low", "Open", "Avoid", "Ann"],
                      ["HR", "Unlikely", "Low", "Closed", "Mitigate", "Bob"], ["Law", "Possible", "Medium", "On hold", "Accept"], ["Fin", "Likely", "High", None, "Transfer"],
                      [None, "Very likely", "Very high"]])
    info = Sheet("Instructions")
    info.rows(1, 1, [["How to fill the register"], ["Risk ID", "Give every risk a number"], ["Likelihood", "How likely it is, see Lists"], ["Impact", "How bad it is, see Lists"]])
    sheet = Sheet("Risk Register")
    sheet.rows(2, 1, [["Risk ID", "Category", "Description of Risk", "Likelihood\nChoose one of the list. Very unlikely: once in ten years; Unlikely: once in five years; Possible: once a year; Likely: every month; Very likely: every week",
                       "Impact\nChoose one of the list. Think of money, people and reputation, and take the highest of the three that you can imagine to happen", "Severity", "Response", "Response Plan", "Owner", "Status"]])
    sheet.rows(3, 1, lines(lambda i, p, s: [i, ("IT", "HR", "Law")[i % 3], f"The lift in building {i} stops between two floors", _LIKELY[p - 1], _BAD[s - 1],
                                            (f'=IF(D{i + 2}="Very unlikely",1,IF(D{i + 2}="Unlikely",2,IF(D{i + 2}="Possible",3,IF(D{i + 2}="Likely",4,5))))*MATCH(E{i + 2},Lists!$C$2:$C$6,0)', p * s),
                                            ("Avoid", "Mitigate", "Accept")[i % 3], f"Service contract for lift {i}", ("Ann", "Bob")[i % 2], "Open"]))
    fields = {"id": "A", "category": "B", "description": "C", "likelihood": "D", "impact": "E", "score": "F", "treatment": "G", "treatment_plan": "H", "owner": "I", "status": "J"}
    return Shape("rough-lists", [info, lists, sheet], fields, sheet="Risk Register", header=(2,), rows=12, method="product")


def structured() -> Shape:
    """Formulas name the columns of an Excel table, and one row says the same in another way."""
    sheet = Sheet("Tabelle1")
    sheet.rows(1, 1, [["ID", "Risk Name", "Risk Likelihood", "Risk Impact", "Risk Score", "Risk Level", "Risk Owner"]])
    sheet.rows(2, 1, lines(lambda i, p, s: [f"T{i}", f"Tender {i} has to be repeated", p, s,
                                            ("=Table1[[#This Row],[Risk Likelihood]]*Table1[[#This Row],[Risk Impact]]" if i != 4 else "=D5*C5", p * s),
                                            ('=IFS([@[Risk Score]]<=4,"Low",[@[Risk Score]]<=9,"Medium",[@[Risk Score]]<=15,"High",TRUE,"Critical")', level(p * s, ("Low", "Medium", "High", "Critical"))), "Uma"]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "level": "F", "owner": "G"}
    return Shape("rough-structured", [sheet], fields, rows=12, method="product")


def bilingual() -> Shape:
    """Two languages in each heading."""
    sheet = Sheet("风险登记册")
    sheet.rows(3, 1, [["编号 No.", "风险描述 Risk Description", "类别 Category", "可能性 Likelihood", "影响 Impact", "风险等级 Risk Level", "应对措施 Mitigation", "负责人 Owner", "状态 Status"]])
    sheet.rows(4, 1, lines(lambda i, p, s: [i, f"供应商{i}交货延迟导致项目延期", ("采购", "技术")[i % 2], ("低", "低", "中", "高", "高")[p - 1], ("低", "低", "中", "高", "高")[s - 1],
                                            ("低", "中", "高")[min(2, (p + s) // 4)], f"提前三个月下单并每周跟踪第{i}项", "王伟", "进行中"]))
    fields = {"id": "A", "description": "B", "category": "C", "likelihood": "D", "impact": "E", "level": "F", "treatment_plan": "G", "owner": "H", "status": "I"}
    return Shape("rough-bilingual", [sheet], fields, header=(3,), rows=12)


def merged_categories() -> Shape:
    """Categories merged over several risks, blank lines between the blocks, hidden helper columns."""
    sheet = Sheet("Risikomatrix")
    sheet.rows(2, 2, [["Bereich", "Risiko-Nr.", "Beschreibung des Risikos", "Eintritts-\nwahrscheinlichkeit", "Auswirkung", "Risiko-\nbewertung", "Maßnahmen", "Verantwortliche/r", "bis wann", "Hilfsspalte"]])
    for i, (p, s) in enumerate(((4, 5), (3, 4), (2, 3), (5, 5), (1, 4), (3, 3), (4, 2), (2, 2), (5, 3), (1, 1), (3, 5), (2, 4))):
        row = 3 + i + i // 4
        sheet.rows(row, 2, [[("Betrieb", "Personal", "Recht")[i // 4] if i % 4 == 0 else None, f"{i // 4 + 1}.{i % 4 + 1}", f"Die Zulassung für Anlage {i} wird nicht rechtzeitig erteilt", p, s,
                             (f"=E{row}*F{row}", p * s), f"Antrag {i} früher stellen", "Fr. Lang", day(i), (f"=G{row}/25", p * s / 25)]])
    sheet.merges += ["B3:B6", "B8:B11", "B13:B16"]
    sheet.hidden = ["K"]
    fields = {"category": "B", "id": "C", "description": "D", "likelihood": "E", "impact": "F", "score": "G", "treatment_plan": "H", "owner": "I", "due": "J"}
    return Shape("rough-merged", [sheet], fields, header=(2,), rows=12, method="product")


def typed_matrix() -> Shape:
    """Levels typed from a matrix that is no product; words along its sides."""
    matrix = Sheet("Heat map")
    grid = {(p, s): "Low" if p + 2 * s < 7 else "Moderate" if p + 2 * s < 10 else "High" if p + 2 * s < 13 else "Extreme" for p in range(1, 6) for s in range(1, 6)}
    matrix.rows(3, 2, [["", *_BAD], *[[_LIKELY[p - 1], *[grid[p, s] for s in range(1, 6)]] for p in range(5, 0, -1)]])
    sheet = Sheet("Register")
    sheet.rows(1, 1, [["Ref", "Risk event", "Likelihood", "Consequence", "Risk rating", "Treatment plan", "Risk owner"]])
    sheet.rows(2, 1, lines(lambda i, p, s: [i if i == 1 else (f"=A{i}+1", i), f"The ferry to island {i} is cancelled for days", _LIKELY[p - 1], _BAD[s - 1], grid[p, s], f"Keep stock for week {i}", "Per"]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "level": "E", "treatment_plan": "F", "owner": "G"}
    return Shape("rough-typed-matrix", [matrix, sheet], fields, sheet="Register", rows=12)


def merged_risks() -> Shape:
    """Each risk is merged over two rows, one per control."""
    sheet = Sheet("Risiken")
    sheet.rows(1, 1, [["ID", "Risiko", "Kontrollen", "Wahrscheinlichkeit", "Schaden", "Risikowert", "Eigner"]])
    for i, (p, s) in enumerate(((4, 5), (3, 4), (2, 3), (5, 5), (1, 4), (3, 3), (4, 2), (2, 2), (5, 3), (1, 1), (3, 5), (2, 4))):
        row = 2 + 2 * i
        sheet.rows(row, 1, [[i + 1, f"Der Aufzug {i} bleibt zwischen zwei Etagen stehen", f"Wartung {i}", p, s, (f"=D{row}*E{row}", p * s), "Kurz"],
                            [None, None, f"Notruf {i}"]])
        sheet.merges += [f"{c}{row}:{c}{row + 1}" for c in "ABDEG"]
    fields = {"id": "A", "title": "B", "controls": "C", "likelihood": "D", "impact": "E", "score": "F", "owner": "G"}
    return Shape("rough-merged-risks", [sheet], fields, rows=12, method="product")


def shapes() -> list[Shape]:
    """Return all of them."""
    return [make() for make in (lists_sheet, structured, bilingual, merged_categories, typed_matrix, merged_risks)]
