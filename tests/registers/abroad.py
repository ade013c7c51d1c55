"""Registers of offices, works and towns in further languages, in the shapes that are usual there."""

from __future__ import annotations

from typing import Any

from tests.registers.made import PEOPLE, table, texts, what
from tests.registers.shape import Shape, day, level


def council_spanish() -> Shape:
    """A Spanish-speaking town: likelihood and impact in words, inherent and residual zone, two rows of headings."""
    likely = ("Rara vez", "Improbable", "Posible", "Probable", "Casi seguro")
    bad = ("Insignificante", "Menor", "Moderado", "Mayor", "Catastrófico")
    zones = ("Baja", "Moderada", "Alta", "Extrema")
    heads = [["No.", "Proceso", "Descripción del riesgo", "Causa raíz", "Riesgo inherente", None, None, "Control existente",
              "Riesgo residual", None, None, "Opción de manejo", "Acciones", "Responsable", "Fecha de seguimiento"],
             [None, None, None, None, "Probabilidad", "Impacto", "Zona de riesgo", None, "Probabilidad", "Impacto",
              "Zona de riesgo", None, None, None, None]]
    fields = ["id", "service", "description", "cause", "likelihood", "impact", "level", "controls", "residual_likelihood",
              "residual_impact", "residual_level", "treatment", "treatment_plan", "owner", "review_date"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [i, ("Archivo", "Hacienda", "Obras")[i % 3], f"Posibilidad de {texts('es', i).lower()}", f"Falta de personal en el área {i}",
                likely[p - 1], bad[s - 1], level(p * s, zones), what("es", i), likely[after - 1], bad[s - 1],
                level(after * s, zones), ("Reducir", "Aceptar", "Compartir")[i % 3], f"Revisión del procedimiento {i}", PEOPLE[i % 4], day(i)]

    return table("abroad-council-spanish", heads, fields, line, top=4, method=None, merges=["E4:G4", "I4:K4"],
                 above=["Alcaldía municipal", "Mapa de riesgos de gestión"])


def anticorruption_italian() -> Shape:
    """An Italian plan: alto, medio, basso, a judgement in words, and indicators."""
    words = ("Basso", "Medio", "Alto")
    heads = [["N.", "Area di rischio", "Processo", "Evento rischioso", "Fattori abilitanti", "Probabilità", "Impatto",
              "Giudizio sintetico", "Misure specifiche", "Tempi di attuazione", "Responsabile", "Indicatori"]]
    fields = ["id", "category", "service", "title", "cause", "likelihood", "impact", "level", "treatment_plan", "due", "owner", None]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [i, ("Contratti", "Personale", "Contributi")[i % 3], ("Affidamento", "Concorso", "Controllo")[i % 3], texts("it", i),
                f"Mancanza di trasparenza nella fase {i}", words[a], words[b], words[max(a, b)], what("it", i), day(i), PEOPLE[i % 4],
                f"{i * 5} % dei fascicoli verificati"]

    return table("abroad-plan-italian", heads, fields, line, top=2, method=None, above=["Allegato A – Valutazione del rischio"])


def safety_italian() -> Shape:
    """An Italian safety assessment: P, D and R = P x D on 1 to 4."""
    heads = [["Mansione", "Pericolo", "Rischio / Danno", "P", "D", "R = PxD", "Misure di prevenzione e protezione",
              "Programma di miglioramento", "Incaricato", "Data prevista"]]
    fields = ["service", "title", "consequence", "likelihood", "impact", "score", "controls", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        p, s = min(p, 4), min(s, 4)
        return [("Magazziniere", "Impiegato", "Autista")[i % 3], texts("it", i), f"Trauma o ferita, caso {i}", p, s,
                (f"=D{i + 1}*E{i + 1}", p * s), f"Formazione e DPI secondo scheda {i}", what("it", i), PEOPLE[i % 4], day(i)]

    return table("abroad-safety-italian", heads, fields, line)


def university_portuguese() -> Shape:
    """A federal university: P, I, NR, an assessment of the control as a factor, and what remains."""
    heads = [["Macroprocesso", "Evento de Risco", "Causas", "Consequências", "Análise do risco inerente", None, None,
              "Controles atuais", "Avaliação do risco residual", None, None, "Resposta", "Plano de tratamento", "Quem?", "Até quando?"],
             [None, None, None, None, "Prob.", "Imp.", "Nível\n(PxI)", None, "Prob.", "Imp.", "Nível\n(PxI)", None, None, None, None]]
    fields = ["service", "title", "cause", "consequence", "likelihood", "impact", "score", "controls", "residual_likelihood",
              "residual_impact", "residual_score", "treatment", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 4, max(1, p - 1)
        return [("Ensino", "Pesquisa", "Extensão")[i % 3], texts("pt", i), f"Falta de planejamento da etapa {i}", f"Prejuízo ao curso número {i}",
                p, s, (f"=E{row}*F{row}", p * s), f"Reunião quinzenal da comissão {i}", after, s, (f"=I{row}*J{row}", after * s),
                ("Mitigar", "Evitar", "Aceitar")[i % 3], what("pt", i), PEOPLE[i % 4], day(i)]

    return table("abroad-university-portuguese", heads, fields, line, top=3, merges=["E3:G3", "I3:K3"], above=["Mapa de riscos"])


def municipality_dutch() -> Shape:
    """A Dutch town: the chance in per cent, the consequence in euros, and what is to be expected of it."""
    heads = [["Nr.", "Programma", "Omschrijving risico", "Oorzaak", "Gevolg", "Beheersmaatregelen", "Kans (%)", "Financieel gevolg (€)",
              "Verwachtingswaarde (€)", "Risico-eigenaar", "Status maatregel"]]
    fields = ["id", "category", "description", "cause", "consequence", "controls", "likelihood", "impact", "score", "owner", "status"]

    def line(i: int, p: int, s: int) -> list[Any]:
        chance, money = (0.1, 0.3, 0.5, 0.7, 0.9)[p - 1], (25000, 75000, 150000, 350000, 500000)[s - 1]
        return [i, ("Sociaal domein", "Ruimte", "Bestuur")[i % 3], texts("nl", i), f"Krappe markt in regio {i}", f"Extra kosten voor project {i}",
                what("nl", i), chance, money, (f"=G{i + 3}*H{i + 3}", chance * money), PEOPLE[i % 4], ("Lopend", "Gereed")[i % 4 == 0]]

    return table("abroad-town-dutch", heads, fields, line, top=3, above=["Risicoparagraaf begroting"])


def office_polish() -> Shape:
    """A Polish office under management control: aims and tasks first, P, W and the product."""
    heads = [["Lp.", "Cel / zadanie", "Opis ryzyka", "Przyczyna", "P\n(1-5)", "W\n(1-5)", "Punktowa ocena ryzyka\n(P x W)",
              "Stosowane mechanizmy kontroli", "Sposób reakcji", "Działania zaradcze", "Osoba odpowiedzialna", "Termin"]]
    fields = ["id", "objective", "description", "cause", "likelihood", "impact", "score", "controls", "treatment", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row = i + 4
        return [f"{i}.", f"Terminowa obsługa wniosków, zadanie {i % 4}", texts("pl", i), f"Nadmiar spraw w referacie {i}", p, s,
                (f"=E{row}*F{row}", p * s), f"Regulamin wewnętrzny nr {i}", ("Działanie", "Tolerowanie", "Przeniesienie")[i % 3],
                what("pl", i), PEOPLE[i % 4], day(i)]

    return table("abroad-office-polish", heads, fields, line, top=4, above=["Rejestr ryzyk", "Urząd Gminy"])


def company_russian() -> Shape:
    """A Russian company: the initial and the residual risk side by side, and the rating."""
    heads = [["№", "Бизнес-процесс", "Описание риска", "Источник риска", "Исходный риск", None, None, "Меры по управлению риском",
              "Остаточный риск", None, None, "Владелец риска", "Срок"],
             [None, None, None, None, "Вероят-\nность", "Ущерб", "Ранг", None, "Вероят-\nность", "Ущерб", "Ранг", None, None]]
    fields = ["id", "service", "description", "cause", "likelihood", "impact", "score", "treatment_plan", "residual_likelihood",
              "residual_impact", "residual_score", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 3, max(1, p - 1)
        return [i, ("Закупки", "Продажи", "Логистика")[i % 3], texts("ru", i), f"Зависимость от одного контрагента {i}", p, s,
                (f"=E{row}*F{row}", p * s), what("ru", i), after, s, (f"=I{row}*J{row}", after * s), PEOPLE[i % 4], day(i)]

    return table("abroad-company-russian", heads, fields, line, top=2, merges=["E2:G2", "I2:K2"], above=["Реестр рисков на 2026 год"])


def works_turkish() -> Shape:
    """A Turkish works assessment by three factors, before and after the measures."""
    heads = [["S.No", "Bölüm", "Tehlike", "Risk", "Olasılık\n(O)", "Frekans\n(F)", "Şiddet\n(Ş)", "Risk Skoru\n(O x F x Ş)", "Risk Düzeyi",
              "Alınacak Kontrol Tedbirleri", "Sorumlu Kişi", "Termin Tarihi"]]
    fields = ["id", "service", "cause", "title", "likelihood", None, "impact", "score", "level", "treatment_plan", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        o, f, h = (0.5, 1, 3, 6, 10)[p - 1], (1, 2, 3, 6)[i % 4], (1, 3, 7, 15, 40)[s - 1]
        score = o * f * h
        word = ("Kabul edilebilir" if score < 20 else "Olası risk" if score < 70 else "Önemli risk" if score < 200 else
                "Yüksek risk" if score < 400 else "Çok yüksek risk")
        return [i, ("Depo", "Kaynak", "Boyahane")[i % 3], texts("tr", i), f"Yaralanma, iş günü kaybı {i}", o, f, h,
                (f"=E{i + 2}*F{i + 2}*G{i + 2}", score), word, what("tr", i), PEOPLE[i % 4], day(i)]

    return table("abroad-works-turkish", heads, fields, line, top=2, method="product of three", above=["Risk Değerlendirme Formu"])


def town_norwegian() -> Shape:
    """A Norwegian analysis of a town: S, K and the risk, before and after, consequences for life and health."""
    heads = [["ID", "Hendelse", "Årsaker", "Eksisterende barrierer", "Risiko før tiltak", None, None, "Forslag til tiltak", "Risiko etter tiltak",
              None, None, "Oppfølgingsansvar", "Frist"],
             [None, None, None, None, "S", "K", "R", None, "S", "K", "R", None, None]]
    fields = ["id", "title", "cause", "controls", "likelihood", "impact", "score", "treatment_plan", "residual_likelihood", "residual_impact",
              "residual_score", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        after = max(1, p - 1)
        return [f"H{i}", texts("nb", i), f"Ekstremvær eller teknisk svikt {i}", f"Vakttelefon og rutine {i}", p, s, p * s, what("nb", i), after, s,
                after * s, PEOPLE[i % 4], day(i)]

    return table("abroad-town-norwegian", heads, fields, line, top=3, merges=["E3:G3", "I3:K3"], above=["ROS-analyse helse og omsorg"])


def region_swedish() -> Shape:
    """A Swedish region: words with their number, and the product in the heading."""
    likely = ("1 Mycket liten", "2 Liten", "3 Medelstor", "4 Stor", "5 Mycket stor")
    heads = [["Riskområde", "Beskrivning av risken", "Sannolikhet", "Konsekvens", "Riskpoäng\n(S × K)", "Nuvarande kontroller", "Åtgärd",
              "Ansvarig", "Klart datum", "Uppföljning"]]
    fields = ["category", "description", "likelihood", "impact", "score", "controls", "treatment_plan", "owner", "due", None]

    def line(i: int, p: int, s: int) -> list[Any]:
        return [("Vård", "IT", "Fastighet")[i % 3], texts("sv", i), likely[p - 1], likely[s - 1], p * s, f"Månatlig avstämning {i}", what("sv", i),
                PEOPLE[i % 4], day(i), ("Pågår", "Klar")[i % 5 == 0]]

    return table("abroad-region-swedish", heads, fields, line, top=2, above=["Internkontrollplan"])


def group_chinese() -> Shape:
    """A Chinese group: inherent and residual risk in two rows of headings."""
    heads = [["序号", "一级风险", "风险描述", "固有风险", None, None, "现有控制措施", "剩余风险", None, None, "应对策略", "责任部门", "完成时限"],
             [None, None, None, "发生可能性", "影响程度", "风险得分", None, "发生可能性", "影响程度", "风险得分", None, None, None]]
    fields = ["id", "category", "description", "likelihood", "impact", "score", "controls", "residual_likelihood", "residual_impact",
              "residual_score", "treatment", "owner", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        row, after = i + 4, max(1, p - 1)
        return [i, ("战略风险", "运营风险", "财务风险")[i % 3], texts("zh", i), p, s, (f"=D{row}*E{row}", p * s), what("zh", i), after, s,
                (f"=H{row}*I{row}", after * s), ("风险降低", "风险承受", "风险转移")[i % 3], ("财务部", "生产部", "人力资源部")[i % 3], day(i)]

    return table("abroad-group-chinese", heads, fields, line, top=3, merges=["D3:F3", "H3:J3"], above=["集团公司风险清单"])


def assets_japanese() -> Shape:
    """A Japanese list of information assets: value, threat and weakness, and their product."""
    heads = [["No.", "情報資産名", "管理部署", "資産の価値\n(1~3)", "脅威", "脅威の大きさ\n(1~3)", "脆弱性\n(1~3)", "リスク値", "現状の対策", "追加対策", "対応期限"]]
    fields = ["id", "service", "owner", "impact", "title", "likelihood", None, "score", "controls", "treatment_plan", "due"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b, c = (s + 1) // 2, (p + 1) // 2, i % 3 + 1
        return [i, ("顧客台帳", "人事データ", "設計図面")[i % 3] + f"{i}", ("総務部", "営業部")[i % 2], a, texts("ja", i), b, c,
                (f"=D{i + 1}*F{i + 1}*G{i + 1}", a * b * c), f"入退室を管理している（{i}）", what("ja", i), day(i)]

    return table("abroad-assets-japanese", heads, fields, line, method="product of three")


def company_japanese() -> Shape:
    """A Japanese company: before and after measures, words 大 中 小."""
    words = ("小", "中", "大")
    heads = [["リスクNo", "リスク項目", "リスク内容", "発生頻度", "影響の大きさ", "評価", "対策", "担当部門", "次回見直し日"]]
    fields = ["id", None, "description", "likelihood", "impact", "level", "treatment_plan", "owner", "review_date"]

    def line(i: int, p: int, s: int) -> list[Any]:
        a, b = (p + 1) // 2 - 1, (s + 1) // 2 - 1
        return [i, ("災害", "情報", "取引")[i % 3], texts("ja", i), words[a], words[b], ("低", "中", "高")[max(a, b)], what("ja", i),
                ("総務部", "営業部")[i % 2], day(i)]

    return table("abroad-company-japanese", heads, fields, line, top=2, method=None, above=["リスク管理表"])


def shapes() -> list[Shape]:
    """Return all of them."""
    return [council_spanish(), anticorruption_italian(), safety_italian(), university_portuguese(), municipality_dutch(), office_polish(),
            company_russian(), works_turkish(), town_norwegian(), region_swedish(), group_chinese(), assets_japanese(), company_japanese()]
