"""A last set of registers, written to see how much of new wording is understood before anything was learnt from it."""

from __future__ import annotations

from typing import Any

from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import Shape, day, level


def county() -> Shape:
    """An English county: threats and opportunities, cause and consequence, inherent score alone, current and target."""
    heads = [["Risk Ref", "Risk Title", "Opp / Threat", "Description", "Risk Cause", "Consequence", "Date Raised", "Owner", "Gross", "Current", None,
              None, "Residual", None, None, "Comments", "Controls"],
             [None, None, None, None, None, None, None, None, "Score", "I", "P", "Score", "I", "P", "Score", None, "Control Description"]]
    fields = ["id", "title", "type", "description", "cause", "consequence", "identified", "owner", "score", "current_impact", "current_likelihood",
              "current_score", "residual_impact", "residual_likelihood", "residual_score", None, "controls"]

    def line(i: int, p: int, s: int) -> list[Any]:
        now, then = max(1, p - 1), max(1, p - 2)
        return [f"CC{i:03}", texts("en", i), "T", f"The council is not ready for event {i} in its area", f"Budget of area {i} was cut",
                f"Residents of area {i} wait longer", day(-i - 1), PEOPLE[i % 4], p * s, s, now, s * now, s, then, s * then, f"Seen by board {i}",
                what("en", i)]

    return table("offices-county", heads, fields, line, top=2, merges=["J2:L2", "M2:O2"])


def mine() -> Shape:
    """An Australian site: what can happen, how, what follows, letters for likelihood, numbers for consequence."""
    heads = [["Risk No.", "What can happen?", "How can it happen?", "What are the consequences?", "Existing controls and their effectiveness",
              "Likelihood (A-E)", "Consequence (1-5)", "Level of risk", "Treat risk? (Y/N)", "Risk treatment", "Person responsible", "Timetable for implementation"]]
    fields = ["id", "title", "cause", "consequence", "controls", "likelihood", "impact", "level", None, "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [i, texts("en", i), f"Contractor {i} skips the induction", f"Shaft {i} is closed for days", f"Permit system in shaft {i}, works well",
                "EDCBA"[p - 1], s, level(p * s, ("L", "M", "H", "E")), "YN"[i % 2], what("en", i), PEOPLE[i % 4], day(i)]

    return table("offices-mine", heads, fields, line, top=4, method=None)


