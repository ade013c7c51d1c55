"""Registers in which what stands beside a column, before it or in its cells tells what the heading leaves open."""

from __future__ import annotations

from tests.registers.pages import page
from tests.registers.shape import Shape


def _places() -> list[Shape]:
    """Return lists in which the place of a column tells what it is."""
    return [
        page("trigger-beside-plan", ["ID", "Risk", "Probability", "Impact", "Primary mitigation", "Trigger", "Contingency", "Owner"],
             ("id", "title", "likelihood", "impact", "treatment_plan", None, None, "owner"),
             [["T1", "Glacier path is closed", "High", "High", "Second path along the moraine", "Ice falls before noon", "Day at the hut", "Guide"],
              ["T2", "Huts are full", "Medium", "Low", "Book in spring", "Fewer than ten beds left", "Tents", "Office"],
              ["T3", "Fog on the ridge", "Medium", "High", "Poles every fifty metres", "Humidity above 95 %", "Turn back", "Guide"],
              ["T4", "Rope is worn", "Low", "High", "Change it yearly", "Sheath shows the core", "Spare rope", "Keeper"]]),
        page("trigger-before-ratings", ["Risk", "Trigger", "Probability", "Impact", "Response plan"],
             ("title", "cause", "likelihood", "impact", "treatment_plan"),
             [["Stage floods", "Gutter blocked by leaves", "High", "Medium", "Clean in October"],
              ["Curtain jams", "Rail not oiled", "Medium", "Medium", "Oil before the premiere"],
              ["Prompter is ill", "Draught below the stage", "Low", "Low", "Understudy with the book"]]),
        page("signs-chinese", ["#", "风险", "概率", "影响", "风险等级", "应对措施", "触发条件"],
             ("id", "title", "likelihood", "impact", "level", "treatment_plan", None),
             [["K1", "戏台幕布卡住", "中", "高", "高", "演出前检查滑轮", "拉动时有异响"], ["K2", "锣鼓受潮", "高", "低", "中", "存放在干燥箱", "湿度超过八成"],
              ["K3", "主角嗓子哑了", "低", "高", "中", "安排替补", "排练时频繁咳嗽"]]),
        page("risk-behind", ["No.", "Hazard", "How it comes about", "Harm", "Sev", "Prob", "Risk", "Controls"],
             ("id", "title", None, "consequence", "impact", "likelihood", "level", "controls"),
             [["Z1", "Crumbs in the accordion", "Children play it at tea", "A reed sticks", "S2", "P-B", "ALARP", "Lid kept shut"],
              ["Z2", "Bellows tear", "Left in the sun", "A concert is lost", "S3", "P-A", "ALARP", "Case with straps"],
              ["Z3", "Strap breaks", "Stitching is old", "Instrument falls", "S1", "P-A", "ACC", "Yearly check"],
              ["Z4", "Key sticks", "Damp cellar", "A wrong note", "S1", "P-C", "ACC", "Heated store"]]),
        page("severity-last", ["ID", "Descripción del riesgo", "Prob.", "Imp.", "Severidad", "Plan de mitigación", "Responsable"],
             ("id", "description", "likelihood", "impact", "level", "treatment_plan", "owner"),
             [["V-1", "Se rompe la prensa del lagar", 2, 4, "8 (Media)", "Revisar el husillo en agosto", "Bodeguero"],
              ["V-2", "Granizo antes de la vendimia", 3, 5, "15 (Alta)", "Mallas sobre las viñas viejas", "Capataz"],
              ["V-3", "Faltan cajas", 1, 2, "2 (Baja)", "Pedirlas en mayo", "Oficina"]]),
        page("severity-twice", ["Risk ID", "Original severity", "Mitigation applied", "Residual likelihood", "Residual impact", "Residual severity"],
             ("id", "level", "treatment_plan", "residual_likelihood", "residual_impact", "residual_level"),
             [["W-1", "High", "Second lock on the sluice", "Medium", "Medium", "Medium"], ["W-2", "Medium", "Mesh before the turbine", "Low", "Medium", "Low"],
              ["W-3", "High", "Float with a bell", "Low", "High", "Medium"], ["W-4", "Medium", "Grease every week", "Low", "Low", "Low"]]),
        page("severity-first", ["Área", "Achado", "Severidade", "Probabilidade", "Impacto", "Risco residual"],
             ("category", "title", "level", "likelihood", "impact", "residual_level"),
             [["Forno", "Porta sem trava", "Moderada", "Média (só no inverno)", "Baixo", "Baixo. Trocar a dobradiça reabre a questão no outono, quando chega o novo padeiro da vila."],
              ["Loja", "Balança desregulada", "Média", "Alta (todo sábado)", "Médio", "Médio até a aferição"],
              ["Adega", "Degrau solto", "Alta", "Média", "Alto", "Baixo. Corrimão novo desde maio, falta pintar e avisar os visitantes da quinta."],
              ["Horta", "Poço destapado", "Alta", "Baixa (cercado)", "Crítico", "Baixo. Grade presa com cadeado, chave na cozinha e outra com a vizinha."]]),
        page("residual-only", ["ID", "Risco Residual", "Probabilidade", "Severidade", "Justificativa para Aceitação"],
             ("id", "title", "likelihood", "impact", None),
             [["RR-01", "Visitante ignora a placa e entra no moinho parado", "Remoto", "Sério", "Placa em três línguas"],
              ["RR-02", "Falcão confunde a luva do tratador novo", "Improvável", "Crítico", "Treino de dez semanas"],
              ["RR-03", "Cordas úmidas depois da chuva de verão", "Ocasional", "Menor", "Secagem à noite"]]),
    ]


