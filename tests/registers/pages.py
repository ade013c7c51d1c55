"""Registers as pages and text files keep them: few rows, ratings in words with reasons, signs and letters; more languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.registers.shape import Shape, Sheet, letters

Lines = Sequence[Sequence[Any]]


def page(name: str, heads: Sequence[str], fields: Sequence[str | None], lines: Lines, *, method: str | None = None,
          faults: dict[str, str] | None = None) -> Shape:
    """Return a register of one sheet with its heading in the first row."""
    sheet = Sheet("Page")
    sheet.rows(1, 1, [list(heads), *lines])
    columns = {field: letters(i) for i, field in enumerate(fields, start=1) if field}
    return Shape(f"page-{name}", [sheet], columns, rows=len(lines), method=method, faults=faults or {})


_PLAIN = ("title", "likelihood", "impact", "treatment_plan")


def _short() -> list[Shape]:
    """Return lists of a few words: nothing but a risk, two ratings and what is done; no id, no owner, no number."""
    return [
        page("few-words", ["Risk", "Likelihood", "Impact"], _PLAIN[:3],
              [["Ferry timetable changes", "Low", "Medium"], ["Choir hall double-booked", "Medium", "Medium"],
               ["Organ tuner retires", "Low", "High"]]),
        page("short-names", ["Element", "Probability", "Impact", "Mitigation"], _PLAIN,
              [["Weather", "High", "Low", "Tent with walls"], ["Volunteers", "Medium", "High", "Ask the scouts early"],
               ["Sound", "Low", "Medium", "Second mixer"], ["Parking", "Medium", "Low", "Meadow of the neighbour"]]),
        page("risk-factor", ["Risk factor", "Likelihood", "Impact", "Overall risk"], (*_PLAIN[:3], "level"),
              [["Kiln thermostat sticks", "🟡 Medium", "🔴 High", "🔴 HIGH"], ["Glaze order lost", "🟢 Low", "🔴 High", "🟡 MEDIUM"],
               ["Shelf cracks", "🟡 Medium", "🟡 Medium", "🟡 MEDIUM"], ["Key left outside", "🟢 Low", "🟢 Low", "🟢 LOW"]]),
        page("numbered-names", ["Risk", "Likelihood", "Damage", "Measure"], _PLAIN,
              [["1, 2 boats", "High", "High: the only way to the island", "Spare hull"],
               ["4 Winch shed", "Medium", "Very high: nobody else lifts the keel", "Yearly test"],
               ["5 Slipway", "Medium", "Medium: a tide lost", "Rubber mats"],
               ["7 Fuel store", "Low", "High: harbour closed for a day", "Bund wall"],
               ["8 Ropes", "Medium", "Low: others at hand", "Change each spring"]]),
    ]


def levels_alone() -> Shape:
    """Return a list that gives a level three times, and neither a likelihood nor an impact: it can be mapped, not judged."""
    return page("stages", ["Scenario", "Inherent Risk", "Current Risk", "Target Risk", "Notes"],
                 ("title", "level", "current_level", "residual_level", None),
                 [["Burst pipe in the archive", "4 (High)", "3 (Med)", "2 (Low)", "Valve is marked"],
                  ["Mould on the parish books", "3 (Med)", "2 (Low)", "1 (Very Low)", "Read the hygrometer"],
                  ["Fire in the reading room", "5 (Very High)", "4 (High)", "2 (Low)", "Doors kept shut"]])


def _reasons() -> list[Shape]:
    """Return ratings that say more than their word or number."""
    return [
        page("reasons", ["ID", "Risk", "Likelihood", "Impact", "Countermeasures planned"], ("id", *_PLAIN),
              [["B-1", "Bees swarm during the school visit", "Medium (May and June)", "High: children close by", "Visit in autumn"],
               ["B-2", "Honey ferments in the store", "Low — moisture is measured", "Medium (a season's income)", "Second refractometer"],
               ["B-3", "Hives fall in a gale", "Low; straps since last year", "High → colonies lost", "Check the straps monthly"],
               ["B-4", "Neighbour sprays at noon", "High - happened twice", "Medium: foragers lost", "Agree the hours"]]),
        page("out-of", ["Risk", "Likelihood", "Impact", "Score"], (*_PLAIN[:3], "score"),
              [["Stage curtain jams", "2/5", "3/5", 6], ["Prompter falls ill", "3/5", "2/5", 6],
               ["Licence runs out", "1/5", "5/5", 5], ["Wig box lost on the train", "2/5", "2/5", 4]], method="product"),
        page("signs", ["Risk", "P", "I", "Score", "Mitigation"], ("title", "likelihood", "impact", "score", "treatment_plan"),
              [["Leaking bilge pump", 3, 3, "9 🟠", "Spare pump on board"], ["Worn mooring", 2, 3, "6 🟡", "Change before winter"],
               ["Fogged radar", 2, 4, "8 🟠", "Heated cover"], ["Loose cleat", 1, 2, "2 🟢", "Tighten"],
               ["Cook seasick", 3, 1, "3 🟢", "Cold meals"]], method="product"),
        page("coded-levels", ["Possible danger (say where)", "Likelihood", "Consequence", "Risk rating",
                               "Controls = what we do already to keep the danger small"],
              ("title", "likelihood", "impact", "level", "controls"),
              [["Ladder slips in the orchard", "Unlikely", "Major", "Moderate (M3)", "Two people, feet on boards"],
               ["Wasps in the press house", "Likely", "Minor", "Moderate (M2)", "Traps on the beams"],
               ["Must overflows in the cellar", "Possible", "Moderate", "Moderate (M1)", "Gas warning at the stairs"],
               ["Cart rolls down the lane", "Rare", "Minor", "Minor (L1)", "Chocks"]]),
        page("text-impact", ["Risk", "Probability", "Impact", "Response"], ("title", "likelihood", "consequence", "treatment_plan"),
              [["Slate falls from the tower", "Low", "The square is closed until the crane comes", "Nets above the door"],
               ["Clockmaker finds a cracked wheel", "Medium", "The hours are rung by hand for a month", "Cast a second wheel"],
               ["Pigeons nest in the belfry", "High", "Guano on the bearings, and a week of cleaning", "Wire mesh"]]),
        page("worded-score", ["Risk", "Likelihood", "Impact", "Risk score"], (*_PLAIN[:3], "level"),
              [["Tram strike on the day of the fair", "Low", "High", "Medium"], ["Cake stall without a fridge", "High", "Low", "Medium"],
               ["Raffle box stolen", "Low", "Low", "Low"], ["Generator out of fuel", "Medium", "High", "High"]]),
        page("severity-last", ["ID", "Risk", "Probability", "Impact", "Severity", "Owner"],
              ("id", "title", "likelihood", "impact", "level", "owner"),
              [["K1", "Kayak drifts off unseen", "Medium", "High", "High", "Ines"], ["K2", "Paddle breaks on the weir", "Low", "High", "Medium", "Jo"],
               ["K3", "Group is late for the bus", "High", "Low", "Medium", "Ines"], ["K4", "Sunburn", "Medium", "Low", "Low", "Jo"]]),
        page("due-words", ["No.", "Risk", "Likelihood", "Impact", "Action", "Owner", "Due"],
              ("id", "title", "likelihood", "impact", "treatment_plan", "owner", "due"),
              [[1, "Loom treadle cracks in the demonstration", 3, 2, "Bring the oak one", "Ruta", "before the fair"],
               [2, "Dye shade differs between the vats", 2, 4, "Dye in one go", "Milda", "with the next order"],
               [3, "Wool arrives greasy and has to be washed", 4, 2, "Ask for washed wool", "Ruta", "Q3"],
               [4, "Pattern book is lent and not returned", 2, 2, "Copy it", "Milda", "ongoing"]]),
    ]


def _letters() -> list[Shape]:
    """Return ratings by letters: as headings, and in the cells."""
    return [
        page("initials", ["Risk", "Chance", "Impact", "Score", "Measure", "Owner"],
              ("title", "likelihood", "impact", "score", "treatment_plan", "owner"),
              [["Bus for the day trip not on time", "M", "H", 12, "Call the evening before", "Anke"],
               ["Picnic in the rain", "M", "M", 9, "Book the barn", "Joris"], ["Child lost in the maze", "L", "H", 8, "Yellow caps", "Anke"],
               ["Too few sandwiches", "M", "M", 9, "Order ten more", "Joris"], ["Sand in the lemonade", "L", "M", 6, "Lids", "Joris"],
               ["Puncture on the way back", "L", "H", 8, "Second driver on call", "Anke"],
               ["Camera left behind", "M", "M", 9, "Count at the gate", "Anke"],
               ["Map out of date", "L", "H", 12, "Walk it before", "Joris"]], faults={"D9": "RSK601"}),
        page("fmea", ["ID", "Failure mode", "Effect", "S", "O", "D", "RPN", "Action"],
              ("id", "title", "consequence", "impact", "likelihood", None, "score", "treatment_plan"),
              [["F1", "Spring of the latch tires", "Cabinet opens on the way", 7, 3, 4, 84, "Stronger spring"],
               ["F2", "Glue joint softens", "Drawer front comes off", 5, 2, 6, 60, "Dowels"],
               ["F3", "Hinge pin too short", "Door hangs askew", 4, 4, 2, 32, "Gauge at receipt"],
               ["F4", "Varnish clouds in the damp", "Customer sends it back", 3, 5, 3, 45, "Dry for two days more"],
               ["F5", "Screw strips the wood", "Handle turns loose", 4, 3, 5, 60, "Pilot holes"]]),
        page("letter-pair", ["Ref", "Risk", "L", "I", "L x I", "Band"], ("id", "title", "likelihood", "impact", "score", "level"),
              [["Q1", "Quarry road floods in spring", 4, 3, 12, "High"], ["Q2", "Stone saw blade shatters", 2, 5, 10, "High"],
               ["Q3", "Dust over the village", 3, 2, 6, "Medium"], ["Q4", "Order cancelled late", 2, 2, 4, "Low"],
               ["Q5", "Old blasting wire found", 1, 5, 5, "Medium"]], method="product"),
        page("shortened", ["Risk", "Prob.", "Imp.", "Level"], (*_PLAIN[:3], "level"),
              [["Radio mast ices over", "Low", "Crit.", "High"], ["Batteries not charged", "Med.", "Med.", "Med."],
               ["Log book wet", "High", "Low", "Med."], ["Relief watch late", "Med.", "Low", "Low"]]),
    ]


def _numbers() -> list[Shape]:
    """Return scores that are no product of two small numbers, and small registers with one wrong score."""
    return [
        page("money", ["Risk", "Probability", "Cost if it happens", "Expected cost", "Owner"],
              ("title", "likelihood", "impact", "score", "owner"),
              [["Hall roof needs new slates", "20%", "40,000 CHF", "8,000 CHF", "Ueli"], ["Heating pump fails", "50%", "6,000 CHF", "3,000 CHF", "Vreni"],
               ["Grant for the stage is cut", "10%", "90,000 CHF", "9,000 CHF", "Ueli"], ["Tree on the fence", "25%", "4,000 CHF", "1,000 CHF", "Vreni"]]),
        page("one-of-five", ["Risk", "Likelihood", "Impact", "Score"], (*_PLAIN[:3], "score"),
              [["Skating rink thaws", 3, 2, 6], ["Zamboni out of order", 2, 4, 8], ["Music licence lapses", 1, 3, 3],
               ["Skates stolen from the hire desk", 2, 2, 5], ["Lights trip in the evening", 3, 3, 9]], faults={"D5": "RSK601"}),
        page("missing-steps", ["Risk", "Likelihood", "Impact", "Score"], (*_PLAIN[:3], "score"),
              [["Snow gate left open", "Medium", "High", 12], ["Signpost turned", "Low", "Medium", 6], ["Hut key lost", "Medium", "Medium", 9],
               ["Rope bridge closed", "Low", "High", 8], ["Spring runs dry", "Medium", "Medium", 9]], method="product"),
    ]


def _unusual() -> list[Shape]:
    """Return lists that lack a heading, a rating or a title, or whose headings say something else than usual."""
    return [
        page("unheaded", ["", "Ref", "Impact", "Probability", "Score", "Status"], ("title", "id", "impact", "likelihood", "score", "status"),
              [["Lock keeper is alone at night", "L01", 4, 3, 12, "Open"], ["Gate chain wears thin", "L02", 5, 2, 10, "Open"],
               ["Anglers on the sluice", "L03", 3, 3, 9, "Closed"], ["Boat hire runs dry", "L04", 2, 2, 4, "Open"]], method="product"),
        page("one-rating", ["Risk", "Probability", "Mitigation"], ("title", "likelihood", "treatment_plan"),
              [["Carnival float too wide for the gate", "Low", "Measure before the frame is built"], ["Confetti cannon jams", "Medium", "Two of them"],
               ["Horses shy at the drums", "High unless led", "One groom to a horse"], ["Rain on the paper heads", "Low-medium", "Covers"]]),
        page("no-title", ["문제점", "발생 가능성", "영향도", "위험도", "우선순위"], ("title", "likelihood", "impact", "level", "rank"),
              [["등대 전구가 자주 나감", "높음", "높음", "🔴 매우 높음", 1], ["배 수리 지연", "중간", "높음", "🔴 높음", 2],
               ["안내판 글자가 바램", "중간", "낮음", "🟡 낮음", 3], ["갈매기 둥지", "낮음", "낮음", "🟢 낮음", 4]]),
        page("short-effects", ["리스크", "발생 가능성", "영향", "대응 방안"], ("title", "likelihood", "consequence", "treatment_plan"),
              [["다리 난간이 흔들림", "중간", "통행 금지", "볼트 교체"], ["축제 조명 고장", "낮음", "공연 지연", "예비 발전기"],
               ["주차장 부족", "높음", "주민 항의", "임시 셔틀"]]),
        page("first-row-like-a-heading", ["#", "リスク", "発生確率", "影響度", "対策", "検知"], ("id", "title", "likelihood", "impact", "treatment_plan", None),
              [["R1", "祭りの基準に灯籠の品質が合わない", "中", "高", "試作で早期検証", "完了時"], ["R2", "太鼓の皮が破れる", "低", "高", "予備の太鼓", "練習時"],
               ["R3", "屋台の火が消える", "中", "低", "炭を増やす", "当日"], ["R4", "雨で参道が滑る", "高", "中", "砂を撒く", "前日"]]),
        page("written-strategy", ["风险编号", "风险描述", "发生概率", "影响程度", "应对策略"], ("id", "description", "likelihood", "impact", "treatment_plan"),
              [["F1", "灯会当晚大风吹倒彩灯", "中", "高", "提前加固支架并安排巡查"], ["F2", "龙舟漏水", "低", "高", "赛前检修船底"],
               ["F3", "游客过多堵塞古桥", "高", "中", "分时段售票"], ["F4", "茶摊断电", "低", "低", "自备电池"]]),
        page("whom-it-hits", ["Feared event", "Weak spots in the cellar", "Impact on the wine growers", "Likelihood", "Severity", "Residual risk scenarios"],
              ("title", None, "consequence", "likelihood", "impact", None),
              [["Cask book is read by others", "Door without a lock", "Prices become known before the auction", "Possible", "Major", "A guest sees a page"],
               ["Temperatures are written down wrong", "Old thermometer", "A vat is emptied that was sound", "Unlikely", "Severe", "A typing error stays"],
               ["Cask book is lost", "One copy only", "The year cannot be declared in time", "Unlikely", "Moderate", "A leaf is missing"]]),
        page("record-like-a-heading", ["Risk ID", "Area", "Risk", "Likelihood", "Impact", "Initial risk", "Mitigation", "Owner"],
              ("id", "category", "title", "likelihood", "impact", "level", "treatment_plan", "owner"),
              [["S1", "Counter", "Wrong change is given", "Possible", "Minor", "Medium", "Second drawer", "Till lead"],
               ["S2", "Support", "Letters hold names of patrons", "Likely", "Significant", "High", "Redaction", "Support lead"],
               ["S3", "Shelves", "A row of atlases falls", "Remote", "Significant", "Medium", "Brackets", "Caretaker"],
               ["S4", "Cloakroom", "Coats are mixed up", "Likely", "Minor", "Medium", "Numbered hooks", "Till lead"]]),
        page("out-of-sixteen", ["Risk", "Impact", "Likelihood", "Gross risk", "Priority"], ("title", "impact", "likelihood", "score", "rank"),
              [["Vine lice spread from the next slope", 4, 3, "🔴 12/16", 1], ["Hail before the harvest", 4, 1, "🟡 4/16", 3],
               ["Press breaks", 3, 3, "🔴 9/16", 2], ["Corks dry out", 2, 2, "🟡 4/16", 4]], method="product"),
        page("coded-priority", ["ID", "Description", "Probability", "Impact", "Risk level", "Owner"],
              ("id", "description", "likelihood", "impact", "level", "owner"),
              [[1, "Tide table misprinted", "High", "High", "P0", "Eva"], [2, "Oars left outside", "Medium", "Medium", "P2", "Rui"],
               [3, "Slip is icy", "Low", "High", "P1", "Eva"], [4, "Flag torn", "Medium", "Low", "P3", "Rui"]]),
        page("risk-is-the-score", ["Ευπάθεια", "Πιθανότητα", "Επίπτωση", "Κίνδυνος", "Προτεραιότητα"],
              ("cause", "likelihood", "impact", "level", "rank"),
              [["Σπασμένο κουπί", "Πολύ Υψηλή (5)", "Υψηλή (4)", "20 - Κρίσιμος", 1], ["Σάπιο σχοινί", "Υψηλή (4)", "Υψηλή (4)", "16 - Υψηλός", 2],
               ["Παλιό φανάρι", "Μέτρια (3)", "Υψηλή (4)", "12 - Μέτριος", 3], ["Φθαρμένο πανί", "Μέτρια (3)", "Μέτρια (3)", "9 - Μέτριος", 4]]),
    ]


_ABROAD: dict[str, tuple[Sequence[str], Lines]] = {
    "sk": (["Riziko", "Pravdepodobnosť", "Dopad", "Opatrenie"],
           [["Kosačka sa pokazí pred slávnosťou", "Stredná", "Vysoký", "Požičať od susedov"], ["Dážď počas jarmoku", "Vysoká", "Stredný", "Veľký stan"],
            ["Chýba hudobník", "Nízka", "Nízky", "Náhradník"]]),
    "hr": (["Rizik", "Vjerojatnost", "Utjecaj", "Mjere"],
           [["Kvar crpke u uljari", "Srednja", "Visok", "Rezervna crpka"], ["Kiša za berbe", "Visoka", "Srednji", "Pokriti sanduke"],
            ["Nema dovoljno berača", "Niska", "Srednji", "Pozvati rodbinu"]]),
    "vi": (["Rủi ro", "Xác suất", "Tác động", "Giảm thiểu"],
           [["Thuyền hỏng trước mùa lễ", "Trung bình", "Cao", "Thuê thuyền khác"], ["Mưa lớn làm ướt sân khấu", "Cao", "Trung bình", "Dựng mái che"],
            ["Thiếu người nấu ăn", "Thấp", "Trung bình", "Mời hàng xóm"]]),
    "id": (["Risiko", "Kemungkinan", "Dampak", "Mitigasi"],
           [["Perahu bocor di tengah danau", "Sedang", "Tinggi", "Periksa setiap pagi"], ["Lampu pasar padam", "Tinggi", "Sedang", "Lentera cadangan"],
            ["Penari terlambat datang", "Rendah", "Sedang", "Ubah urutan acara"]]),
    "bg": (["Риск", "Вероятност", "Въздействие", "Мерки"],
           [["Мелницата спира при суша", "Средна", "Високо", "Резервен двигател"], ["Пътят е затворен от сняг", "Висока", "Средно", "Запаси за месец"],
            ["Пчелите напускат кошера", "Ниска", "Средно", "Нов кошер"]]),
    "pl": (["Ryzyko", "Prawdopodobieństwo", "Wpływ", "Środek zaradczy"],
           [["Dzwon pęka w czasie mrozu", "NISKIE", "KRYTYCZNY", "Ogrzewać serce dzwonu"], ["Schody na wieżę śliskie", "WYSOKIE", "ŚREDNI", "Maty gumowe"],
            ["Przewodnik choruje", "ŚREDNIE", "NISKI", "Zastępca"]]),
    "ru": (["Риск", "Вероятность", "Влияние", "Основная мера"],
           [["Баня не прогрета к приезду гостей", "Средняя", "Низкое", "Топить с утра"], ["Лодка сорвана с причала", "Низкая", "Высокое", "Вторая цепь"],
            ["Самовар протекает", "Высокая", "Низкое", "Запаять"]]),
    "hu": (["Kockázat", "Valószínűség", "Hatás", "Intézkedés"],
           [["Elázik a széna a kazalban", "Közepes", "Magas", "Ponyva"], ["Eltörik a malomkerék", "Alacsony", "Magas", "Tartalék lapátok"],
            ["Késik a vásár", "Magas", "Közepes", "Értesíteni az árusokat"]]),
    "el": (["Κίνδυνος", "Πιθανότητα", "Επίπτωση", "Αντιμετώπιση"],
           [["Το ελαιοτριβείο μένει χωρίς ρεύμα", "Μεσαία", "Υψηλή", "Γεννήτρια"], ["Χαλάζι πριν τη συγκομιδή", "Χαμηλή", "Υψηλή", "Δίχτυα"],
            ["Λείπουν τελάρα", "Υψηλή", "Χαμηλή", "Παραγγελία νωρίς"]]),
    "ro": (["Risc", "Probabilitate", "Impact", "Măsură"],
           [["Stâna rămâne fără apă", "Medie", "Mare", "Rezervor"], ["Lupii ajung la oi", "Mică", "Mare", "Gard electric"],
            ["Drumul se surpă", "Medie", "Mediu", "Traseu ocolitor"]]),
}


def shapes() -> list[Shape]:
    """Return all of them."""
    abroad = [page(language, heads, _PLAIN, lines) for language, (heads, lines) in _ABROAD.items()]
    return [*_short(), *_reasons(), *_letters(), *_numbers(), *_unusual(), *abroad]
