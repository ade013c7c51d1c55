"""Words as registers of many languages write them, in one form: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

_SIMPLER: Final = str.maketrans("風險應對緩級類責負狀態響機處監號編標題評價嚴檢驗產業擔預計劃實際",
                                "风险应对缓级类责负状态响机处监号编标题评价严检验产业担预计划实际")
"""Traditional characters of headings, and what they are written with elsewhere."""

_LETTERS: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "#": " # ",
                                 "~": "-", "×": " x ", "*": " x ", "’": " ", "'": " "} | _SIMPLER)
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0640]")
_NOT_WORDS: Final = re.compile(r"[^\w#+-]+|_|(?<!\w)[+-]+(?=\w)|(?<=\w)[+-]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST: Final = 400
_LETTERED: Final = re.compile("[a-f] (?:- )?(.{3,})")
"""A step of a scale with its letter, such as "D - Serious"."""

TO_FILL: Final = re.compile(r"<[^<>]{1,40}>|\[[^\[\]]{1,40}\]|\{[^{}]{1,40}\}")
"""What stands in brackets alone, such as "<to be filled in>", waits for somebody."""


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return a text as words with one space between them, without case, accents and punctuation."""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text[:_LONGEST])).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text.translate(_LETTERS)))
    return " ".join(_NOT_WORDS.sub(" ", text).split())


def is_cjk(text: str) -> bool:
    """Whether a text is written in a script that puts no spaces between words."""
    return _CJK.search(text) is not None


