"""All invented registers."""

from __future__ import annotations

from tests.registers import languages, layouts, odd

SHAPES = [*languages.shapes(), *layouts.shapes(), *odd.shapes()]
