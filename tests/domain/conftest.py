"""Hypothesis as these tests use it."""

from __future__ import annotations

from hypothesis import settings

# CI machines stop for a moment now and then; a law does not depend on how long an example takes.
settings.register_profile("smsxl", deadline=None)
settings.load_profile("smsxl")
