"""Registers that are hard to read: groups, abbreviations, several factors, columns that only look like ratings."""

from __future__ import annotations

from typing import Any

from tests.registers.shape import Shape, Sheet, day, letters, level, lines

_T = "Ein längerer Text zum Fall"


def _simple(name: str, heads: list[str], fields: list[str | None], make: Any, *, top: int = 1, method: str | None = "product",
            title: str | None = None) -> Shape:
    sheet = Sheet("Blatt1")
    if title:
        sheet.cells["A1"] = title
    sheet.rows(top, 1, [heads])
    sheet.rows(top + 1, 1, lines(make))
    return Shape(name, [sheet], {f: letters(i + 1) for i, f in enumerate(fields) if f}, header=(top,), rows=12, method=method)


def german_groups() -> Shape:
    sheet = Sheet("Risikoregister")
    sheet.cells |= {"A1": "Risikoregister IT-Betrieb", "A4": "Nr.", "B4": "Risiko", "C4": "Vor Maßnahmen", "F4": "Maßnahmen", "G4": "Nach Maßnahmen", "J4": "Verantwortlich", "K4": "Termin"}
    sheet.merges += ["A1:K1", "C4:E4", "G4:I4", "A4:A5", "B4:B5", "F4:F5", "J4:J5", "K4:K5"]
    for first in (3, 7):
        for i, text in enumerate(("EW", "SA", "RW")):
            sheet.cells[f"{letters(first + i)}5"] = text
    sheet.rows(6, 1, lines(lambda i, p, s: [i, f"{_T} {i}", p, s, (f"=C{i+5}*D{i+5}", p*s), f"Vertretung {i} regeln und testen", max(1, p-1), s, (f"=G{i+5}*H{i+5}", max(1, p-1)*s), "Fr. Kurz", day(i)]))
    return Shape("odd-german-groups", [sheet], {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "treatment_plan": "F", "residual_likelihood": "G", "residual_impact": "H", "residual_score": "I", "owner": "J", "due": "K"}, header=(4, 5), rows=12, method="product")


def french_work_units() -> Shape:
    return _simple("odd-french", ["Unité de travail", "Danger", "Risque", "F", "G", "Criticité", "Mesures de prévention existantes", "Mesures à prendre", "Pilote", "Délai"],
                   ["service", "cause", "title", "likelihood", "impact", "score", "controls", "treatment_plan", "owner", "due"],
                   lambda i, p, s: [f"Atelier {i%4}", f"Machine {i}", f"Chute de plain-pied dans la zone {i}", p, s, p*s, "Balisage et nettoyage quotidien", f"Installer la barrière {i}", "M. Petit", day(i)], top=3, title="Document unique")


def spanish_inherent() -> Shape:
    z = ("BAJA", "MODERADA", "ALTA", "EXTREMA")
    return _simple("odd-spanish", ["No.", "Proceso", "Riesgo", "Causas", "Consecuencias", "Probabilidad inherente", "Impacto inherente", "Zona de riesgo inherente", "Descripción del control", "Probabilidad residual", "Impacto residual", "Zona de riesgo residual", "Opción de manejo", "Acciones", "Responsable", "Fecha de implementación"],
                   ["id", "service", "title", "cause", "consequence", "likelihood", "impact", "level", "controls", "residual_likelihood", "residual_impact", "residual_level", "treatment", "treatment_plan", "owner", "due"],
                   lambda i, p, s: [i, f"Gestión {i%3}", f"Posible pérdida del expediente número {i}", f"Falta de copia {i}", f"Sanción y demora {i}", p, s, level(p*s, z), f"Revisión mensual de la carpeta {i}", max(1, p-1), s, level(max(1, p-1)*s, z), ("Reducir", "Asumir", "Evitar")[i%3], f"Comprar armario {i} con llave", "Jefe de área", day(i)], top=2, method=None)


