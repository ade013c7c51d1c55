"""All invented registers."""

from __future__ import annotations

from tests.registers import (
          abroad,
          beside,
          field,
          habits,
          languages,
          layouts,
          odd,
          offices,
          pages,
          public,
          rivals,
          rough,
)

SHAPES = [*languages.shapes(), *layouts.shapes(), *odd.shapes(), *rough.shapes(), *public.shapes(),
          *abroad.shapes(), *field.shapes(), *offices.shapes(),
          *habits.shapes(), *pages.shapes(), *rivals.shapes(), *beside.shapes()]