def _named() -> list[Shape]:
    """Return lists with headings of several words, of which one alone would mislead."""
    return [
        page("several-words", ["ID", "Risk", "Probability", "Impact", "Exp.", "Owner", "Mitigation & Contingency Strategy"],
             ("id", "title", "likelihood", "impact", "score", "owner", "treatment_plan"),
             [["P1", "Ponies bolt at the fair", 4, 4, 16, "Stable lead", "Blinkers; a second fence"], ["P2", "Hay is wet", 3, 4, 12, "Groom", "Tarpaulin; buy from the mill"],
              ["P3", "Saddle slips", 2, 3, 6, "Groom", "Check girths; spare girth"]], method="product"),
        page("dates-of-others", ["ID", "Title", "Severity", "Resolution", "Owner", "Status", "Decision date", "Control status"],
             ("id", "title", "impact", "treatment_plan", "owner", "status", None, None),
             [["D-1", "Bell tower stair is rotten", "High", "New treads of oak", "Sexton", "Open", "2026-03-02", "Partly there"],
              ["D-2", "Clock runs late", "Low", "Oil the escapement", "Sexton", "Closed", "2026-02-11", "In place"],
              ["D-3", "Bats in the organ", "Medium", "Net over the pipes", "Organist", "Open", "2026-04-20", "Missing"]]),
        page("standards", ["Gap", "Likelihood", "Impact", "Score", "NIST CSF Function", "CVSS", "Phase"],
             ("title", "likelihood", "impact", "score", None, None, None),
             [["No list of the loaned instruments", 3, 3, 9, "Identify", 7.1, "Rollout"], ["Key to the vault is copied", 2, 3, 6, "Protect", 8.4, "Rollout"],
              ["Nobody reads the visitors' book", 2, 2, 4, "Detect", 3.3, "Pilot"], ["No plan for a burglary", 1, 3, 3, "Respond", 5.0, "Pilot"]], method="product"),
        page("protection", ["ID", "Tehdit", "Olasılık", "Etki", "Koruma", "Eksik kontrol", "Azaltım"],
             ("id", "title", "likelihood", "impact", "controls", None, "treatment_plan"),
             [["H1", "Değirmen bendi taşar", "Yüksek", "Yüksek", "Savak ve ölçek", "Gece bekçisi", "Bent duvarı yükseltilecek"],
              ["H2", "Taş çatlar", "Orta", "Yüksek", "Yıllık muayene", "Yedek taş", "Yeni taş sipariş edilecek"],
              ["H3", "Un nemlenir", "Orta", "Orta", "Tahta zemin", "Nem ölçer", "Havalandırma açılacak"]]),
    ]


