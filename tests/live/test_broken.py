"""What a person sees when the add-in itself is at fault: an error in the cell, and a log that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsxl.domain.values import CellError
from smsxl.libreoffice import names
from tests.live.asking import Questions
from tests.live.calc import Calc

_SECRET = "what stands in a cell"


@pytest.mark.parametrize(("module", "text", "error", "logged"), [
    ("functions/registry.py", "import module_that_is_not_there\n", "#NAME?", "module_that_is_not_there"),
    ("functions/__init__.py", f"\n\ndef call(*_):\n    raise RuntimeError('{_SECRET}')\n", "#VALUE!", "RuntimeError"),
], ids=["import", "bug"])
def test_a_broken_add_in_shows_and_leaves_a_log(module: str, text: str, error: str, logged: str,
                                                tmp_path: Path) -> None:
    """A module that can't be imported gives #NAME?, a bug #VALUE!; one log of each kind names the cause, no cell."""
    def spoil(extensions: Path) -> None:
        path = extensions / names.EXTENSION / "pythonpath" / "smsxl" / module
        before = path.read_text("utf-8")
        path.write_text(text + before.replace("from __future__ import annotations", "") if error == "#NAME?"
                        else before + text, "utf-8")

    calc = Calc(tmp_path, spoil)
    try:
        questions = Questions(tmp_path / "calls.xlsx")
        lines = [questions.ask(f"RISK_SCORE({number},5)") for number in range(1, 6)]
        answers = questions.answers(calc)
        logs = [path.read_text("utf-8") for path in calc.logs.glob("*.log")]
    finally:
        calc.end()
    assert [answers[line][0] for line in lines] == [CellError(error)] * len(lines)
    assert len(logs) == 1
    assert logged in logs[0]
    assert _SECRET not in logs[0].replace(f"raise RuntimeError('{_SECRET}')", "")
