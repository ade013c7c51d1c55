"""Which level a score has by the register's own rule: formulas, keys, colours, a matrix, or as the rows have it."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from smsxl.hosts.port import ColourRule, HasRules
from smsxl.registers.cells import Cells
from smsxl.registers.criteria.legend import bands_of_labels
from smsxl.registers.criteria.matrix import find_matrix
from smsxl.registers.criteria.scales import numbers
from smsxl.registers.criteria.scoring import by_formula, score_number
from smsxl.registers.fields import STAGES
from smsxl.registers.model import Band, Levels, Register
from smsxl.registers.words import plain, strength
from smsxl.tables.rows import as_text

_TOP: Final = 1_000.0
_LEAST: Final = 0.75
"""The share of rows that bands have to explain to be believed."""

Line = tuple[float, str]


def level_texts(register: Register, stage: str) -> list[str]:
    """Return the level of each record as people read it."""
    mapped = register.columns.get(f"{stage}level")
    if mapped is None:
        return [""] * len(register.records)
    return [" ".join(as_text(register.cells.value(row, mapped.column)).split()) for row in register.records]


def score_numbers(register: Register, stage: str) -> list[float | None]:
    """Return the score of each record: what its cell shows, else what the ratings make."""
    mapped = register.columns.get(f"{stage}score")
    if mapped is not None:
        return [score_number(register.cells.value(row, mapped.column)) for row in register.records]
    likelihoods, impacts = (numbers(register, stage + axis) for axis in ("likelihood", "impact"))
    return [None if p is None or i is None else p * i for p, i in zip(likelihoods, impacts, strict=True)]


def find_levels(sheets: Iterable[Cells], register: Register, stage: str) -> Levels | None:
    """Return which level a score has in a stage; None where nothing says so."""
    if not {f"{stage}score", f"{stage}level"} & register.columns.keys():
        return None
    texts = level_texts(register, stage)
    scores = score_numbers(register, stage)
    mapped = register.columns.get(f"{stage}level")
    if mapped is not None:
        given = by_formula(register.cells, register.records, mapped.column)
        if given is not None and any(isinstance(v, str) and v.strip() for v in given):
            wanted = [" ".join(v.split()) or None if isinstance(v, str) else None for v in given]
            lines = [(s, w) for s, w in zip(scores, wanted, strict=True) if s is not None and w is not None]
            return _judged(Levels("formulas", _observed(lines), expected=tuple(wanted)), texts)
    labels = list(dict.fromkeys(text for text in texts if text))
    lines = [(s, t) for s, t in zip(scores, texts, strict=True) if s is not None and t]
    bands, where = bands_of_labels(sheets, register, labels if len(labels) <= 8 else [])
    if bands and (not labels or _explained(bands, lines) >= _LEAST or not lines):
        return _of_bands("key", bands, where, scores, texts)
    by_matrix = _of_matrix(sheets, register, stage, labels, texts)
    if by_matrix is not None:
        return by_matrix
    if labels and lines:
        return _inferred(register, stage, lines + _of_other_stages(register, stage, labels), scores, texts)
    coloured = _coloured(register, stage)
    return Levels("conditional formats", coloured) if coloured else None


def _of_matrix(sheets: Iterable[Cells], register: Register, stage: str, labels: Sequence[str],
               texts: Sequence[str]) -> Levels | None:
    if not 1 < len(labels) <= 8 or not {f"{stage}likelihood", f"{stage}impact"} <= register.columns.keys():
        return None
    rated = list(zip(*(numbers(register, stage + axis) for axis in ("likelihood", "impact")), strict=True))
    lines = [(p, i, text) for (p, i), text in zip(rated, texts, strict=True) if p is not None and i is not None and text]
    cells = find_matrix(sheets, register, stage, labels, lines)
    if cells is None:
        return None
    expected = tuple(cells.get((p, i)) if p is not None and i is not None else None for p, i in rated)
    return _judged(Levels("matrix", (), cells, expected), texts)


def _of_other_stages(register: Register, stage: str, labels: Sequence[str]) -> list[Line]:
    """Return the scores and levels of the register's other ratings, where they use the same labels."""
    known = {plain(label) for label in labels}
    found: list[Line] = []
    for other in STAGES:
        if other != stage and f"{other}level" in register.columns:
            texts = level_texts(register, other)
            if known & {plain(text) for text in texts if text}:
                found += [(s, t) for s, t in zip(score_numbers(register, other), texts, strict=True)
                          if s is not None and t]
    return found


