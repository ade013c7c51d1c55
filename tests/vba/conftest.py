"""Fixtures: our VBA, running."""

from __future__ import annotations

import sys

import pytest
from pyopenvba.interpreter import Interpreter

from tests.vba.interpreter import Stage, project

sys.modules.setdefault("xlwings.pro", None)  # type: ignore[arg-type] # xlwings tries its paid part, which we never use


@pytest.fixture
def stage() -> Stage:
    """Return what Excel and Python do in a test; a test may change it."""
    return Stage()


@pytest.fixture
def vba(stage: Stage) -> Interpreter:
    """Return our modules on that stage."""
    return project(stage)
