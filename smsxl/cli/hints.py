"""Commands as the user can paste them: the program as it was called, file names quoted where they need it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path


def typed(*words: str) -> str:
    """Return a command of smsxl, ready to be pasted into the user's shell."""
    return " ".join([_quoted(_program()), *map(_quoted, words)])


def _program() -> str:
    """Return `smsxl`, or the path that it was called by where the shell would not find it by its name."""
    called = sys.argv[0] if sys.argv else ""
    if Path(called).stem.lower() != "smsxl" or shutil.which("smsxl") is not None:
        return "smsxl"
    return called


def _quoted(word: str) -> str:
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)
