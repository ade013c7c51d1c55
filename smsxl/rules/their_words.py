"""Words in registers of other layouts that are mistyped or say nothing (RSK624, RSK625)."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from smsxl.hosts.port import HasRules
from smsxl.registers.book import RegisterBook
from smsxl.registers.words import choice, plain, says_nothing, strength
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, hit
from smsxl.rules.their_work import at, told
from smsxl.tables.rows import as_text

if TYPE_CHECKING:
    from smsxl.registers.model import Register

_IDENTIFY: Final = "6.1.2 Identify"
_KINDS: Final = {"treatment": "treatments", "status": "statuses", "type": "types"}
_OFTEN: Final = 4
"""As many rows have to write a word the usual way."""

_ALIKE: Final = 0.88
_SHORTEST: Final = 5


class WordMisspelt(TheirRule):
    """A word is written otherwise than in the other rows.

    What it checks: categories, types, treatments, statuses, levels and ratings in words: a word that stands in one row
    only and differs in a letter or two from one that several rows have. Cells with a list of their own are left to
    WBK615.
    Why it matters: filters, counts and look-ups by the usual word pass over the row.
    How to fix: write it as in the other rows; a drop-down list keeps it so.
    """

    code = "RSK624"
    name = "own-word-misspelt"
    severity = Severity.WARNING
    area = _IDENTIFY
    message = '{id} has the {column} "{value}", which {count} other rows write "{expected}".'
    hidden_fix = "Write it as the other rows do, best chosen from a list."
    hidden = "The word in {column} is written otherwise than in the other rows."
    fix = 'Write "{expected}", best chosen from a list.'
    failing = example(Theirs("P6", "Reduec"), at=("Risk list", "P6", ""))
    passing = example(Theirs("P6", "Share"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for name, mapped in register.columns.items():
            kind = name.rpartition("_")[2]
            if mapped.ticks or kind not in ("category", "type", "treatment", "status", "level", "likelihood", "impact"):
                continue
            texts = {row: as_text(register.cells.value(row, mapped.column)).strip() for row in register.records}
            counted = Counter(plain(text) for text in texts.values() if text)
            usual = [word for word, count in counted.items() if count >= _OFTEN]
            for row, text in texts.items():
                word = plain(text)
                if counted[word] != 1 or _known(kind, text) or _has_list(register, row, mapped.column):
                    continue
                meant = next((other for other in usual if _alike(word, other)), None)
                if meant is not None:
                    written = next(shown for shown in texts.values() if plain(shown) == meant)
                    yield hit(register, row, mapped.column, name, expected=written, count=counted[meant])


def _known(kind: str, text: str) -> bool:
    """Whether a word has a meaning of its own, such as "unlikely" beside "likely"."""
    if kind in _KINDS:
        return choice(_KINDS[kind], text) is not None
    return strength(text) is not None


def _alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _SHORTEST or abs(len(word) - len(other)) > 2:  # noqa: PLR2004 - a letter or two
        return False
    if [c for c in word if c.isdigit()] != [c for c in other if c.isdigit()]:
        return False
    if sorted(word) == sorted(other):
        return True  # two letters changed places
    return difflib.SequenceMatcher(None, word, other).ratio() >= _ALIKE


def _has_list(register: Register, row: int, column: int) -> bool:
    workbook = register.cells.workbook
    return isinstance(workbook, HasRules) and any(
        (row, column) in area for allowed in workbook.rules(register.sheet).lists for area in allowed.areas)


class TextSaysNothing(TheirRule):
    """A name or a text only holds a place.

    What it checks: the risk and its owner for entries such as TBD, N/A, unknown and xxx.
    Why it matters: the cell looks filled, so nobody asks again who answers for the risk.
    How to fix: enter what was left open.
    """

    code = "RSK625"
    name = "own-text-says-nothing"
    severity = Severity.WARNING
    area = _IDENTIFY
    message = "{who} {has} only a placeholder in {column}, such as {entry}."
    hidden = "There is only a placeholder in {column}."
    fix = "Enter what was left open."
    failing = example(Theirs("D6", "TBD"), at=("Risk list", "D6", ""))
    passing = example(Theirs("D6", "Tabea"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for name in ("title", "description", "owner"):
            mapped = register.columns.get(name)
            if mapped is None:
                continue
            texts = [(row, as_text(register.cells.value(row, mapped.column)).strip()) for row in register.records]
            found = [at(register, row, name, entry=text) for row, text in texts
                     if text and says_nothing(text)]
            yield from told(register, found, len(texts), name)


RULES: Final = (WordMisspelt, TextSaysNothing)