def chinese_lec() -> Shape:
    return _simple("odd-chinese-lec", ["序号", "作业活动", "危险源", "可能导致的后果", "可能性(L)", "暴露频率(E)", "后果严重性(C)", "风险值(D)", "风险等级", "控制措施", "责任部门"],
                   ["id", "service", "title", "consequence", "likelihood", None, "impact", "score", "level", "controls", "owner"],
                   lambda i, p, s: [i, f"活动{i%4}", f"设备{i}防护罩缺失造成伤害", f"人员受伤{i}人次停工", p, 1+i%6, 3*s, p*(1+i%6)*3*s, ("四级", "三级", "二级", "一级")[min(3, p*(1+i%6)*3*s//70)], f"安装防护罩并每周检查第{i}项", "设备部"], top=2, method="product of three")


def portuguese_words() -> Shape:
    w = ("Baixa", "Baixa", "Média", "Alta", "Alta")
    v = ("Baixo", "Baixo", "Médio", "Alto", "Alto")
    return _simple("odd-portuguese", ["Item", "Descrição do Risco", "Probabilidade", "Impacto", "Prioridade", "Resposta", "Ação de mitigação", "Dono", "Data limite", "Situação atual"],
                   ["id", "description", "likelihood", "impact", "level", "treatment", "treatment_plan", "owner", "due", "status"],
                   lambda i, p, s: [i, f"O fornecedor pode atrasar a entrega do módulo {i}", w[p-1], v[s-1], ("Alta" if p+s >= 8 else "Média" if p+s >= 5 else "Baixa"), ("Mitigar", "Aceitar", "Transferir")[i%3], f"Contratar fornecedor {i} alternativo", "Ana", day(i), "Aberto"], method=None)


def russian_money() -> Shape:
    return _simple("odd-russian-money", ["№", "Риск", "Вероятность, %", "Ущерб, тыс. руб.", "Ожидаемый ущерб, тыс. руб.", "Меры реагирования", "Ответственный", "Срок"],
                   ["id", "title", "likelihood", "impact", "score", "treatment_plan", "owner", "due"],
                   lambda i, p, s: [i, f"Срыв поставки оборудования по договору {i}", p*10, s*500, (f"=C{i+3}*D{i+3}/100", p*s*50), f"Найти второго поставщика для договора {i}", "Иванов", day(i)], top=3)


def snake_case() -> Shape:
    return _simple("odd-snake", ["risk_id", "risk_description", "asset", "likelihood_score", "impact_score", "risk_score", "risk_rating", "risk_owner", "mitigation_status", "last_reviewed", "created_at"],
                   ["id", "description", "service", "likelihood", "impact", "score", "level", "owner", "status", "review_date", "identified"],
                   lambda i, p, s: [f"RISK-{i:04}", f"Unencrypted laptops may leak data of customer {i}", f"Laptop {i}", p, s, p*s, level(p*s, ("low", "medium", "high", "critical")), f"owner{i}@example.org", ("open", "in progress", "mitigated")[i%3], day(i), day(i-5)])


def raid_log() -> Shape:
    return _simple("odd-raid", ["RAID ID", "RAID Type", "Date Raised", "Raised By", "Description", "Probability (1-5)", "Impact (1-5)", "RAG", "Proximity", "Owner", "Mitigating Action", "Action Due Date", "Status", "Closed Date", "Comments"],
                   ["id", "type", "identified", None, "description", "likelihood", "impact", "level", None, "owner", "treatment_plan", "due", "status", None, None],
                   lambda i, p, s: [f"R{i}", "Risk", day(i-13), "Lee", f"The vendor may not deliver interface {i} in time", p, s, ("Green" if p*s < 6 else "Amber" if p*s < 15 else "Red"), "Q3", "Sam", f"Weekly call with vendor {i}", day(i), "Open", None, f"See minutes {i}"], method=None)


def rationales() -> Shape:
    return _simple("odd-rationales", ["Ref.", "Risk Title", "Overall Risk Score", "Likelihood", "Likelihood Rationale", "Impact", "Impact Rationale", "Current Mitigations", "Further Actions Required", "Action Owner", "Target Completion Date"],
                   ["id", "title", "score", "likelihood", None, "impact", None, "controls", "treatment_plan", "owner", "due"],
                   lambda i, p, s: [f"{i:03}", f"Loss of accreditation for site {i}", (f"=D{i+4}*F{i+4}", p*s), p, f"Happened twice at site {i} since 2020", s, f"Would close the site for {i} weeks", "Annual audit and training of staff", f"Appoint a deputy for site {i}", "Jo", day(i)], top=4)


def several_impacts() -> Shape:
    sheet = Sheet("Risks")
    sheet.rows(2, 1, [["ID", "Risk", "Likelihood", "Impact - Cost", "Impact - Schedule", "Impact - Quality", "Overall Impact", "Risk Score", "Owner"]])
    sheet.rows(3, 1, lines(lambda i, p, s: [i, f"Ground water floods the pit of block {i}", p, s, max(1, s-1), max(1, s-2), (f"=MAX(D{i+2}:F{i+2})", s), (f"=C{i+2}*G{i+2}", p*s), "Max"]))
    return Shape("odd-several-impacts", [sheet], {"id": "A", "title": "B", "likelihood": "C", "impact": "G", "score": "H", "owner": "I"}, header=(2,), rows=12, method="product")


def turkish_groups() -> Shape:
    sheet = Sheet("RİSK ANALİZİ")
    sheet.cells |= {"A1": "RİSK DEĞERLENDİRME TABLOSU", "A2": "Sıra No", "B2": "Faaliyet", "C2": "Tehlike", "D2": "Risk", "E2": "Mevcut Durum", "H2": "Alınacak Önlemler", "I2": "Sorumlu", "J2": "Önlem Sonrası"}
    sheet.merges += ["A1:L1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:H3", "I2:I3", "J2:L2"]
    for first in (5, 10):
        for i, text in enumerate(("O", "Ş", "R")):
            sheet.cells[f"{letters(first + i)}3"] = text
    sheet.rows(4, 1, lines(lambda i, p, s: [i, f"Kaynak işi {i%3}", f"Açık alev ve gaz tüpü {i}", f"Yangın çıkması ve yaralanma {i}", p, s, (f"=E{i+3}*F{i+3}", p*s), f"Tüpler {i} sabitlenecek ve kontrol edilecek", "İSG uzmanı", max(1, p-2), s, (f"=J{i+3}*K{i+3}", max(1, p-2)*s)]))
    return Shape("odd-turkish-groups", [sheet], {"id": "A", "service": "B", "cause": "C", "title": "D", "likelihood": "E", "impact": "F", "score": "G", "treatment_plan": "H", "owner": "I", "residual_likelihood": "J", "residual_impact": "K", "residual_score": "L"}, header=(2, 3), rows=12, method="product")


def japanese_assets() -> Shape:
    return _simple("odd-japanese-assets", ["No.", "情報資産", "資産価値", "脅威", "発生可能性", "脆弱性", "影響度", "リスク値", "リスク対応方針", "対策内容", "担当部署", "完了予定日"],
                   ["id", "service", None, "title", "likelihood", "cause", "impact", "score", "treatment", "treatment_plan", "owner", "due"],
                   lambda i, p, s: [i, f"顧客台帳{i}", 1+i % 3, f"不正アクセスによる情報漏えい事象{i}", p, f"認証の設定不備{i}件", s, p*s, ("低減", "受容", "移転", "回避")[i % 4], f"多要素認証を導入する計画{i}", "情報システム部", day(i)], top=3)


def norwegian_groups() -> Shape:
    sheet = Sheet("ROS-analyse")
    sheet.cells |= {"A2": "ROS-analyse", "A5": "Nr", "B5": "Uønsket hendelse", "C5": "Mulige årsaker", "D5": "Eksisterende tiltak", "E5": "Risiko før tiltak", "H5": "Forslag til tiltak", "I5": "Ansvarlig", "J5": "Frist", "K5": "Restrisiko"}
    sheet.merges += ["E5:G5", "K5:M5"]
    for first in (5, 11):
        for i, text in enumerate(("S", "K", "R")):
            sheet.cells[f"{letters(first + i)}6"] = text
    sheet.rows(7, 1, lines(lambda i, p, s: [i, f"Brann i kjelleren på avdeling {i}", f"Feil på anlegg {i}", "Alarm og vaktrunder hver natt", p, s, p*s, f"Skifte kabler i seksjon {i}", "Driftsleder", day(i), max(1, p-1), s, max(1, p-1)*s]))
    return Shape("odd-norwegian-groups", [sheet], {"id": "A", "title": "B", "cause": "C", "controls": "D", "likelihood": "E", "impact": "F", "score": "G", "treatment_plan": "H", "owner": "I", "due": "J", "residual_likelihood": "K", "residual_impact": "L", "residual_score": "M"}, header=(5, 6), rows=12, method="product")


def letters_matrix() -> Shape:
    return _simple("odd-letters", ["Hazard ID", "Hazard", "Who might be harmed and how", "Likelihood (A-E)", "Consequence (1-5)", "Risk Rating", "Control Measures", "Person Responsible", "Date for completion"],
                   ["id", "title", "consequence", "likelihood", "impact", "level", "controls", "owner", "due"],
                   lambda i, p, s: [f"H{i}", f"Slippery floor in hall {i}", f"Visitors may fall in hall {i}", "EDCBA"[p-1], s, level(p*s, ("L", "M", "H", "E")), "Mats and wet floor signs at all doors", "Site lead", day(i)], top=5, method=None)


def dutch_score() -> Shape:
    return _simple("odd-dutch", ["Volgnr", "Datum", "Risico omschrijving", "Oorzaak", "Gevolg", "Kans (1-5)", "Gevolg (1-5)", "Score K x G", "Beheersmaatregel", "Risico-eigenaar", "Status", "Restrisico score"],
                   ["id", "identified", "description", "cause", "consequence", "likelihood", "impact", "score", "treatment_plan", "owner", "status", "residual_score"],
                   lambda i, p, s: [i, day(i), f"De vergunning voor gebouw {i} komt te laat", f"Bezwaar van buurt {i}", f"Vertraging van {i} weken", p, s, p*s, f"Vooroverleg voor gebouw {i} plannen", "J. de Wit", "Open", max(1, p-1)*s], top=3)


def shapes() -> list[Shape]:
    """Return all of them."""
    return [make() for make in (german_groups, french_work_units, spanish_inherent, chinese_lec, portuguese_words, russian_money,
                                snake_case, raid_log, rationales, several_impacts, turkish_groups, japanese_assets,
                                norwegian_groups, letters_matrix, dutch_score)]
