"""What the words of a column's heading may mean: fields, how well they fit, and the stage of a rating."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from smsxl.registers.fields import AXES
from smsxl.registers.headings.contained import MOST_WORDS, contained, strip_cjk, strip_noise
from smsxl.registers.headings.spelling import TIDIED, misspelt, rejoined, spelt_out, unbroken
from smsxl.registers.headings.under import below_measures
from smsxl.registers.words import aliases, asides, dates, is_cjk, measures, plain, stages, units

_BRACKETS: Final = re.compile(r"[(\[{（【〔][^)\]}）】〕]*[)\]}）】〕]?")
_ENDINGS: Final = re.compile(r"(?<=[^\W\d])(?:\((?:e?s|e?n|e|a|o|as|os|r|innen|in|ы|и)\)|/-?(?:innen|in|r)\b)", re.IGNORECASE)
"""Endings that stand for one or several: "Maßnahme(n)", "acción(es)", "Eigner/in"."""

_FOOTNOTE: Final = re.compile(r"(?<=\w)\s*[*†‡¹²³]+\s*$")
_EQUALS: Final = re.compile(r"(?<=\w{3})\s*=\s.{20,}$", re.DOTALL)
"""What a heading says of itself: "Controls = what we do already to keep the risk low"."""

_PARTS: Final = re.compile(r"\s*[/\n|:;–—]\s*|\s+-\s+")
_LATIN: Final = re.compile("[a-z0-9]+(?: [a-z0-9]+)*")
_SECOND: Final = re.compile(r"(?<=[^\W\d]) ?[12]$")
_BY: Final = re.compile(r"\b(?:x|by|mal|par|por|per|fois|keer|на)\b")
_EXACT: Final = 0.98
_LATER: Final = 0.95
_SHORT: Final = 0.6
_LONG: Final = 120


@dataclass(frozen=True)
class Meaning:
    """What a heading may mean: a strength from 0 to 1 by field (ratings without their stage), and the stage."""

    fields: dict[str, float] = field(default_factory=dict)
    stage: str | None = None

    @property
    def best(self) -> float:
        """The strength of what it means most."""
        return max(self.fields.values(), default=0.0)


@lru_cache(maxsize=20_000)
def meaning(text: str) -> Meaning:
    """Return what a heading of one cell may mean."""
    found: dict[str, float] = {}
    stage: str | None = None
    text = _EQUALS.sub("", _FOOTNOTE.sub("", _ENDINGS.sub("", text)))
    if len(text) > _LONG:  # what comes after the first line says how to fill the column
        text = text.strip().partition("\n")[0]
        if len(_BRACKETS.sub(" ", text)) > _LONG:
            return Meaning()
    for words, weight in _variants(text):
        fields, named = _phrase(words)
        stage = stage or named
        for name, strength in fields.items():
            found[name] = max(found.get(name, 0.0), strength * weight)
    if stage is None:
        stage = stage_of(text)
    return Meaning(found, stage)


def joined(upper: str, lower: str) -> Meaning:
    """Return what a heading of two rows means: the lower one names the column, the upper one the stage or the rest."""
    below, above = meaning(lower), meaning(upper)
    if not plain(_BRACKETS.sub(" ", lower)) or not (below.fields or strip_noise(plain(lower))):
        return above
    fields = below_measures(below.fields, above.fields)
    if upper:
        together = meaning(f"{upper} {lower}")
        for name, strength in together.fields.items():
            fields[name] = max(fields.get(name, 0.0), strength * 0.95)
        for name, strength in above.fields.items():
            if name in AXES and not below.fields:
                fields[name] = max(fields.get(name, 0.0), strength * 0.9)
    return Meaning(fields, below.stage or above.stage or stage_of(upper))


def short_meaning(text: str) -> dict[str, float]:
    """Return the fields that a part of a heading or of a cell may mean; a single letter counts as much as a word."""
    return dict(_fields(plain(text), short=True))


def letter_of(upper: str, lower: str) -> str | None:
    """Return the only letter of a heading, a scale in brackets and the stage left aside; None where it has words."""
    words = plain(_BRACKETS.sub(" ", unbroken(lower or upper).rstrip("*†‡¹²³ ")))
    taken = _take_stage(words)
    bare = (strip_noise(taken[1]) if taken else strip_noise(words)) or words
    return bare if len(bare) == 1 and bare.isalpha() and not is_cjk(bare) else None


def stage_of(text: str) -> str | None:
    """Return the stage that a text names: inherent, current, residual or target."""
    words = plain(text)
    found = _take_stage(words)
    return found[0] if found else None


def without_stage(text: str) -> str:
    """Return the plain words of a heading but for its stage and what changes nothing."""
    words = plain(text)
    found = _take_stage(words)
    return strip_noise(found[1] if found else words)


def _variants(text: str) -> Iterator[tuple[str, float]]:
    text = unbroken(text)
    outside = _BRACKETS.sub(" ", text)
    bare = plain(outside)
    if bare:
        yield bare, 1.0
    unhyphened = _BRACKETS.sub(" ", rejoined(text))
    whole_words = plain(unhyphened)
    if whole_words and whole_words != bare:
        yield whole_words, 0.97  # "Rest-risiko", "Actie-houder": a hyphen where the line may break
    spelt = spelt_out(unhyphened)
    if spelt and spelt not in (bare, whole_words):
        yield spelt, 0.9
    second = _SECOND.sub("", bare)
    if second and second != bare:
        yield second, 0.96  # "Likelihood 2", "L2", "Score.1": the rating that comes again
    whole = plain(text)
    if whole != bare:
        yield whole, 0.97 if not bare else 0.9
        for inner in _BRACKETS.findall(text):
            words = plain(inner)
            if len(words) > 3:
                yield words, 0.85
    parts = [plain(part) for part in _PARTS.split(outside)]
    if len(parts) == 1 and is_cjk(bare) and _LATIN.search(bare):  # two languages in one heading
        parts = [" ".join(_LATIN.sub(" ", bare).split()), " ".join(_LATIN.findall(bare))]
    parts = [part for part in parts if part]
    if len(parts) > 1:
        for place, part in enumerate(parts):
            yield part, 0.93 if place == 0 else 0.88


@lru_cache(maxsize=20_000)
def _phrase(words: str) -> tuple[dict[str, float], str | None]:
    """Return the fields that plain words may mean, and their stage."""
    if words not in aliases() and (words in asides() or set(words.split()) & asides() or (
            is_cjk(words) and any(aside in words for aside in asides() if is_cjk(aside)))):
        return {}, None
    if _multiplied(words):
        found = _take_stage(words)
        return {"score": 0.9}, found[0] if found else None
    fields = _fields(words)
    taken = _take_stage(words)
    if taken is None:
        return fields, None
    stage, rest = taken
    if not strip_noise(rest) and not is_cjk(rest):
        # "Inherent risk", "Restrisiko": a score or a level of that stage, as the contents say.
        named = {name: strength for name, strength in _fields(rest).items() if name in AXES[2:]}
        return {**fields, **{name: max(named.get(name, 0.85 if len(named) != 1 else 0.7), fields.get(name, 0))
                             for name in AXES[2:]}}, stage
    if not rest or (is_cjk(rest) and not strip_cjk(rest)):
        return {**fields, "score": 0.85, "level": 0.85}, stage
    rated = {name: strength * 0.99 for name, strength in _fields(rest).items() if name in AXES}
    others = {name: strength * 0.97 for name, strength in _fields(rest).items()
              if name not in AXES and not (name == "identified" and rest in dates())}
    plain_fields = {name: strength * 0.8 if name in AXES and rated else strength for name, strength in fields.items()}
    return {**others, **plain_fields, **{n: max(s, plain_fields.get(n, 0)) for n, s in rated.items()}}, stage


_LETTERS: Final = re.compile(r"\b(\w)x ?(?=\w)")


_AXES: Final = frozenset(("likelihood", "impact"))


def _multiplied(words: str) -> bool:
    """Whether a heading writes the score as a product: "likelihood x impact", "l x i", "pxi", "ic gxfxm"."""
    parts = [part.strip() for part in _BY.split(_LETTERS.sub(r"\1 x ", words))]
    if len(parts) < 2 or not all(parts):
        return False
    parts[0] = parts[0].rpartition(" ")[2] if len(parts[0].rpartition(" ")[2]) == 1 else parts[0]  # "r = p x d"
    return sum(bool(_AXES & set(_near(_fields(part, short=True)))) for part in parts) >= 2


def _near(fields: dict[str, float]) -> list[str]:
    return [name for name, strength in fields.items() if strength >= _SHORT]


@lru_cache(maxsize=20_000)
def _fields(words: str, *, short: bool = False) -> dict[str, float]:
    found: dict[str, float] = {}
    known = aliases()
    if words in known:
        for name, place in known[words].items():
            strength = _EXACT if place <= 3 else _LATER
            if len(words) == 1 and not is_cjk(words) and name != "id" and not short:
                strength = _SHORT
            found[name] = strength
    bare = strip_noise(words)
    if bare and bare != words and bare in known:
        for name in known[bare]:
            if name in AXES[:2] or name not in found:
                least = _SHORT - 0.05 if len(bare) == 1 and not is_cjk(bare) else TIDIED if name in AXES[:2] else 0.85
                found[name] = max(found.get(name, 0.0), least)
    for name in _unordered().get(_bag(words), {}) if " " in words else ():
        found[name] = max(found.get(name, 0.0), 0.9)
    for name, strength in contained(words).items():
        if strength > found.get(name, 0.0):
            found[name] = strength
    first, *others = words.split() or [""]
    if len(others) > 1 and others[0] in _ABOUT and _EFFECTS & known.get(first, {}).keys():
        found = {name: strength for name, strength in found.items() if name not in _WHOM}
        if not found:
            found = dict.fromkeys(_EFFECTS, 0.65) if "impact" in known[first] else {"consequence": 0.65}
    if not found and 5 <= len(words) <= 30 and words.count(" ") < 3:
        found = dict(misspelt(words))
    if words not in known and words.rpartition(" ")[2] in _REFERRING:
        found = {name: strength for name, strength in found.items() if name == "id" or strength >= TIDIED}
    if words not in known and not units().isdisjoint(words.split()):
        found = {name: strength for name, strength in found.items() if name not in AXES[2:]}
    return _told_apart(words, found)


_ABOUT: Final = frozenset(("on", "for", "sur", "pour", "auf", "fur", "sobre", "para", "en", "su", "per", "op", "voor", "na", "dla",
                           "на", "для", "pa", "til"))
"""Words after which a heading says whom or what the impact is on."""

_EFFECTS: Final = frozenset(("impact", "consequence"))
_WHOM: Final = ("objective", "service", "category", "relates_to")
"""What something has an effect on, which the column does not hold."""

_REFERRING: Final = frozenset(("id", "ids", "ref", "refs", "link", "links"))
"""Words that end the heading of a column that only points at something else: "Task IDs"."""


def _told_apart(words: str, found: dict[str, float]) -> dict[str, float]:
    """Let "existing" or "further" tell whether measures are controls or what is planned, whatever else they are called."""
    strength = max(found.get("controls", 0.0), found.get("treatment_plan", 0.0))
    if strength == 0.0 or words in aliases():
        return found
    existing, planned = (any(word.startswith(start) for start in starts for word in words.split())
                         or (is_cjk(words) and any(is_cjk(start) and start in words for start in starts))
                         for starts in measures())
    if existing == planned:
        return found
    name, other = ("controls", "treatment_plan") if existing else ("treatment_plan", "controls")
    return {**{key: value for key, value in found.items() if key != other}, name: max(strength, TIDIED)}


def _bag(words: str) -> str:
    return " ".join(sorted(word for word in words.split() if word not in _LINKS))


_LINKS: Final = frozenset(("of", "for", "the", "to", "by", "de", "du", "des", "la", "le", "del", "di", "da", "do", "der",
                           "die", "das", "van", "het", "av", "og", "d", "l"))


@cache
def _unordered() -> dict[str, dict[str, int]]:
    """Return the fields of the known headings of several words, whatever order the words come in."""
    found: dict[str, dict[str, int]] = {}
    for alias, names in aliases().items():
        bag = _bag(alias)
        if " " in bag:
            for name, place in names.items():
                found.setdefault(bag, {})[name] = place
    return found


@cache
def _cjk_stages() -> tuple[tuple[str, str], ...]:
    found = [(phrase.replace(" ", ""), stage) for phrase, stage in stages().items() if is_cjk(phrase)]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def _stage_openings() -> frozenset[str]:
    """Return the first words of the phrases that name stages."""
    return frozenset(phrase.split()[0] for phrase in stages())


@cache
def _long_stages() -> tuple[tuple[str, str], ...]:
    return tuple((phrase, stage) for phrase, stage in stages().items() if len(phrase) >= 4 and " " not in phrase)


@lru_cache(maxsize=20_000)
def _take_stage(words: str) -> tuple[str, str] | None:
    """Return the stage that plain words name and what is left of them; None where they name none."""
    known = stages()
    parts = words.split()
    if len(parts) <= MOST_WORDS and not _stage_openings().isdisjoint(parts):
        for length in range(min(4, len(parts)), 0, -1):
            for start in range(len(parts) - length + 1):
                words_here = " ".join(parts[start:start + length])
                stage = known.get(words_here)
                if stage is not None and (len(words_here) > 2 or start in (0, len(parts) - length)):
                    rest = " ".join(parts[:start] + parts[start + length:])
                    later = _take_stage(rest) if stage == "current" else None  # "current residual risk"
                    return later or (stage, rest)
    if is_cjk(words):
        compact = words.replace(" ", "")
        for phrase, stage in _cjk_stages():
            if phrase in compact:
                return stage, compact.replace(phrase, "", 1)
    if len(parts) == 1 and len(words) > 6:
        for phrase, stage in _long_stages():
            if words.startswith(phrase) and len(words) > len(phrase) + 2:
                rest = words[len(phrase):]
                if not strip_noise(rest) or set(_fields(rest)) & set(AXES):
                    return stage, rest
    return None


def repeats(first: str, second: str) -> bool:
    """Whether two headings say the same, but for a number at their end and what stands in brackets."""
    return _bare(first) == _bare(second)


def _bare(text: str) -> str:
    return _SECOND.sub("", plain(_BRACKETS.sub(" ", text))) or plain(text)