def _contents() -> list[Shape]:
    """Return lists in which the cells tell what a column is not."""
    return [
        page("inside-outside", ["Risk", "Source", "Likelihood", "Impact", "Score", "Owner", "Review"],
             ("title", None, "likelihood", "impact", "score", "owner", None),
             [["Skates are stolen", "External", 3, 2, 6, "Rink lead", "Weekly"], ["Ice is soft", "Internal", 4, 4, 16, "Engineer", "Daily"],
              ["Lights fail", "Internal", 2, 4, 8, "Engineer", "Monthly"], ["Bus is late", "External", 4, 2, 8, "Office", "Monthly"],
              ["Music is too loud", "Internal", 2, 1, 2, "Rink lead", "Monthly"], ["Neighbours complain", "External", 2, 2, 4, "Office", "Weekly"]], method="product"),
        page("share-and-step", ["#", "Risk Event", "Root Cause", "Probability ($)", "Impact ($)", "Score", "Risk Zone"],
             ("id", "title", "cause", "likelihood", "impact", "score", "level"),
             [["R1", "Few tickets sold", "Rain on all weekends", "80% (4)", "100% (5)", 0.8, "Red"], ["R2", "Clown is ill", "Cold tent", "40% (2)", "60% (3)", 0.24, "Green"],
              ["R3", "Elephant gate jams", "Rust", "60% (3)", "60% (3)", 0.36, "Yellow"], ["R4", "Tent pole cracks", "Old ash wood", "20% (1)", "100% (5)", 0.2, "Green"]],
             method="product"),
        page("to-be-filled", ["Proceso", "Riesgo", "Probabilidad", "Impacto", "Nivel", "Control mitigante"],
             ("service", "title", "likelihood", "impact", "level", "controls"),
             [["Venta de miel", "Tarros sin etiqueta", "[baja/media/alta]", "[alto]", "[medio]", "Doble revisión"], ["Compra de cera", "Cera falsa", None, None, None, "Prueba de fusión"],
              ["Caja", "Falta dinero", None, None, None, "Doble revisión"], ["Visitas", "Picaduras", None, None, None, "Trajes para todos"]],
             faults={"C3": "RSK201", "C4": "RSK201", "C5": "RSK201"}),  # only the first row says how it is to be filled
        page("empty-letters", ["Risiko fuer Gaeste", "W", "S", "Risiko", "Massnahmen", "Restrisiko"],
             ("title", "likelihood", "impact", "score", "treatment_plan", "residual_score"),
             [["Gast verläuft sich im Maislabyrinth", None, None, None, "Türme mit Fahnen", None], ["Strohballen rollen weg", None, None, None, "Keile", None],
              ["Kind verliert seine Begleitung", None, None, None, "Sammelpunkt am Tor", None], ["Sonnenstich", None, None, None, "Wasser und Hüte", None]],
             faults={"B1": "RSK632", "C1": "RSK632"}),
        page("traditional", ["ID", "風險", "可能性", "影響", "緩解"], ("id", "title", "likelihood", "impact", "treatment_plan"),
             [["L1", "燈籠被風吹落", "中", "高", "加綁繩索並派人巡視"], ["L2", "茶葉受潮", "高", "低", "換成密封罐"], ["L3", "戲服未送達", "低", "中", "提前兩天取件"]]),
    ]


