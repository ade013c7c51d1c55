"""A small, always equal part of the soak."""

from __future__ import annotations

from tests.soak.check_fuzz import soak

_SEED = 7_000
_CASES = 30


def test_random_workbooks_give_findings_or_one_sentence() -> None:
    """Whatever is odd in a workbook: findings or a refusal, in every format, twice the same bytes, in time."""
    score = soak(_SEED, cases=_CASES)
    assert not score.failures
    assert score.outcomes["checked"] > _CASES / 2
    assert len(score.codes) > _CASES / 2, "the edits reach too few rules to mean anything"
