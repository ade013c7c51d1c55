"""Registers in many languages: the same few risks under headings as people of each language write them."""

from __future__ import annotations

from typing import Any

from tests.registers.shape import Shape, Sheet, day, letters, level, lines

_FIELDS = ("id", "category", "title", "cause", "consequence", "likelihood", "impact", "score", "level", "controls",
           "treatment", "treatment_plan", "owner", "due", "status")
_Heads = dict[str, str]

HEADS: dict[str, tuple[_Heads, tuple[str, ...], str, tuple[str, str, str], tuple[str, str]]] = {
    "de": ({"id": "Lfd. Nr.", "category": "Risikokategorie", "title": "Risikobezeichnung", "cause": "Ursache(n)", "consequence": "Mögliche Folgen", "likelihood": "Eintrittswahrscheinlichkeit (1-5)", "impact": "Schadensausmaß (1-5)", "score": "Risikowert", "level": "Risikoklasse", "controls": "Bestehende Maßnahmen", "treatment": "Behandlungsoption", "treatment_plan": "Geplante Maßnahmen", "owner": "Verantwortlich", "due": "Umsetzung bis", "status": "Status"},
           ("gering", "mittel", "hoch", "sehr hoch"), "Ausfall des Rechenzentrums Nummer", ("vermeiden", "vermindern", "akzeptieren"), ("offen", "in Bearbeitung")),
    "fr": ({"id": "N°", "category": "Famille de risque", "title": "Intitulé du risque", "cause": "Causes possibles", "consequence": "Conséquences potentielles", "likelihood": "Probabilité", "impact": "Gravité", "score": "Criticité (P x G)", "level": "Niveau de risque", "controls": "Mesures existantes", "treatment": "Stratégie de traitement", "treatment_plan": "Plan d'actions", "owner": "Pilote", "due": "Échéance", "status": "Avancement"},
           ("faible", "moyen", "élevé", "critique"), "Perte d'un fournisseur majeur numéro", ("réduire", "accepter", "transférer"), ("en cours", "ouvert")),
    "es": ({"id": "Código", "category": "Tipo de riesgo", "title": "Riesgo", "cause": "Causas", "consequence": "Consecuencias", "likelihood": "Probabilidad de ocurrencia", "impact": "Impacto", "score": "Nivel de riesgo (PxI)", "level": "Clasificación del riesgo", "controls": "Controles existentes", "treatment": "Tratamiento", "treatment_plan": "Plan de acción", "owner": "Responsable", "due": "Fecha límite", "status": "Estado"},
           ("Bajo", "Moderado", "Alto", "Extremo"), "Caída del servicio de correo número", ("Mitigar", "Aceptar", "Transferir"), ("Abierto", "En curso")),
    "it": ({"id": "Codice", "category": "Area di rischio", "title": "Evento di rischio", "cause": "Cause", "consequence": "Effetti", "likelihood": "Probabilità (P)", "impact": "Impatto (I)", "score": "Valore del rischio", "level": "Classe di rischio", "controls": "Misure in atto", "treatment": "Strategia di risposta", "treatment_plan": "Azioni di mitigazione", "owner": "Responsabile", "due": "Scadenza", "status": "Stato"},
           ("Basso", "Medio", "Alto", "Molto alto"), "Perdita di dati nel sistema numero", ("Mitigare", "Accettare", "Evitare"), ("Aperto", "In corso")),
    "pt": ({"id": "ID", "category": "Categoria do risco", "title": "Evento de risco", "cause": "Causa", "consequence": "Consequência", "likelihood": "Probabilidade", "impact": "Impacto", "score": "Grau de risco", "level": "Classificação do risco", "controls": "Controles existentes", "treatment": "Resposta ao risco", "treatment_plan": "Ações de mitigação", "owner": "Responsável", "due": "Prazo", "status": "Situação"},
           ("Baixo", "Médio", "Alto", "Muito alto"), "Atraso na entrega do projeto número", ("Mitigar", "Aceitar", "Evitar"), ("Aberto", "Em andamento")),
    "nl": ({"id": "Nr", "category": "Risicocategorie", "title": "Risico", "cause": "Oorzaak", "consequence": "Gevolg", "likelihood": "Kans", "impact": "Impact", "score": "Risicoscore", "level": "Prioriteit", "controls": "Bestaande maatregelen", "treatment": "Behandeling", "treatment_plan": "Te nemen maatregelen", "owner": "Actiehouder", "due": "Gereed op", "status": "Status"},
           ("Laag", "Gemiddeld", "Hoog", "Zeer hoog"), "Uitval van de netwerkverbinding nummer", ("Verminderen", "Accepteren", "Vermijden"), ("Open", "In behandeling")),
    "pl": ({"id": "L.p.", "category": "Obszar ryzyka", "title": "Nazwa ryzyka", "cause": "Przyczyny", "consequence": "Skutki (opis)", "likelihood": "Prawdopodobieństwo", "impact": "Wpływ", "score": "Istotność ryzyka", "level": "Poziom ryzyka", "controls": "Istniejące mechanizmy kontrolne", "treatment": "Reakcja na ryzyko", "treatment_plan": "Planowane działania", "owner": "Właściciel ryzyka", "due": "Termin realizacji", "status": "Status"},
           ("niski", "średni", "wysoki", "bardzo wysoki"), "Awaria głównego serwera numer", ("unikanie", "redukcja", "akceptacja"), ("otwarte", "w trakcie")),
    "ru": ({"id": "№ п/п", "category": "Категория риска", "title": "Наименование риска", "cause": "Причины возникновения", "consequence": "Возможные последствия", "likelihood": "Вероятность (баллы)", "impact": "Степень влияния (баллы)", "score": "Величина риска", "level": "Уровень риска", "controls": "Существующие меры контроля", "treatment": "Стратегия реагирования", "treatment_plan": "Мероприятия по снижению риска", "owner": "Ответственный", "due": "Срок исполнения", "status": "Статус"},
           ("низкий", "средний", "высокий", "критический"), "Отказ оборудования в филиале номер", ("снижение", "принятие", "передача"), ("открыт", "в работе")),
    "tr": ({"id": "Sıra No", "category": "Risk Kategorisi", "title": "Risk Adı", "cause": "Nedenleri", "consequence": "Olası Sonuçlar", "likelihood": "Olasılık", "impact": "Şiddet", "score": "Risk Puanı", "level": "Risk Seviyesi", "controls": "Mevcut Önlemler", "treatment": "Risk Stratejisi", "treatment_plan": "Alınacak Önlemler", "owner": "Sorumlu", "due": "Termin", "status": "Durum"},
           ("Düşük", "Orta", "Yüksek", "Çok yüksek"), "Sunucu odasında yangın çıkması numara", ("azaltma", "kabul", "kaçınma"), ("Açık", "Devam ediyor")),
    "no": ({"id": "Nr.", "category": "Område", "title": "Uønsket hendelse", "cause": "Årsak", "consequence": "Konsekvensbeskrivelse", "likelihood": "Sannsynlighet", "impact": "Konsekvens", "score": "Risiko (S x K)", "level": "Risikonivå", "controls": "Eksisterende tiltak", "treatment": "Håndtering", "treatment_plan": "Nye tiltak", "owner": "Ansvarlig", "due": "Frist", "status": "Status"},
           ("Lav", "Middels", "Høy", "Svært høy"), "Bortfall av strøm i bygg nummer", ("Redusere", "Akseptere", "Unngå"), ("Åpen", "Pågår")),
    "zh": ({"id": "序号", "category": "风险类别", "title": "风险名称", "cause": "风险原因", "consequence": "可能后果", "likelihood": "发生可能性", "impact": "影响程度", "score": "风险值", "level": "风险等级", "controls": "现有控制措施", "treatment": "应对策略", "treatment_plan": "应对措施", "owner": "责任人", "due": "完成时间", "status": "状态"},
           ("低", "中", "高", "极高"), "数据中心停电导致服务中断编号", ("降低", "接受", "转移"), ("未关闭", "进行中")),
    "ja": ({"id": "管理番号", "category": "リスク分類", "title": "リスク事象", "cause": "発生要因", "consequence": "想定される影響", "likelihood": "発生可能性", "impact": "影響度", "score": "リスク値", "level": "リスクレベル", "controls": "既存の対策", "treatment": "対応方針", "treatment_plan": "対応策", "owner": "担当者", "due": "対応期限", "status": "対応状況"},
           ("低", "中", "高", "非常に高い"), "主要サーバーの停止による業務中断番号", ("低減", "受容", "移転"), ("未着手", "対応中")),
    "ko": ({"id": "번호", "category": "리스크 분류", "title": "리스크명", "cause": "발생 원인", "consequence": "파급효과", "likelihood": "발생가능성", "impact": "영향도", "score": "위험도", "level": "위험등급", "controls": "기존 대책", "treatment": "대응전략", "treatment_plan": "조치 계획", "owner": "담당자", "due": "완료 예정일", "status": "진행상태"},
           ("낮음", "보통", "높음", "매우 높음"), "핵심 인력 이탈로 인한 지연 번호", ("완화", "수용", "회피"), ("열림", "진행중")),
    "sv": ({"id": "Nr", "category": "Kategori", "title": "Risk", "cause": "Orsak", "consequence": "Beskrivning av konsekvens", "likelihood": "Sannolikhet (1-5)", "impact": "Konsekvens (1-5)", "score": "Riskvärde", "level": "Risknivå", "controls": "Befintliga åtgärder", "treatment": "Hantering", "treatment_plan": "Föreslagna åtgärder", "owner": "Riskägare", "due": "Klart senast", "status": "Status"},
           ("Låg", "Medel", "Hög", "Mycket hög"), "Avbrott i betalsystemet nummer", ("Minska", "Acceptera", "Undvika"), ("Öppen", "Pågår")),
    "cs": ({"id": "Číslo", "category": "Oblast", "title": "Název rizika", "cause": "Příčina", "consequence": "Následky", "likelihood": "Pravděpodobnost", "impact": "Dopad", "score": "Hodnota rizika", "level": "Úroveň rizika", "controls": "Stávající opatření", "treatment": "Způsob ošetření", "treatment_plan": "Navrhovaná opatření", "owner": "Vlastník rizika", "due": "Termín", "status": "Stav"},
           ("nízká", "střední", "vysoká", "velmi vysoká"), "Výpadek hlavního dodavatele číslo", ("snížit", "akceptovat", "vyhnout se"), ("otevřeno", "probíhá")),
    "el": ({"id": "Α/Α", "category": "Κατηγορία", "title": "Κίνδυνος", "cause": "Αιτία", "consequence": "Συνέπειες", "likelihood": "Πιθανότητα", "impact": "Επίπτωση", "score": "Βαθμολογία", "level": "Επίπεδο κινδύνου", "controls": "Υφιστάμενα μέτρα", "treatment": "Στρατηγική", "treatment_plan": "Προτεινόμενα μέτρα", "owner": "Υπεύθυνος", "due": "Προθεσμία", "status": "Κατάσταση"},
           ("Χαμηλή", "Μέτρια", "Υψηλή", "Πολύ υψηλή"), "Διακοπή λειτουργίας του συστήματος αριθμός", ("μείωση", "αποδοχή", "μεταφορά"), ("ανοικτό", "σε εξέλιξη")),
}