def canton() -> Shape:
    """A Swiss office: Ausmass before W, Risikowert, Tendenz, Massnahmen without sharp s."""
    heads = [["Risikonummer", "Amt", "Risikobezeichnung", "Szenario", "Ausmass (A)", "Wahrscheinlichkeit (W)", "Risikowert A x W", "Tendenz",
              "Umgesetzte Massnahmen", "Weitere Massnahmen", "Risikoeigner/in", "Umsetzungstermin"]]
    fields = ["id", "service", "title", "description", "impact", "likelihood", "score", None, "controls", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 3
        return [f"{i // 4 + 1}.{i}", ("Steueramt", "Tiefbauamt", "Sozialamt")[i % 3], texts("de", i), f"Es kommt am Standort {i} zu einem längeren Unterbruch",
                s, p, (f"=E{row}*F{row}", s * p), ("steigend", "gleich", "sinkend")[i % 3], f"Notfallplan Nr. {i} liegt vor", what("de", i), PEOPLE[i % 4], day(i)]

    return table("offices-canton", heads, fields, line, top=3)


def internal_control_mexican() -> Shape:
    """A Mexican ministry: grado de impacto before probabilidad on 1 to 10, quadrants, strategy and actions."""
    heads = [["No. de Riesgo", "Unidad Administrativa", "Riesgo", "Clasificación del riesgo", "Factor de riesgo", "Posibles efectos del riesgo",
              "Valoración inicial", None, None, "Descripción de los controles", "Estrategia para administrar el riesgo", "Descripción de la(s) acción(es)",
              "Responsable", "Fecha de término"],
             [None, None, None, None, None, None, "Grado de Impacto", "Probabilidad de Ocurrencia", "Cuadrante", None, None, None, None, None]]
    fields = ["id", "service", "title", "category", "cause", "consequence", "impact", "likelihood", "level", "controls", "treatment", "treatment_plan",
              "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = s * 2, p * 2 - 1
        return [f"2026_{i}", ("DGA", "DGF", "DGO")[i % 3], texts("es", i), ("Administrativo", "Legal", "Financiero")[i % 3], f"Rotación de personal en el área {i}",
                f"Observación de la auditoría {i}", a, b, "I" if a > 5 and b > 5 else "II" if b > 5 else "IV" if a > 5 else "III", f"Manual de procedimientos {i}",
                ("Reducir el riesgo", "Asumir el riesgo", "Evitar el riesgo")[i % 3], what("es", i), PEOPLE[i % 4], day(i)]

    return table("offices-ministry-mexican", heads, fields, line, top=3, method=None, merges=["G3:I3"])


def software_brazilian() -> Shape:
    """A Brazilian project: trigger, prevention and contingency, words for probability, the degree in words."""
    words = ("Baixa", "Média", "Alta")
    heads = [["ID", "Risco", "Probabilidade", "Impacto", "Grau do risco", "Ação Preventiva", "Ação de Contingência", "Responsável", "Gatilho", "Status"]]
    fields = ["id", "title", "likelihood", "impact", "level", "treatment_plan", None, "owner", None, "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [f"R{i:02}", texts("pt", i), words[a], ("Baixo", "Médio", "Alto")[b], ("Baixo", "Médio", "Alto")[min(2, (a + b + 1) // 2)], what("pt", i),
                f"Acionar o fornecedor reserva {i}", PEOPLE[i % 4], f"Entrega {i} atrasada em dois dias", ("Aberto", "Fechado")[i % 4 == 0]]

    return table("offices-software-brazilian", heads, fields, line, method=None)


def threats_italian() -> Shape:
    """An Italian list of threats to information: asset, minaccia, vulnerabilità, P x I, and residual alone as a number."""
    heads = [["Asset", "Minaccia", "Vulnerabilità", "Prob.", "Impatto", "Rischio (PxI)", "Contromisure in essere", "Rischio residuo", "Trattamento",
              "Piano di trattamento", "Responsabile", "Entro"]]
    fields = ["service", "title", "cause", "likelihood", "impact", "score", "controls", "residual_score", "treatment", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 1
        return [("Server", "Portale", "Archivio")[i % 3], texts("it", i), f"Patch mancante sul sistema {i}", p, s, (f"=D{row}*E{row}", p * s),
                f"Firewall e backup del sistema {i}", max(1, p * s - 3), ("Ridurre", "Accettare", "Trasferire")[i % 3], what("it", i), PEOPLE[i % 4], day(i)]

    return table("offices-threats-italian", heads, fields, line)


def project_russian() -> Shape:
    """A Russian project: letters for low, middle and high, triggers and answers."""
    words = ("Н", "С", "В")
    heads = [["№", "Наименование риска", "Триггеры", "Вероятность (Н/С/В)", "Влияние (Н/С/В)", "Приоритет", "Ответные действия", "Ответственный",
              "Дата выявления", "Статус"]]
    fields = ["id", "title", "cause", "likelihood", "impact", "level", "treatment_plan", "owner", "identified", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [i, texts("ru", i), f"Поставщик {i} не отвечает", words[a], words[b], ("низкий", "средний", "высокий")[min(2, (a + b + 1) // 2)], what("ru", i),
                PEOPLE[i % 4], day(-i - 1), ("Открыт", "Закрыт")[i % 5 == 0]]

    return table("offices-project-russian", heads, fields, line, top=2, method=None)


def agency_danish() -> Shape:
    """A Danish agency: Risikotal, mitigerende handlinger, and the rating afterwards."""
    heads = [["Nr.", "Risikobeskrivelse", "Årsag", "Sandsynlighed", "Konsekvens", "Risikotal", "Mitigerende handlinger", "Ansvarlig", "Deadline",
              "Sandsynlighed efter", "Konsekvens efter", "Risikotal efter", "Status"]]
    fields = ["id", "description", "cause", "likelihood", "impact", "score", "treatment_plan", "owner", "due", "residual_likelihood", "residual_impact",
              "residual_score", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [i, f"Leverandør {i} leverer ikke til tiden", f"Uklare krav i kontrakt {i}", p, s, p * s, f"Ugentlig opfølgning med leverandør {i}", PEOPLE[i % 4],
                day(i), after, s, after * s, ("Åben", "Lukket")[i % 4 == 0]]

    return table("offices-agency-danish", heads, fields, line, top=2)


def city_finnish() -> Shape:
    """A Finnish city: todennäköisyys, vaikutus, riskiluku."""
    heads = [["Nro", "Riskin kuvaus", "Syyt", "Seuraukset", "Todennäköisyys (1–5)", "Vaikuttavuus (1–5)", "Riskiluku", "Nykyiset hallintakeinot", "Toimenpiteet",
              "Vastuuhenkilö", "Aikataulu"]]
    fields = ["id", "description", "cause", "consequence", "likelihood", "impact", "score", "controls", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [i, f"Toimittaja {i} ei toimita ajallaan", f"Epäselvä sopimus numero {i}", f"Palvelu {i} keskeytyy", p, s, (f"=E{i + 3}*F{i + 3}", p * s),
                f"Viikoittainen seuranta {i}", f"Hankitaan varatoimittaja {i}", PEOPLE[i % 4], day(i)]

    return table("offices-city-finnish", heads, fields, line, top=3)


def project_chinese() -> Shape:
    """A Chinese project: probability in per cent, influence in words, who tracks and when it was found."""
    heads = [["风险编号", "风险描述", "识别日期", "发生概率(%)", "影响程度(高/中/低)", "优先级", "应对策略", "应对计划", "跟踪人", "计划关闭日期", "状态"]]
    fields = ["id", "description", "identified", "likelihood", "impact", "level", "treatment", "treatment_plan", "owner", "due", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        b = (s + 1) // 2 - 1
        return [f"RK{i}", texts("zh", i), day(-i - 1), (0.1, 0.3, 0.5, 0.7, 0.9)[p - 1], ("低", "中", "高")[b], ("低", "中", "高")[max(b, (p + 1) // 2 - 1)],
                ("减轻", "接受", "转移")[i % 3], what("zh", i), ("王伟", "李娜")[i % 2], day(i), ("已关闭", "进行中")[i % 3 > 0]]

    return table("offices-project-chinese", heads, fields, line, top=2, method=None)


def project_japanese() -> Shape:
    """A Japanese project: 高 中 低, who raised it, priority, and the state."""
    heads = [["No", "起票日", "リスク内容", "発生確率\n(高/中/低)", "影響度\n(高/中/低)", "優先度", "予防策", "発生時対策", "担当", "期限", "状態"]]
    fields = ["id", "identified", "description", "likelihood", "impact", "level", "treatment_plan", None, "owner", "due", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [i, day(-i - 1), texts("ja", i), ("低", "中", "高")[a], ("低", "中", "高")[b], ("低", "中", "高")[min(2, (a + b + 1) // 2)], what("ja", i),
                f"発生時は連絡網で周知する（{i}）", ("佐藤", "鈴木")[i % 2], day(i), ("対応中", "完了")[i % 4 == 0]]

    return table("offices-project-japanese", heads, fields, line, method=None)


def works_polish() -> Shape:
    """A Polish works: zagrożenie, źródło, skutki, C and P of the norm, dopuszczalność."""
    heads = [["Lp.", "Stanowisko", "Zagrożenie", "Źródło zagrożenia", "Możliwe skutki", "Ciężkość następstw", "Prawdopodobieństwo", "Ryzyko", "Dopuszczalność ryzyka",
              "Działania profilaktyczne", "Odpowiedzialny"]]
    fields = ["id", "service", "title", "cause", "consequence", "impact", "likelihood", "level", None, "treatment_plan", "owner"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        worth = min(2, (a + b + 1) // 2)
        return [i, ("Magazynier", "Kierowca", "Spawacz")[i % 3], f"Upadek na płaszczyźnie {i}", f"Śliska posadzka w hali {i}", f"Złamanie ręki lub nogi, przypadek {i}",
                ("Mała", "Średnia", "Duża")[b], ("Mało prawdopodobne", "Prawdopodobne", "Wysoce prawdopodobne")[a], ("Małe", "Średnie", "Duże")[worth],
                ("Dopuszczalne", "Dopuszczalne", "Niedopuszczalne")[worth], what("pl", i), PEOPLE[i % 4]]

    return table("offices-works-polish", heads, fields, line, top=2, method=None)


def shapes() -> list[Shape]:
    """Return all of them."""
    return [county(), mine(), canton(), internal_control_mexican(), software_brazilian(), threats_italian(), project_russian(), agency_danish(), city_finnish(),
            project_chinese(), project_japanese(), works_polish()]
