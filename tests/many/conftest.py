from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsxl.rules.examples import Put
from tests.cli.books import write_book


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep logs out of the user's folders, and let relative paths mean an empty folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)


@pytest.fixture(autouse=True)
def _ctrl_c() -> Iterator[None]:
    """Let Ctrl-C work where the tests were started in the background, in which a shell has it ignored."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def registers() -> str:
    """Return a folder of a dozen workbooks: sound ones, faulty ones, one that is none and one that can't be found."""
    for i in range(10):
        write_book(f"registers/unit {i}.xlsx", *([Put("Risks", "R-1", "owner", f"Owner {i}")] if i % 3 else []))
    for i in (1, 4):
        write_book(f"registers/{i}/faulty.xlsx", Put("Risks", "R-2", "title", None), Put("Risks", "R-1", "due", i))
    Path("registers/broken.xlsx").write_text("no workbook")
    Path("registers/4/smsxl.toml").write_text('severity = { RSK101 = "note" }\nfail-on = "note"\n')
    return "registers"
