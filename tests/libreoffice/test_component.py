"""What LibreOffice loads first, without LibreOffice: what it writes down when the add-in can't work."""

from __future__ import annotations

import runpy
import sys
from importlib.resources import files
from types import SimpleNamespace

import pytest

from smsxl.bugs import log_folder


def _component(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return what the component defines, in a Python that has no more of LibreOffice than the class it needs."""
    helper = SimpleNamespace(addImplementation=lambda *_: None)
    monkeypatch.setitem(sys.modules, "unohelper", SimpleNamespace(Base=object, ImplementationHelper=lambda: helper))
    monkeypatch.setattr(sys, "path", list(sys.path))
    return runpy.run_path(str(files("smsxl") / "assets" / "libreoffice" / "smsxl_component.py"))


def test_what_fails_again_is_written_down_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice asks for the add-in's objects as often as it likes; one log holds each cause once."""
    log = _component(monkeypatch)["_log"]
    assert callable(log)
    for cause in ("first", "second", "first"):
        log(ImportError(f"the {cause} cause"))
    (written,) = log_folder().glob("*.log")
    text = written.read_text("utf-8")
    assert [text.count(f"the {cause} cause") for cause in ("first", "second")] == [1, 1]
