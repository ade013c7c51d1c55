"""A short way to write an invented register down: its headings, the field of each column, and a line per risk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.registers.shape import Shape, Sheet, letters, lines

Line = Callable[[int, int, int], Sequence[Any]]


def table(name: str, heads: Sequence[Sequence[str | None]], fields: Sequence[str | None], line: Line, *, top: int = 1,
          left: int = 1, method: str | None = "product", merges: Sequence[str] = (), sheet: str = "", count: int = 12,
          above: Sequence[str] = ()) -> Shape:
    """Return a register whose heading starts at row `top`; `fields` names what each column is, None for others."""
    made = Sheet(sheet or "Register")
    for i, text in enumerate(above, start=1):
        made.cells[f"A{i}"] = text
    made.rows(top, left, heads)
    made.merges += merges
    first = top + len(heads)
    made.rows(first, left, lines(line, count))
    columns = {field: letters(left + i) for i, field in enumerate(fields) if field}
    header = tuple(range(top, first))
    return Shape(name, [made], columns, header=header, rows=count, method=method)


def texts(language: str, i: int) -> str:
    """Return what may happen in risk `i`, in words of the language; never the same twice."""
    known = _EVENTS[language]
    return f"{known[i % len(known)]} ({i})"


_EVENTS = {
    "en": ("Loss of the main water supply to the ward block", "Contractor becomes insolvent before handover",
           "Staff sickness leaves night shifts uncovered", "Grant is withdrawn after the first year"),
    "de": ("Ausfall der Kühlung im Serverraum", "Verzug des Generalunternehmers", "Fachkräfte verlassen das Referat",
           "Fördermittel werden nicht bewilligt"),
    "fr": ("Chute de hauteur lors du nettoyage des vitres", "Perte de données du dossier usager",
           "Départ d'un agent clé du service", "Retard de livraison du fournisseur"),
    "es": ("Demora en la entrega de los informes", "Pérdida de expedientes físicos", "Caída del portal de trámites",
           "Cambio normativo no previsto"),
    "it": ("Ritardo nell'aggiudicazione della gara", "Perdita di documenti riservati", "Guasto dell'impianto di rete",
           "Dimissioni di personale qualificato"),
    "pt": ("Atraso na contratação do serviço", "Indisponibilidade do sistema acadêmico", "Evasão de servidores experientes",
           "Falha no repasse de recursos"),
    "nl": ("Tekort aan personeel in de zorg", "Datalek bij een leverancier", "Vertraging in de bouw van de school",
           "Claim van een derde partij"),
    "pl": ("Niedotrzymanie terminu sprawozdania", "Utrata danych osobowych", "Rotacja pracowników w wydziale",
           "Brak środków na inwestycję"),
    "ru": ("Срыв сроков поставки оборудования", "Утечка персональных данных", "Текучесть ключевого персонала",
           "Рост цен на материалы"),
    "tr": ("Yüksekten düşme", "Elektrik çarpması", "Malzeme taşırken bel incinmesi", "Depoda yangın çıkması"),
    "nb": ("Bortfall av nødstrøm på sykehjemmet", "Brann i kulvert under stasjonen", "Forurenset drikkevann",
           "Angrep på fagsystemet for barnevern"),
    "sv": ("Långvarigt elavbrott i centralorten", "Brist på legitimerad personal", "Obehörig åtkomst till journaler",
           "Översvämning vid pumpstationen"),
    "zh": ("原材料价格大幅上涨影响利润", "核心技术人员流失导致项目延期", "信息系统中断影响业务办理", "安全生产事故造成人员伤亡"),
    "ja": ("大規模地震による拠点の停止", "委託先からの個人情報漏えい", "基幹システムの長時間停止", "主要仕入先の倒産"),
}


def what(language: str, i: int) -> str:
    """Return what is done about risk `i`."""
    known = _ACTIONS[language]
    return f"{known[i % len(known)]} – {i}"


_ACTIONS = {
    "en": ("Agree a second supplier and test the switch", "Review the rota every month with the line managers",
           "Hold a reserve and report it to the board"),
    "de": ("Wartungsvertrag abschließen und jährlich testen", "Vertretungsregelung schriftlich festlegen",
           "Monatlicher Bericht an die Amtsleitung"),
    "fr": ("Former les agents et vérifier les équipements", "Mettre en place une sauvegarde quotidienne",
           "Établir un plan de continuité"),
    "es": ("Definir un cronograma y hacer seguimiento mensual", "Digitalizar los expedientes", "Contratar un segundo enlace"),
    "it": ("Definire una procedura e verificarla ogni anno", "Attivare un contratto di manutenzione", "Formare il personale"),
    "pt": ("Elaborar cronograma e acompanhar mensalmente", "Contratar redundância do serviço", "Capacitar a equipe"),
    "nl": ("Contract met tweede leverancier afsluiten", "Maandelijks overleg met de afdelingen", "Reserve opnemen in de begroting"),
    "pl": ("Opracować harmonogram i monitorować co miesiąc", "Przeszkolić pracowników", "Wprowadzić zastępstwa"),
    "ru": ("Заключить договор с резервным поставщиком", "Провести обучение сотрудников", "Создать резерв материалов"),
    "tr": ("Çalışanlara eğitim verilecek ve kontrol edilecek", "Koruyucu ekipman sağlanacak", "Periyodik bakım yapılacak"),
    "nb": ("Anskaffe aggregat og teste hvert kvartal", "Utarbeide beredskapsplan", "Gjennomføre øvelse årlig"),
    "sv": ("Upprätta reservkraft och prova årligen", "Ta fram rutin för behörigheter", "Genomföra övning varje år"),
    "zh": ("与备用供应商签订框架协议", "完善值班制度并定期检查", "建立月度监测机制"),
    "ja": ("代替拠点を整備し訓練を実施する", "委託先の監査を年一回行う", "二重化構成に変更する"),
}
PEOPLE = ("A. Okafor", "B. Lindqvist", "C. Moreau", "D. Tanaka")
