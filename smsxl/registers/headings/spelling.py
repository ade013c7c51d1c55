"""Words of headings that are broken between lines, set one letter a line, hyphenated or shortened."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import takewhile
from typing import Final

from smsxl.registers.words import aliases, is_cjk, plain

_TYPO: Final = 0.88
TIDIED: Final = 0.92
_BROKEN: Final = re.compile(r"(?<=[^\W\d])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_STANDING: Final = re.compile(r"\s*(?:[^\W\d][.]?[ \t]*\r?\n[ \t]*){2,}[^\W\d]\s*")
_SHORTENED: Final = re.compile(r"([^\W\d]{3,})\.")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d]{2})[-\u00ad\u2010](?=[^\W\d]{2})")


def unbroken(text: str) -> str:
    """Return a heading with the words put together again that were broken between lines, or set one letter a line."""
    if _STANDING.fullmatch(text):
        return "".join(text.split())
    return _BROKEN.sub(_put_together, text)


def _put_together(match: re.Match[str]) -> str:
    """Leave a hyphen before a capital, as in "Risiko-Nr.", and take it away within a word."""
    return "-" if match.string[match.end()].isupper() else ""


def spelt_out(text: str) -> str | None:
    """Return plain words with each shortened one ("Prob.", "wahrscheinl.") spelt as the headings that are known."""
    found = False
    if "." not in text or len(text) > _HEADING:
        return None

    def whole(match: re.Match[str]) -> str:
        nonlocal found
        start = plain(match[1])
        word = None if start in aliases() else _longer(start)
        found |= word is not None
        return f"{word or match[1]} "

    spelt = plain(_SHORTENED.sub(whole, text))
    return spelt if found else None


@lru_cache(maxsize=2_000)
def _longer(start: str) -> str | None:
    """Return the commonest known word that begins or, as the end of a compound, goes on like a shortened one."""
    known = [(min(aliases()[word].values()), word) for word in _beginning(start) if len(word) > len(start)]
    if known:
        return min(known)[1]
    for cut in range(3, len(start) - 4):  # "eintrittswahrscheinl": the second half of a compound is shortened
        longer = [word for word in _beginning(start[cut:]) if len(word) > _COMPOUND]
        if longer:
            return start[:cut] + min(longer, key=len)
    return None


def _beginning(start: str) -> list[str]:
    """Return the known headings of one word that begin with some letters."""
    words = _words()
    first = bisect_left(words, start)
    return list(takewhile(lambda word: word.startswith(start), words[first:first + _MOST]))


@cache
def _words() -> list[str]:
    return sorted(word for word in aliases() if " " not in word and not is_cjk(word))


_COMPOUND: Final = 8
_MOST: Final = 200
_HEADING: Final = 60
"""Longer texts are sentences, whose words end with a full stop because the sentence does."""


def rejoined(text: str) -> str:
    """Return a text without the hyphens where a line may break: "Rest-risiko", "Actie-houder"."""
    return _HYPHEN.sub("", text)


@cache
def _by_beginning() -> dict[tuple[str, int], list[str]]:
    """Return the known headings of some length by their first letter and their length."""
    found: dict[tuple[str, int], list[str]] = {}
    for alias in aliases():
        if len(alias) >= 5 and not is_cjk(alias):
            found.setdefault((alias[0], len(alias)), []).append(alias)
    return found


def misspelt(words: str) -> Iterator[tuple[str, float]]:
    """Yield the fields of the known heading that a misspelt one is like, and how strongly it means them."""
    if is_cjk(words) or not words.replace(" ", "").isalpha():
        return
    candidates = [alias for length in range(len(words) - 2, len(words) + 3)
                  for alias in _by_beginning().get((words[0], length), ())]
    for umlaut in ("ae", "oe", "ue"):
        if umlaut in words and (spelt := words.replace(umlaut, umlaut[0])) in aliases():
            yield from ((name, TIDIED) for name in aliases()[spelt])
            return
    letters = set(words)
    candidates = [alias for alias in candidates if len(letters.symmetric_difference(alias)) <= 3]
    near = difflib.get_close_matches(words, candidates, n=1, cutoff=_TYPO)
    if near:
        ratio = difflib.SequenceMatcher(None, words, near[0]).ratio()
        yield from ((name, 0.9 * ratio) for name in aliases()[near[0]])