def _judged(levels: Levels, texts: Sequence[str]) -> Levels:
    compared = [(w, t) for w, t in zip(levels.expected, texts, strict=True) if w is not None and t]
    agree = sum(plain(w) == plain(t) for w, t in compared)
    return Levels(levels.source, levels.bands, levels.cells, levels.expected, agree, len(compared), levels.where)


def _of_bands(source: str, bands: tuple[Band, ...], where: tuple[tuple[str, int, int], ...],
              scores: Sequence[float | None], texts: Sequence[str]) -> Levels:
    found = Levels(source, bands, where=where)
    expected = tuple(None if score is None else found.of_score(score) for score in scores)
    return _judged(Levels(source, bands, expected=expected, where=where), texts)


def of_bands(source: str, bands: tuple[Band, ...], register: Register, stage: str) -> Levels:
    """Return the levels of a register's records by bands that somebody stated."""
    return _of_bands(source, bands, (), score_numbers(register, stage), level_texts(register, stage))


def _explained(bands: Sequence[Band], lines: Sequence[Line]) -> float:
    if not lines:
        return 0.0
    right = sum(any(b.low <= score <= b.high and plain(b.label) == plain(label) for b in bands) for score, label in lines)
    return right / len(lines)


def _observed(lines: Sequence[Line]) -> tuple[Band, ...]:
    """Return the lowest and the highest score of each label."""
    spans: dict[str, list[float]] = {}
    for score, label in lines:
        span = spans.setdefault(label, [score, score])
        span[0], span[1] = min(span[0], score), max(span[1], score)
    return tuple(sorted((Band(label, low, high) for label, (low, high) in spans.items()), key=lambda b: (b.low, b.high)))


def _inferred(register: Register, stage: str, lines: Sequence[Line], scores: Sequence[float | None],
              texts: Sequence[str]) -> Levels | None:
    """Return the cuts between levels that the fewest rows contradict, or the matrix that the rows show."""
    cut = _cuts(lines)
    # Without a score of its own the register may read its levels from any matrix: bands have to explain all of it.
    least = _LEAST if f"{stage}score" in register.columns else 1.0
    if cut is not None and _explained(cut, lines) >= least:
        return _of_bands("rows", cut, (), scores, texts)
    likelihoods, impacts = (numbers(register, stage + axis) for axis in ("likelihood", "impact"))
    votes: dict[tuple[float, float], Counter[str]] = {}
    for p, i, text in zip(likelihoods, impacts, texts, strict=True):
        if p is not None and i is not None and text:
            votes.setdefault((p, i), Counter())[text] += 1
    cells = {}
    for at, counter in votes.items():
        (label, count), *rest = counter.most_common(2)
        if count >= 2 and (not rest or count >= 3 * rest[0][1]):
            cells[at] = label
    if sum(sum(votes[at].values()) for at in cells) < _LEAST * sum(sum(c.values()) for c in votes.values()):
        return None
    expected = tuple(cells.get((p, i)) if p is not None and i is not None else None
                     for p, i in zip(likelihoods, impacts, strict=True))
    return _judged(Levels("rows", (), cells, expected), texts)