@cache
def asset(name: str) -> Mapping[str, Any]:
    """Return a file of words below `assets/registers`."""
    import tomllib  # noqa: PLC0415 - only for registers of other layouts

    text = files("smsxl").joinpath("assets", "registers", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def aliases() -> Mapping[str, Mapping[str, int]]:
    """Return the fields that each known heading may mean, with its place in the list of its language."""
    known: dict[str, dict[str, int]] = {}
    for field, languages in asset("aliases.toml").items():
        for phrases in languages.values():
            for place, phrase in enumerate(phrases):
                fields = known.setdefault(plain(phrase), {})
                fields[field] = min(place, fields.get(field, place))
    known.pop("", None)
    return known


@cache
def stages() -> Mapping[str, str]:
    """Return the stage that each phrase names."""
    return {plain(phrase): stage for stage, phrases in asset("words.toml")["stages"].items() for phrase in phrases}


def _listed(kind: str) -> frozenset[str]:
    """Return the plain words of a list in words.toml."""
    return frozenset(map(plain, asset("words.toml")[kind]["words"]))


@cache
def noise() -> frozenset[str]:
    """Return the words of headings that change nothing."""
    return _listed("noise")


@cache
def cjk_noise() -> tuple[str, ...]:
    """Return what changes nothing in headings without spaces, the longest first."""
    return tuple(sorted(map(plain, asset("words.toml")["noise"]["cjk"]), key=len, reverse=True))


@cache
def asides() -> frozenset[str]:
    """Return the words of headings that speak about a rating and are none."""
    return _listed("asides")


@cache
def dates() -> frozenset[str]:
    """Return the words for a date, which alone in a heading mean the day on which a risk was found."""
    return _listed("dates")


@cache
def triggers() -> frozenset[str]:
    """Return how headings call what shows that a risk is about to happen."""
    return _listed("triggers")


@cache
def units() -> frozenset[str]:
    """Return the words of headings that tell an amount of money, time or work, which is no score."""
    return _listed("units")


@cache
def measures() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how words begin that make measures existing ones, and planned ones."""
    known = asset("words.toml")["measures"]
    return tuple(map(plain, known["existing"])), tuple(map(plain, known["planned"]))


@cache
def _nothing() -> frozenset[str]:
    return _listed("nothing")


def says_nothing(text: str) -> bool:
    """Whether a text only holds a place, such as "TBD", "n/a", "<fill in>" or "???"."""
    words = plain(text)
    return words in _nothing() or not words.strip("-? ") or TO_FILL.fullmatch(text.strip()) is not None


def says_next(header: str) -> bool:
    """Whether the heading of a column of reviews speaks of the next one, not of the last."""
    words = plain(header)
    return any(plain(start) in words for start in asset("words.toml")["review"]["next"])


@cache
def totals() -> frozenset[str]:
    """Return the words that a row of totals begins with."""
    return _listed("totals")


@cache
def _strengths() -> Mapping[str, int]:
    known: dict[str, int] = {}
    for strength, words in asset("words.toml")["strength"].items():
        for word in words:
            known.setdefault(plain(word), int(strength))
    return known


_WEAKENED: Final = {plain(word) for word in ("risk", "risiko", "risque", "riesgo", "rischio", "risco", "risico", "ryzyko",
                                             "риск", "impact", "probability", "likelihood", "level", "priority")}


@lru_cache(maxsize=20_000)
def strength(text: str) -> int | None:
    """Return how strong a word of a scale is, 1 to 9; None where it is no such word."""
    words = plain(text)
    known = _strengths()
    if not words:
        return _SIGNS.get(text.strip("\ufe0f ")[:1])
    found = known.get(words)
    if found is None and " " in words:
        found = known.get(" ".join(word for word in words.split() if word not in _WEAKENED))
    if found is None and (lettered := _LETTERED.fullmatch(words)) is not None:
        found = known.get(lettered[1])
    if found is None and is_cjk(words):
        for tail in ("风险", "風險", "リスク", "的"):
            if words.endswith(tail):
                found = known.get(words.removesuffix(tail))
    return found if found is not None else _short(text, words, known) or _between(text, known)


def _short(text: str, words: str, known: Mapping[str, int]) -> int | None:
    """Return the strength of a shortened word, such as "Crit." or "Низк."; None where it may stand for several."""
    if not text.rstrip().endswith(".") or len(words) < 3 or not words.isalpha():
        return None
    found = {value for word, value in known.items() if word.startswith(words) and " " not in word}
    return found.pop() if len(found) == 1 else None


_SIGNS: Final = {"🟢": 3, "🟩": 3, "🔵": 2, "🟡": 5, "🟨": 5, "🟠": 6, "🟧": 6, "🔴": 7, "🟥": 7, "🟣": 9, "⚫": 9, "⚪": 1}
_JOINTS: Final = re.compile(r"\s*(?:[/–—→~]|-+>?|\b(?:to|bis|a|à|do|до|tot|til|till|hasta|ate|or|oder|ou|o|или)\b)\s*", re.IGNORECASE)


def _between(text: str, known: Mapping[str, int]) -> int | None:
    """Return the strength of two words of a scale together, such as "low to medium", "Mittel-Hoch" or "中高"."""
    words = plain(text)
    parts = list(words) if is_cjk(words) and len(words) == 2 else _JOINTS.split(text)
    if len(parts) != 2 or len(text) > _PHRASE:
        return None
    low, high = (known.get(plain(part)) for part in parts)
    return None if low is None or high is None or low == high else (low + high) // 2


_PHRASE: Final = 40


@cache
def _finer() -> Mapping[str, int]:
    steps = asset("words.toml")["finer"]
    return {plain(word): place for place, name in enumerate(("more", "most"), start=1) for word in steps[name]}


def order_of(text: str) -> tuple[int, int]:
    """Return the place of a word of a scale among all such words: its strength, and what is finer than that."""
    return strength(text) or 0, _finer().get(plain(text), 0)


@cache
def choices(kind: str) -> Mapping[str, str]:
    """Return the key that each word means: `treatments`, `statuses` or `types`."""
    known: dict[str, str] = {}
    for key, words in asset("words.toml")[kind].items():
        for word in words:
            known.setdefault(plain(word), key)
    known.pop("", None)
    return known


def choice(kind: str, text: str) -> str | None:
    """Return the key that a text means: by the whole of it, else by its first word that means any."""
    known = choices(kind)
    words = plain(text)
    if words in known:
        return known[words]
    parts = words.split()
    if len(parts) <= 4:
        for length in range(len(parts) - 1, 0, -1):
            for start in range(len(parts) - length + 1):
                found = known.get(" ".join(parts[start:start + length]))
                if found is not None:
                    return found
    return None
