"""Writes what every format makes of the flawed sample: `python -m tests.formats.golden`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import smsxl
from smsxl.check import check_file
from smsxl.formats.model import Report
from smsxl.formats.table import FORMATS
from tests.formats.findings import AS_OF

_STYLE = re.compile("(?<=<style>).*?(?=</style>)", re.DOTALL)
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "golden" / "formats"
_ENDINGS = {"text": "txt", "concise": "txt", "json": "json", "json-lines": "jsonl", "sarif": "sarif", "junit": "xml",
            "github": "txt", "gitlab": "json", "markdown": "md", "html": "html"}


def golden_texts() -> Mapping[Path, str]:
    """Return the text of each golden file, without the version of smsxl and the style sheet that all pages share."""
    sample = ROOT / "workbooks" / "sample-flawed.xlsx"
    report = Report((replace(check_file(str(sample), as_of=AS_OF), path="registers/sample-flawed.xlsx"),), AS_OF)
    return {FOLDER / f"{name}.{_ENDINGS[name]}": _STYLE.sub("", render(report)).replace(smsxl.__version__, "VERSION")
            for name, render in FORMATS.items()}


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in golden_texts().items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