def shapes() -> list[Shape]:
    """Return a register per language, with another place and order in each."""
    out = []
    for place, (language, (heads, words, sentence, treatments, statuses)) in enumerate(HEADS.items()):
        order = list(_FIELDS)
        if place % 2:  # impact before likelihood, as in every third register
            a, b = order.index("likelihood"), order.index("impact")
            order[a], order[b] = order[b], order[a]
        if place % 3 == 1:
            order.remove("cause")
        top, left = 1 + (place * 3) % 7, 1 + place % 3
        column = {field: letters(left + i) for i, field in enumerate(order)}
        sheet = Sheet(f"{heads['title'][:20].replace('/', ' ')}")
        if top > 1:
            sheet.cells["A1"] = f"{heads['title']} 2026"
        sheet.rows(top, left, [[heads[field] for field in order]])

        def line(i: int, p: int, s: int) -> list[Any]:
            row = top + i  # noqa: B023 - used at once
            score = p * s
            formula = f"={column['likelihood']}{row}*{column['impact']}{row}"  # noqa: B023
            values = {"id": i, "category": ("IT", "HR", "Finance")[i % 3], "title": f"{sentence} {i}", "cause": f"{sentence[:12]} ({i})",  # noqa: B023
                      "consequence": f"{sentence[:18]}, {i} x", "likelihood": p, "impact": s, "score": (formula, score),  # noqa: B023
                      "level": level(score, words), "controls": f"ISO {i} {sentence[-9:]}", "treatment": treatments[i % 3],  # noqa: B023
                      "treatment_plan": f"{sentence} ({i}) + {i}", "owner": ("A. Meyer", "B. Ito", "C. Novak", "D. Roy")[i % 4],  # noqa: B023
                      "due": day(i), "status": statuses[i % 2]}  # noqa: B023
            return [values[field] for field in order]  # noqa: B023

        sheet.rows(top + 1, left, lines(line))
        out.append(Shape(f"language-{language}", [sheet], dict(column), sheet.name, (top,), 12, "product"))
    return out
