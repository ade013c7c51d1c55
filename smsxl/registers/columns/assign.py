"""Decides which column of a register is which field, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from smsxl.registers.cells import Cells
from smsxl.registers.columns.from_formulas import from_formulas
from smsxl.registers.columns.letters import from_letters
from smsxl.registers.columns.profile import Profile, fit, profile
from smsxl.registers.columns.relations import Relation, products, relations
from smsxl.registers.columns.rivals import settle
from smsxl.registers.columns.stages import staged
from smsxl.registers.fields import AXES, BY_NAME, DAYS, FIELDS, SURE
from smsxl.registers.find import meanings
from smsxl.registers.headings.meaning import Meaning, meaning, without_stage
from smsxl.registers.model import Heading, Mapped
from smsxl.registers.ratings import TICKS, known_word, read_rating
from smsxl.registers.words import plain, says_next, triggers
from smsxl.tables.rows import as_text

_DOUBT: Final = 0.4


@dataclass
class Column:
    """What is known about one column while the fields are being found."""

    number: int
    header: str
    profile: Profile
    fields: dict[str, float] = field(default_factory=dict)
    """The confidence of every field that it may be; ratings without their stage."""
    stage: str | None = None
    evidence: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, confidence: float, why: str) -> None:
        """Take further evidence for a field: what is likely already becomes surer."""
        before = self.fields.get(name, 0.0)
        self.fields[name] = min(0.99, 1 - (1 - before) * (1 - confidence)) if before else confidence
        self.evidence.setdefault(name, []).append(why)


def assign(cells: Cells, heading: Heading, records: Sequence[int]) -> tuple[dict[str, Mapped], list[Mapped],
                                                                           list[Relation]]:
    """Return the columns that are known, those that are in doubt, and what the columns are made of."""
    columns = _columns(cells, heading, records)
    profiles = {number: column.profile for number, column in columns.items()}
    made = relations(cells, records, list(columns))
    made += products(cells, records, profiles, made)
    from_letters(columns, heading)
    _second_impact(columns)
    _after_ratings(columns)
    _next_review(columns)
    from_formulas(cells, columns, made)
    _from_contents(columns)
    settle(columns, heading, made)
    ticked = ticked_ratings(cells, heading, records)
    for mapped in ticked.values():
        for number, _ in mapped.ticks:
            columns.pop(number, None)
    found: dict[str, Mapped] = {}
    taken: set[int] = set()
    for name, number in staged(columns, made).items():
        axis = name.rpartition("_")[2]
        confidence = columns[number].fields.get(axis, 0.0)
        if confidence >= SURE:
            found[name] = _mapped(columns[number], name, axis, confidence)
            taken.add(number)
    doubts: list[Mapped] = []
    options = sorted(((confidence, -number, name) for number, column in columns.items() if number not in taken
                      for name, confidence in column.fields.items() if name not in AXES), reverse=True)
    for confidence, negative, name in options:
        if -negative in taken or name in found:
            continue
        mapped = _mapped(columns[-negative], name, name, confidence)
        if confidence >= SURE:
            found[name] = mapped
            taken.add(-negative)
        elif confidence >= _DOUBT:
            doubts.append(mapped)
    for number, column in columns.items():
        doubts.extend(_mapped(column, axis, axis, min(SURE - 0.01, column.fields[axis])) for axis in AXES
                      if number not in taken and column.fields.get(axis, 0.0) >= _DOUBT and axis not in found)
    found |= ticked
    order = {each.name: i for i, each in enumerate(FIELDS)}
    found = dict(sorted(found.items(), key=lambda item: order[item[0]]))
    return found, [doubt for doubt in doubts if doubt.column not in taken], made


def _columns(cells: Cells, heading: Heading, records: Sequence[int]) -> dict[int, Column]:
    columns = {}
    named = dict(meanings(heading))
    for number in sorted(heading.texts):
        found = profile([cells.value(row, number) for row in records],
                        sum(cells.formula(row, number) is not None for row in records[:200]))
        meaning = named.get(number)
        if meaning is not None and found.pairs and _one_axis(meaning):
            found = replace(found, pairs=0.0)  # "low/medium" lies between two steps
        column = Column(number, heading.text(number), found)
        if meaning is not None:
            column.stage = meaning.stage
            for name, strength in meaning.fields.items():
                later = name in _SAID and meaning.stage in ("residual", "target")  # what may still happen then
                column.fields[name] = round(strength * fit(BY_NAME[name].content, found) * (_LOW if later else 1), 4)
                column.evidence[name] = ["header", *_seen(name, found)]
            _read_otherwise(column, meaning.fields)
        columns[number] = column
    return columns


def _one_axis(meaning: Meaning) -> bool:
    """Whether a heading says the likelihood alone, or the impact alone."""
    said = sorted(meaning.fields.get(axis, 0.0) for axis in AXES[:2])
    return said[0] < _LOW and said[1] >= _CERTAIN and max(meaning.fields.values()) == said[1]


_SAID: Final = ("title", "description", "cause", "consequence")
_LOW: Final = 0.5
_CERTAIN: Final = 0.92
_SHORT: Final = 90


def _read_otherwise(column: Column, said: Mapping[str, float]) -> None:
    """Let the contents say what a heading leaves open: points or a level, how bad or what happens then."""
    p = column.profile
    if p.count == 0:
        if said.get("impact", 0.0) == max(said.values(), default=0.0) > SURE and "consequence" in column.fields:
            column.fields["consequence"] = min(column.fields["consequence"], column.fields["impact"] - 0.01)
        return  # a form that waits: "Impact" is to be rated
    if said.get("due", 0.0) >= _CERTAIN and max(said.values()) == said["due"] and p.numbers < _LOW and p.length < _SHORT:
        column.fields["due"] = max(column.fields["due"], SURE + 0.02)  # "before go-live" is a date to people
    score, level, impact = (said.get(name, 0.0) for name in ("score", "level", "impact"))
    words = p.graded > _LOW and p.numbers < 1 - _LOW
    if score >= SURE and level < score and words:
        _suggest(column, "level", 0.95 * score)
    elif level >= SURE and score < level and p.numbers > SURE and p.high > _MOST_RANKS and not p.rising:
        _suggest(column, "score", 0.9 * level)
    elif impact >= _LOW and said.get("consequence", 0.0) < impact and _tells(p, impact):
        _suggest(column, "consequence", 0.95 * max(impact, SURE + 0.1))


def _tells(p: Profile, impact: float) -> bool:
    """Whether cells below a heading about the impact say in their own words what happens, and rate nothing."""
    if impact < SURE:
        return p.rated == 0 and p.length > _SENTENCE
    words = p.length * (_DENSE if p.ideographic else 1) > _WORD
    return (p.rated < _LOW and p.length > _SENTENCE) or (p.rated == 0 and p.distinct == p.count and words)


_MOST_RANKS: Final = 5


def _suggest(column: Column, name: str, strength: float) -> None:
    column.fields[name] = max(column.fields.get(name, 0.0), round(strength * fit(BY_NAME[name].content, column.profile), 4))
    column.evidence[name] = ["header", *_seen(name, column.profile)]


def _seen(name: str, p: Profile) -> list[str]:
    """Return what the cells of a column say for a field, in words."""
    if p.count == 0:
        return ["no values"]
    if name in AXES[:3]:
        if p.numbers > 0.8 and p.whole > 0.99:
            return [f"whole numbers {p.low:g}..{p.high:g}"]
        if p.graded > 0.5:
            return [f"{p.distinct} words of a scale"]
        if p.percents or (p.numbers > 0.8 and p.high <= 1):
            return ["shares"]
    if name == "level" and p.graded > 0.5:
        return [f"{p.distinct} words of a scale"]
    if name == "id" and p.ids > 0.6:
        return [f"{p.distinct} different codes in {p.count} rows"]
    if BY_NAME[name].content in DAYS and p.dates > 0.4:
        return ["dates"]
    return []


def _second_impact(columns: Mapping[int, Column]) -> None:
    """Let the last of two columns that say how bad it is be the level, where likelihood and impact are there already.

    "Probability, Impact, Severity" comes in many languages, and in each the word for severity heads impacts too.
    """
    for stage in {c.stage for c in columns.values()}:
        likelihoods, impacts, *results = ([c for c in columns.values() if c.stage == stage and c.fields.get(name, 0.0) >= SURE]
                                          for name in AXES)
        if len(impacts) < 2 or not likelihoods:
            continue
        either = [c for c in impacts if c.fields.get("level", 0.0) >= SURE]
        last = either[0] if len(either) == 1 else impacts[-1]
        if any(c is not last for each in results for c in each):
            continue
        if last.profile.graded >= _LOW and (either == [last] or last.number > max(c.number for c in likelihoods)):
            for column in columns.values():
                if column is last or (column.stage not in (None, stage) and _same_but_stage(column, last)):
                    column.fields.pop("impact", None)
                    column.add("level", 0.85, "after the likelihood and the impact")


def _same_but_stage(first: Column, second: Column) -> bool:
    """Whether two headings say the same of two ratings: "Original severity", "Residual severity"."""
    return without_stage(first.header) == without_stage(second.header)


def _after_ratings(columns: Mapping[int, Column]) -> None:
    """Let headings mean what they do behind a likelihood and an impact.

    What is short is no name of the risk there, and a trigger tells how the risk shows, not where it comes from.
    """
    rated = [c.number for c in columns.values() if max(c.fields.get(axis, 0.0) for axis in AXES[:2]) >= SURE]
    if len(rated) < 2:
        return
    for column in columns.values():
        if column.number < max(rated):
            continue
        if plain(column.header) in triggers():
            column.fields.pop("cause", None)
        p = column.profile
        if min(column.fields.get("title", 0.0), column.fields.get("level", 0.0)) > 0 and (p.few or p.graded > _LOW) and (
                p.length < _SENTENCE):
            column.fields.pop("title")
            column.fields["level"] = max(column.fields["level"], SURE + 0.02)


def _next_review(columns: Mapping[int, Column]) -> None:
    """Let the review that is to come be the date of the review, where one column has the last and another the next."""
    reviews = [c for c in columns.values() if c.fields.get("review_date", 0.0) >= SURE]
    coming = [c for c in reviews if says_next(c.header)]
    if coming:
        for column in reviews:
            if column not in coming:
                column.fields.pop("review_date")


_TELLING: Final = ("title", "description")
_NEARLY: Final = 0.9
_MOSTLY: Final = 0.8


def _telling(column: Column) -> float:
    return max(column.fields.get(name, 0.0) for name in _TELLING)


def _name_the_risk(columns: Mapping[int, Column]) -> None:
    """Tell hazards from risks, and find the text that says what may happen where no heading does."""
    named = [c for c in columns.values() if _telling(c) >= SURE and _telling(c) >= _NEARLY * max(
        c.fields.get(axis, 0.0) for axis in AXES)]  # a "risk score" is called after the risk and tells nothing of it
    for column in named:
        others = [max(c.fields, key=lambda name: c.fields[name]) for c in named if c is not column]
        if any(c.fields.get("cause", 0.0) >= SURE > _telling(c) for c in columns.values()):
            column.fields.pop("cause", None)  # another column tells where it comes from
        elif column.fields.get("cause", 0.0) >= max(SURE, _telling(column)) and set(others) & set(_TELLING):
            # A hazard beside what comes of it.
            for name in _TELLING:
                column.fields.pop(name, None)
            return
    if len(named) == 1 and named[0].profile.distinct >= _MOSTLY * named[0].profile.count:
        for name in ("service", "category"):  # "Activity / hazard", another in each row: nothing else names the risk
            if named[0].fields.get(name, 0.0) > _telling(named[0]):
                named[0].fields.pop(name)
    if len(named) == 1 and named[0].fields.get("cause", 0.0) > _telling(named[0]):
        named[0].fields.pop("cause")  # a risk factor that nothing is told to come of is the risk itself
    if named:
        return
    axes = [c.number for c in columns.values() if max(c.fields.get(axis, 0.0) for axis in AXES[:2]) >= SURE]
    # Before a likelihood and an impact stands what they rate, however short it is called.
    least, before = (_WORD, min(axes)) if len(axes) > 1 else (_SENTENCE, max(columns, default=0) + 1)
    texts = [c for c in columns.values() if c.profile.count >= 3 and c.number < before
             and c.profile.length * (_DENSE if c.profile.ideographic else 1) >= least and c.profile.ids <= SURE
             and c.profile.numbers < _LOW and c.profile.graded < _LOW
             and c.profile.distinct >= _MOSTLY * c.profile.count and max(c.fields.values(), default=0.0) < SURE]
    if texts:
        texts[0].add("title", SURE + 0.02, "the first column of texts that nothing else is known of")
        return
    groups = [c for c in columns.values() if c.fields.get("category", 0.0) >= SURE and c.profile.distinct == c.profile.count >= _FEW
              and c.profile.length >= _SENTENCE]
    if groups and min(columns) == groups[0].number:
        groups[0].fields.pop("category")
        groups[0].add("title", SURE + 0.02, "a text of its own in each row")


_SENTENCE: Final = 15
_FEW: Final = 3
_WORD: Final = 5
_DENSE: Final = 3
"""As many letters of other scripts say what one ideograph says."""


def _from_contents(columns: Mapping[int, Column]) -> None:
    """Give a field to columns whose heading says nothing but whose cells do."""
    ids = [column for column in columns.values() if column.fields.get("id", 0.0) >= SURE]
    if any(not column.profile.rising and column.profile.distinct >= _NEARLY * column.profile.count for column in ids):
        for column in ids:
            if column.profile.rising:  # a running number beside codes such as R-01 only counts the rows
                column.fields["id"] = SURE - 0.05
    _name_the_risk(columns)
    for place, column in enumerate(columns.values()):
        p = column.profile
        if p.treatments > 0.8 and p.few and p.count >= 5 and max(column.fields.values(), default=0) < SURE:
            column.add("treatment", 0.6, "words such as avoid, reduce, accept")
        if max(column.fields.values(), default=0) >= 0.5 or p.count < 3:
            continue
        if place == 0 and p.ids > 0.8 and p.distinct >= 0.9 * p.count - 1:
            column.add("id", 0.62, f"{p.distinct} different codes in the first column")


def _mapped(column: Column, name: str, key: str, confidence: float) -> Mapped:
    why = tuple(dict.fromkeys(column.evidence.get(key, ())))
    return Mapped(name, column.number, column.header, round(confidence, 2), why)


def ticked_ratings(cells: Cells, heading: Heading, records: Sequence[int]) -> dict[str, Mapped]:
    """Return the ratings that are given by a mark in one of several columns below one heading."""
    groups: dict[str, list[int]] = {}
    for number, (upper, lower) in heading.texts.items():
        rating = read_rating(lower)
        if upper and rating is not None and (rating.number is not None or known_word(rating)):
            groups.setdefault(upper, []).append(number)
    found: dict[str, Mapped] = {}
    for upper, numbers in groups.items():
        said = meaning(upper)
        axis = max(("likelihood", "impact"), key=lambda name: said.fields.get(name, 0.0))
        if said.fields.get(axis, 0.0) < SURE or len(numbers) < 2:
            continue
        marks = [cells.value(row, n) for row in records for n in numbers if cells.filled(row, n)]
        if not marks or any(as_text(mark).strip().casefold() not in TICKS for mark in marks):
            continue
        name = axis if axis not in found and said.stage not in ("residual", "target") else f"residual_{axis}"
        ticks = tuple((number, heading.texts[number][1]) for number in sorted(numbers))
        found[name] = Mapped(name, ticks[0][0], " ".join(upper.split()), round(said.fields[axis], 2),
                             ("header", f"marks in {len(ticks)} columns"), ticks)
    return found
