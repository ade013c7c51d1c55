"""XlsxWriter's worksheet, quicker at columns that repeat one formula."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that prepares each formula text once: XlsxWriter looks for newer functions in every cell anew."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[tuple[str, bool], Any] = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        key = (formula, expand_future_functions)
        if key not in self._prepared:
            self._prepared[key] = super()._prepare_formula(formula, expand_future_functions)
        return self._prepared[key]