def _stages() -> list[Shape]:
    """Return lists in which stages, dates and steps lie between others."""
    return [
        page("current-residual", ["Risk", "Impact", "Inherent likelihood", "Current residual risk", "Status"],
             ("title", "impact", "likelihood", "residual_level", "status"),
             [["Kite gets caught in the power line", "High", "High", "Low", "Open"], ["String cuts a hand", "High", "Medium", "Very low", "Open"],
              ["Children run into the dike road", "High", "Medium", "Medium", "Closed"], ["Sheep are startled", "Low", "Medium", "Low", "Open"]]),
        page("between-steps", ["Risiko", "Sandsynlighed", "Konsekvens", "Kontrol"], ("title", "likelihood", "impact", "controls"),
             [["Vafler brænder på", "Middel", "Middel", "Ur ved jernet"], ["Flagstang vælter", "Lav/middel", "Høj", "Barduner"],
              ["For lidt kaffe", "Lav/middel", "Høj", "Reservekande"], ["Harmonikaen er falsk", "Lav/middel", "Middel", "Prøve om fredagen"]]),
        page("next-review", ["ID", "Risk", "Likelihood", "Impact", "Score", "Last reviewed", "Next review due"],
             ("id", "title", "likelihood", "impact", "score", None, "review_date"),
             [["N1", "Moths in the costumes", 3, 2, 6, "2026-01-10", "2027-02-10"], ["N2", "Trapdoor sticks", 2, 5, 10, "2026-01-10", "2027-02-10"],
              ["N3", "Wigs go missing", 4, 1, 4, "2026-01-12", "2027-03-01"]], method="product"),
        page("own-cause", ["ID", "Danger", "Situation dangereuse", "Dommage potentiel", "Cause", "Mesure de mitigation", "G", "P", "C"],
             ("id", "title", "description", "consequence", "cause", "treatment_plan", "impact", "likelihood", "score"),
             [["F-1", "Eau bouillante", "Marmite tirée par un enfant", "Brûlure au bras", "Poignée qui dépasse", "Grille devant le fourneau", 3, 2, 6],
              ["F-2", "Couteau du boucher", "Couteau laissé sur le banc", "Coupure profonde", "Tiroir trop plein", "Barre aimantée au mur", 3, 3, 9],
              ["F-3", "Sol glissant", "Huile renversée le matin", "Chute", "Bidon sans bouchon", "Sciure et balai", 2, 4, 8]], method="product"),
        page("roman-steps", ["ID", "Hazard", "Cause", "Effect", "Severity"], ("id", "title", "cause", "consequence", "impact"),
             [["HZ-1", "Balloon drifts over the lake", "Wind turns", "Landing in water", "III"], ["HZ-2", "Burner fails", "Frozen valve", "Hard landing", "I"],
              ["HZ-3", "Basket tips", "Rope loose", "Bruises", "III"], ["HZ-4", "Map is lost", "Gust", "Late arrival", "IV"], ["HZ-5", "Cow runs off", "Noise", "Angry farmer", "II"]]),
    ]


def unrated() -> list[Shape]:
    """Return lists that have levels but neither a likelihood nor an impact."""
    return [
        page("two-stages", ["Risk Domain", "Inherent Risk", "Control Effectiveness", "Residual Risk"], ("title", "level", None, "residual_level"),
             [["Pigeons nest below the roof of the market hall", "High", "Strong", "Medium"], ["Cobbles get loose after the frost", "High", "Strong", "Medium"],
              ["Lanterns go out on the bridge", "Medium", "Weak", "Medium"], ["Fountain freezes before Advent", "Medium", "Strong", "Low"]]),
        page("due-in-words", ["Identifiant", "Scénario", "Niveau", "Statut", "Responsable", "Échéance"],
             ("id", "title", "level", "status", "owner", "due"),
             [["K-1", "Le pont de bois cède sous la charrette du meunier", "Critique", "ouvert", "Charpentier", "Avant la première livraison de farine au village voisin"],
              ["K-2", "La roue du moulin gèle pendant la nuit la plus longue", "Élevé", "ouvert", "Meunier", "Avant les grands froids et au plus tard à la foire d'hiver"],
              ["K-3", "Les sacs prennent l'eau au grenier sous le vieux toit", "Élevé", "ouvert", "Meunier", "Avant la prochaine récolte, sinon à la première pluie forte"]]),
    ]


def both_in_one() -> Shape:
    """Return a list with three columns, two of which hold likelihood, impact and score together."""
    shape = page("both-in-one", ["Risk", "L x I = initial", "Control / owner", "Residual"], ("title", "likelihood", "owner", "residual_likelihood"),
                 [["Weir gate jams", "3 x 5 =15", "Yearly service / miller", "2 x 5 =10"], ["Eels block the rake", "4 x 3 =12", "Cleaned daily / apprentice", "2 x 3 =6"],
                  ["Axle runs dry", "2 x 4 =8", "Oil cup / miller", "1 x 4 =4"], ["Bank is undercut", "3 x 4 =12", "Willows / parish", "2 x 4 =8"]], method="product")
    shape.fields |= {"impact": "B", "score": "B", "residual_impact": "D", "residual_score": "D"}
    return shape


def shapes() -> list[Shape]:
    """Return all of them."""
    return [*_places(), *_named(), *_contents(), *_stages(), both_in_one()]