def _cuts(lines: Sequence[Line]) -> tuple[Band, ...] | None:
    """Return the bands, in the order of their labels, that leave the fewest rows outside; found by trying each cut."""
    labels = _ordered(lines)
    values = sorted({score for score, _ in lines})
    if not 1 < len(labels) <= min(8, len(values)) or len(values) > 200:
        return None
    names = [plain(label) for label in labels]
    index = {name: i for i, name in enumerate(names)}
    place = {value: i for i, value in enumerate(values)}
    counts = [[0] * len(values) for _ in labels]
    for score, label in lines:
        counts[index[plain(label)]][place[score]] += 1
    # The most rows explained when the first j values go to the first i labels.
    best = [[0] * (len(values) + 1) for _ in range(len(labels) + 1)]
    cut = [[0] * (len(values) + 1) for _ in range(len(labels) + 1)]
    for i in range(1, len(labels) + 1):
        for j in range(len(values) + 1):
            options = [(best[i - 1][k] + sum(counts[i - 1][k:j]), k) for k in range(j + 1)]
            best[i][j], cut[i][j] = max(options)
    bands = []
    end = len(values)
    for i in range(len(labels), 0, -1):
        start = cut[i][end]
        if start < end:
            bands.append(Band(labels[i - 1], values[start], values[end - 1]))
        end = start
    return tuple(reversed(bands)) if len(bands) > 1 else None


def _ordered(lines: Sequence[Line]) -> list[str]:
    """Return the labels from the lowest to the highest: by their strength, else by the scores they usually have."""
    shown = {plain(label): label for _, label in reversed(lines)}
    scores = {name: sorted(score for score, label in lines if plain(label) == name) for name in shown}
    middle = {name: found[len(found) // 2] for name, found in scores.items()}
    by_strength = {name: strength(label) for name, label in shown.items()}
    if len(set(by_strength.values())) == len(shown) and None not in by_strength.values():
        order = sorted(shown, key=lambda name: by_strength[name] or 0)
        if [middle[name] for name in order] == sorted(middle.values()) or len(shown) > 2:
            return [shown[name] for name in order]
    return [shown[name] for name in sorted(shown, key=lambda name: middle[name])]


def _coloured(register: Register, stage: str) -> tuple[Band, ...]:
    """Return the bands that the conditional formats of the score's column make, named by their colours."""
    mapped = register.columns.get(f"{stage}score")
    if mapped is None or not register.records or not isinstance(register.cells.workbook, HasRules):
        return ()
    bands = []
    for rule in register.cells.workbook.rules(register.sheet).colours:
        if any((register.records[0], mapped.column) in area for area in rule.areas):
            band = _band(rule)
            if band is not None:
                bands.append(band)
    bands.sort(key=lambda band: (band.low, band.high))
    return tuple(bands) if len(bands) > 1 else ()


def _band(rule: ColourRule) -> Band | None:
    if rule.kind != "cellIs" or rule.colour is None:
        return None
    try:
        limits = [float(text) for text in rule.formulas]
    except ValueError:
        return None
    label = colour_name(rule.colour)
    if rule.operator == "between" and len(limits) == 2:
        return Band(label, min(limits), max(limits))
    if len(limits) != 1:
        return None
    at = limits[0]
    spans = {"greaterThan": (at + 1, _TOP), "greaterThanOrEqual": (at, _TOP), "lessThan": (0.0, at - 1),
             "lessThanOrEqual": (0.0, at), "equal": (at, at)}
    return Band(label, *spans[rule.operator]) if rule.operator in spans else None


def colour_name(rgb: str) -> str:
    """Return the name that people give a colour (RRGGBB)."""
    red, green, blue = (int(rgb[i:i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.12 or value < 0.15:
        return "white" if value > 0.9 else "grey" if value > 0.2 else "black"
    names = ((18, "red"), (43, "orange"), (70, "yellow"), (170, "green"), (260, "blue"), (320, "purple"), (361, "red"))
    return next(name for limit, name in names if hue * 360 < limit)
