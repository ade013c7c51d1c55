"""Further registers, written after the words of the others were known, to see how well what was learnt carries."""

from __future__ import annotations

from typing import Any

from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import Shape, Sheet, day, level, lines


def rail_works() -> Shape:
    """A contractor's list: cost and time impact beside each other, the worse one counts, mitigation and fallback."""
    heads = [["Risk Ref.", "Package", "Risk Event / Threat", "Trigger / Cause", "Effect", "P", "Cost", "Time", "Max I", "P x I",
              "Mitigation Measures", "Fallback Plan", "Action Owner", "Review by", "O/C"]]
    fields = ["id", "service", "title", "cause", "consequence", "likelihood", None, None, "impact", "score", "treatment_plan", None,
              "owner", "review_date", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 3
        return [f"RW-{i:02}", ("Track", "Signals", "Bridges")[i % 3], texts("en", i), f"Late design of section {i}", f"Possession {i} is lost",
                p, s, max(1, s - 1), (f"=MAX(G{row}:H{row})", s), (f"=F{row}*I{row}", p * s), what("en", i), f"Hire plant for section {i}",
                PEOPLE[i % 4], day(i), ("Open", "Closed")[i % 4 == 0]]

    return table("field-rail-works", heads, fields, line, top=3, above=["Contract risk register", "Rev C"])


def data_protection() -> Shape:
    """A German assessment for data protection: Schwere and Eintrittswahrscheinlichkeit in words, Abhilfemaßnahmen."""
    words = ("geringfügig", "überschaubar", "substanziell", "groß")
    heads = [["Nr", "Verarbeitungstätigkeit", "Risiko für Betroffene", "Mögliche Schäden", "Schwere des Schadens", "Eintrittswahrscheinlichkeit",
              "Risikostufe", "Abhilfemaßnahmen", "Verantwortung", "Umsetzung bis"]]
    fields = ["id", "service", "title", "consequence", "impact", "likelihood", "level", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = min(p, 4), min(s, 4)
        return [i, ("Bewerbungen", "Kundendatenbank", "Videoüberwachung")[i % 3], f"Unbefugter Zugriff auf Akten, Fall {i}",
                f"Rufschädigung der Betroffenen ({i})", words[b - 1], words[a - 1], ("gering", "mittel", "hoch")[(a * b > 3) + (a * b > 8)],
                what("de", i), PEOPLE[i % 4], day(i)]

    return table("field-data-protection", heads, fields, line, top=2, method=None, above=["Datenschutz-Folgenabschätzung"])


def hospital_french() -> Shape:
    """A French clinic: gravité, fréquence, maîtrise, and their product, hazards by process."""
    heads = [["Processus", "N° risque", "Évènement indésirable", "Causes racines", "G", "F", "M", "IC = GxFxM", "Barrières en place",
              "Actions d'amélioration", "Pilote action", "Date butoir", "% avancement"]]
    fields = ["service", "id", "title", "cause", "impact", "likelihood", None, "score", "controls", "treatment_plan", "owner", "due", None]

    def line(i: int, p: int, s: int) -> list[Any]:
        m = i % 3 + 1
        return [("Bloc", "Pharmacie", "Urgences")[i % 3], f"R{i:02}", texts("fr", i), f"Effectif réduit la nuit, service {i}", s, p, m, s * p * m,
                f"Double contrôle n° {i}", what("fr", i), PEOPLE[i % 4], day(i), i / 20]

    return table("field-clinic-french", heads, fields, line, top=4, method="product of three", above=["Cartographie des risques a priori"])


def ngo_spanish() -> Shape:
    """An aid organisation: alta, media, baja; what is done now and what will be done; who and when."""
    words = ("Baja", "Media", "Alta")
    heads = [["Nº", "Tipo", "Riesgo identificado", "¿Qué lo provoca?", "Probabilidad (A/M/B)", "Impacto (A/M/B)", "Prioridad", "¿Qué hacemos ya?",
              "¿Qué más haremos?", "Persona responsable", "¿Para cuándo?"]]
    fields = ["id", "category", "title", "cause", "likelihood", "impact", "level", "controls", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [i, ("Seguridad", "Financiero", "Reputación")[i % 3], texts("es", i), f"Inestabilidad en la zona {i}", words[a], words[b],
                words[min(2, (a + b + 1) // 2)], f"Protocolo de terreno número {i}", what("es", i), PEOPLE[i % 4], day(i)]

    return table("field-aid-spanish", heads, fields, line, top=3, method=None, above=["Análisis de riesgos del proyecto"])


def school_dutch() -> Shape:
    """A Dutch school group: bruto and netto in two rows, kans and impact with their own words."""
    heads = [["#", "Risicogebied", "Beschrijving", "Bruto risico", None, None, "Wat doen we al?", "Netto risico", None, None,
              "Wat gaan we nog doen?", "Wie", "Wanneer"],
             [None, None, None, "Kans", "Impact", "Score", None, "Kans", "Impact", "Score", None, None, None]]
    fields = ["id", "category", "description", "likelihood", "impact", "score", "controls", "residual_likelihood", "residual_impact",
              "residual_score", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 4, max(1, p - 1)
        return [i, ("Personeel", "Huisvesting", "Financiën")[i % 3], texts("nl", i), p, s, (f"=D{row}*E{row}", p * s), f"Overleg met de raad, punt {i}",
                after, s, (f"=H{row}*I{row}", after * s), what("nl", i), PEOPLE[i % 4], day(i)]

    return table("field-schools-dutch", heads, fields, line, top=3, merges=["D3:F3", "H3:J3"], above=["Risicomanagement stichting"])


def city_polish() -> Shape:
    """A Polish city: ryzyko nieodłączne and rezydualne, with words and numbers in one cell."""
    heads = [["Nr ryzyka", "Komórka organizacyjna", "Nazwa ryzyka", "Skutek wystąpienia", "Ryzyko nieodłączne", None, None, "Zabezpieczenia",
              "Ryzyko rezydualne", None, None, "Właściciel", "Plan postępowania", "Data wdrożenia"],
             [None, None, None, None, "Prawdop.", "Skutek", "Poziom", None, "Prawdop.", "Skutek", "Poziom", None, None, None]]
    fields = ["id", "service", "title", "consequence", "likelihood", "impact", "score", "controls", "residual_likelihood", "residual_impact",
              "residual_score", "owner", "treatment_plan", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [f"R/{i}/26", ("WO", "WF", "WI")[i % 3], texts("pl", i), f"Kara umowna lub utrata dotacji ({i})", p, s, p * s, f"Procedura nr {i} i nadzór",
                after, s, after * s, PEOPLE[i % 4], what("pl", i), day(i)]

    return table("field-city-polish", heads, fields, line, top=2, merges=["E2:G2", "I2:K2"], above=["Rejestr ryzyk miasta"])


def plant_russian() -> Shape:
    """A Russian works: dangers, what they lead to, letters for the axes, and what is still to be done."""
    heads = [["№ п/п", "Рабочее место / вид работ", "Опасность", "Опасное событие", "Т", "В", "Р = Т × В", "Применяемые меры", "Категория риска",
              "Дополнительные мероприятия", "Ответственный за выполнение", "Срок выполнения", "Отметка о выполнении"]]
    fields = ["id", "service", "cause", "title", "impact", "likelihood", "score", "controls", "level", "treatment_plan", "owner", "due", "status"]
    words = ("низкий", "средний", "высокий", "критический")

    def line(i: int, p: int, s: int) -> list[Any]:
        return [i, ("Токарь", "Сварщик", "Водитель")[i % 3], f"Движущиеся части станка {i}", f"Травма руки при работе {i}", s, p, s * p,
                f"Инструкция № {i}, СИЗ", level(p * s, words), what("ru", i), PEOPLE[i % 4], day(i), ("Выполнено", "В работе")[i % 2]]

    return table("field-plant-russian", heads, fields, line, top=3, above=["Карта оценки профессиональных рисков"])


def bank_portuguese() -> Shape:
    """A Portuguese bank: percentages of probability and an impact in money, the exposure as their product."""
    heads = [["Código", "Área", "Descrição do evento", "Probabilidade (%)", "Impacto (mil €)", "Exposição", "Controlos", "Plano de ação", "Dono", "Data-alvo",
              "Estado"]]
    fields = ["id", "category", "title", "likelihood", "impact", "score", "controls", "treatment_plan", "owner", "due", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        chance, money = (0.05, 0.2, 0.4, 0.6, 0.9)[p - 1], (10, 50, 120, 300, 800)[s - 1]
        return [f"BP{i}", ("Crédito", "Mercado", "Operacional")[i % 3], texts("pt", i), chance, money, (f"=D{i + 1}*E{i + 1}", chance * money),
                f"Dupla validação {i}", what("pt", i), PEOPLE[i % 4], day(i), ("Em curso", "Concluído")[i % 4 == 0]]

    return table("field-bank-portuguese", heads, fields, line)


def hotel_turkish() -> Shape:
    """A Turkish hotel: first and last assessment side by side, 5 x 5."""
    heads = [["Sıra", "Faaliyet", "Tehlike", "Risk / Olası zarar", "İlk değerlendirme", None, None, "Önlemler", "Sorumlu", "Son değerlendirme", None, None],
             [None, None, None, None, "Olasılık", "Şiddet", "Risk puanı", None, None, "Olasılık", "Şiddet", "Risk puanı"]]
    fields = ["id", "service", "cause", "title", "likelihood", "impact", "score", "treatment_plan", "owner", "residual_likelihood", "residual_impact",
              "residual_score"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 3, max(1, p - 1)
        return [i, ("Mutfak", "Kat hizmeti", "Havuz")[i % 3], f"Islak zemin, alan {i}", texts("tr", i), p, s, (f"=E{row}*F{row}", p * s), what("tr", i),
                PEOPLE[i % 4], after, s, (f"=J{row}*K{row}", after * s)]

    return table("field-hotel-turkish", heads, fields, line, top=2, merges=["E2:G2", "J2:L2"], above=["Risk analizi tablosu"])


def lab_swedish() -> Shape:
    """A Swedish laboratory: words of the authority for likelihood and consequence, groups of rows by room."""
    likely, bad = ("Osannolik", "Mindre sannolik", "Möjlig", "Sannolik", "Mycket sannolik"), ("Försumbar", "Lindrig", "Måttlig", "Allvarlig", "Mycket allvarlig")
    heads = [["Nr", "Riskkälla", "Oönskad händelse", "Sannolikhet", "Konsekvens", "Riskbedömning", "Befintliga åtgärder", "Ytterligare åtgärder", "Vem", "När klart"]]
    fields = ["id", "cause", "title", "likelihood", "impact", "level", "controls", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [i, f"Lösningsmedel, skåp {i}", texts("sv", i), likely[p - 1], bad[s - 1], level(p * s, ("Låg", "Medel", "Hög", "Mycket hög")),
                f"Dragskåp och rutin {i}", what("sv", i), PEOPLE[i % 4], day(i)]

    return table("field-lab-swedish", heads, fields, line, top=4, method=None, above=["Riskbedömning laboratorium"])


def hospital_norwegian() -> Shape:
    """A Norwegian hospital trust: names of the areas, sannsynlighet and konsekvens, colour words as the level."""
    heads = [["Risikoområde", "Hva kan gå galt?", "Sannsynlighet (1–5)", "Konsekvens (1–5)", "Risiko", "Nivå", "Hva gjør vi i dag?", "Hva må gjøres?", "Ansvar", "Innen"]]
    fields = ["category", "title", "likelihood", "impact", "score", "level", "controls", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [("Akutt", "IKT", "Bygg")[i % 3], texts("nb", i), p, s, p * s, level(p * s, ("Grønn", "Gul", "Oransje", "Rød")), f"Vaktordning nr. {i}",
                what("nb", i), PEOPLE[i % 4], day(i)]

    return table("field-hospital-norwegian", heads, fields, line, top=3, above=["Risikovurdering 2026"])


def plant_chinese() -> Shape:
    """A Chinese plant by L, S and R: dangers, accidents they lead to, and who controls them at which level."""
    heads = [["序号", "作业活动", "危险源", "可能导致的事故", "L", "S", "R=L×S", "风险等级", "管控层级", "现有管控措施", "建议新增措施", "责任人"]]
    fields = ["id", "service", "title", "consequence", "likelihood", "impact", "score", "level", None, "controls", "treatment_plan", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [i, ("吊装", "焊接", "巡检")[i % 3], f"设备{i}防护缺失", texts("zh", i), p, s, (f"=E{i + 2}*F{i + 2}", p * s),
                level(p * s, ("低风险", "一般风险", "较大风险", "重大风险")), ("公司", "车间", "班组")[i % 3], f"操作规程第{i}条", what("zh", i), ("王伟", "李娜")[i % 2]]

    return table("field-plant-chinese", heads, fields, line, top=2, above=["安全风险分级管控清单"])


def bureau_japanese() -> Shape:
    """A Japanese bureau: before and after measures in two rows of headings."""
    heads = [["番号", "業務名", "想定されるリスク", "対策前", None, None, "対策内容", "対策後", None, None, "責任者", "実施期限"],
             [None, None, None, "発生可能性", "影響度", "リスク値", None, "発生可能性", "影響度", "リスク値", None, None]]
    fields = ["id", "service", "title", "likelihood", "impact", "score", "treatment_plan", "residual_likelihood", "residual_impact", "residual_score",
              "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [i, ("会計", "人事", "調達")[i % 3], texts("ja", i), p, s, p * s, what("ja", i), after, s, after * s, ("佐藤", "鈴木")[i % 2], day(i)]

    return table("field-bureau-japanese", heads, fields, line, top=3, merges=["D3:F3", "H3:J3"], above=["業務リスク一覧"])


def departments() -> Shape:
    """Departments as groups of rows, sums below, and a hidden sheet of helpers."""
    sheet = Sheet("Risks")
    sheet.cells["A1"] = "Council risk register"
    sheet.rows(3, 1, [["Ref", "Risk", "Who is affected", "Likelihood", "Impact", "Total", "Measures in place", "Lead Officer", "Status"]])
    row = 4
    every = lines(lambda i, p, s: [f"C{i}", texts("en", i), "Residents", p, s, p * s, what("en", i), PEOPLE[i % 4], ("Open", "Closed")[i % 3 == 0]])
    for place, group in enumerate(("Housing", "Parks", "Libraries")):
        sheet.cells[f"A{row}"] = group
        sheet.merges.append(f"A{row}:I{row}")
        sheet.rows(row + 1, 1, every[place * 4:place * 4 + 4])
        row += 5
    sheet.cells |= {f"A{row}": "Total", f"F{row}": (f"=SUM(F4:F{row - 1})", sum(line[5] for line in every))}
    helper = Sheet("calc")
    helper.rows(1, 1, [["x", "y"], *[[n, n * n] for n in range(1, 9)]])
    fields = {"id": "A", "title": "B", "likelihood": "D", "impact": "E", "score": "F", "controls": "G", "owner": "H", "status": "I"}
    return Shape("field-departments", [helper, sheet], fields, sheet="Risks", header=(3,), rows=12, method="product")


def shapes() -> list[Shape]:
    """Return all of them."""
    return [rail_works(), data_protection(), hospital_french(), ngo_spanish(), school_dutch(), city_polish(), plant_russian(), bank_portuguese(),
            hotel_turkish(), lab_swedish(), hospital_norwegian(), plant_chinese(), bureau_japanese(), departments()]
