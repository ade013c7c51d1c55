"""What a register says about its own scales and rules."""

from __future__ import annotations

from typing import Final

from smsxl.hosts.port import Workbook
from smsxl.registers.criteria.bands import find_levels, of_bands
from smsxl.registers.criteria.limits import find_limits
from smsxl.registers.criteria.scales import find_scale, ratings
from smsxl.registers.criteria.scoring import find_scoring
from smsxl.registers.criteria.steps import fit_words
from smsxl.registers.fields import STAGES
from smsxl.registers.model import Band, Levels, Register, Scale
from smsxl.registers.wishes import Wish

_MOST_SHEETS: Final = 40


def complete(workbook: Workbook, register: Register, wish: Wish | None = None) -> None:
    """Find the scales, the scoring and the bands of a register, and put them there."""
    sheets = [register.cells]
    sheets += [cells for info in workbook.sheets[:_MOST_SHEETS] if info.kind == "worksheet"
               and info.name != register.sheet and (cells := register.cells.other(info.name)) is not None]
    fields = [stage + axis for stage in STAGES for axis in ("likelihood", "impact") if stage + axis in register.columns]
    highest = max((r.number for field in fields for r in ratings(register, field)
                   if r is not None and r.number is not None), default=0.0)
    for field in fields:
        scale = find_scale(sheets, register, field, highest)
        if scale is not None:
            register.scales[field] = scale
    _share(register)
    for stage in STAGES:
        fit_words(register, stage)
        scoring = find_scoring(register, stage, wish.score if wish is not None else None)
        if scoring is not None:
            register.scoring[stage] = scoring
        levels = _wished(register, stage, wish) or find_levels(sheets, register, stage)
        if levels is not None:
            register.levels[stage] = levels
    register.limits = (wish.limits if wish is not None else None) or find_limits(sheets, register)


def _share(register: Register) -> None:
    """Let the ratings of one axis have one scale: after treatment the high values are seldom used."""
    for axis in ("likelihood", "impact"):
        fields = [stage + axis for stage in STAGES if stage + axis in register.scales]
        if len(fields) < 2:
            continue
        scales = [register.scales[field] for field in fields]
        if all(not s.words or s.source != "words" for s in scales):
            widest = max(scales, key=lambda s: (s.source in ("heading", "key"), len(s.values)))
            if all(set(s.values) <= set(widest.values) for s in scales):
                register.scales.update(dict.fromkeys(fields, widest))
        elif {s.source for s in scales} == {"words"}:
            _share_words(register, fields)


def _share_words(register: Register, fields: list[str]) -> None:
    from smsxl.registers.criteria.scales import ordered_words  # noqa: PLC0415 - only where ratings are words

    words = [word for field in fields for word in register.scales[field].words]
    stated = {w: v for field in fields for v, w in zip(register.scales[field].values, register.scales[field].words,
                                                      strict=True)}
    scale: Scale = ordered_words(words, stated)
    if scale.values:
        register.scales.update(dict.fromkeys(fields, scale))


def _wished(register: Register, stage: str, wish: Wish | None) -> Levels | None:
    """Return the levels that a person stated in smsxl.toml."""
    if wish is None or not wish.levels or not {f"{stage}level", f"{stage}score"} & register.columns.keys():
        return None
    return of_bands("smsxl.toml", tuple(Band(*level) for level in wish.levels), register, stage)
