"""Fixtures: our VBA, running."""

from __future__ import annotations

import pytest
from pyopenvba.interpreter import Interpreter

from tests.excel.interpreter import Stage, project


@pytest.fixture
def stage() -> Stage:
    """Return what Excel and Python do in a test; a test may change it."""
    return Stage()


@pytest.fixture
def vba(stage: Stage) -> Interpreter:
    """Return our modules on that stage."""
    return project(stage)
