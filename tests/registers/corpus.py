"""All invented registers."""

from __future__ import annotations

from tests.registers import languages, layouts, odd, rough

SHAPES = [*languages.shapes(), *layouts.shapes(), *odd.shapes(), *rough.shapes()]
