"""Runs the steps of the examples for CI on this computer, as far as they are commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.formats.findings import AS_OF

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / "docs" / "ci" / "github-actions.yml"
GITLAB = ROOT / "docs" / "ci" / "gitlab-ci.yml"
BASH = shutil.which("bash")


@dataclass
class Step:
    """A command of an example, and how it ended; None where an earlier one failed."""

    name: str
    command: str
    code: int | None = None
    out: str = ""


def read(path: Path) -> Any:
    """Return an example as data."""
    return yaml.safe_load(path.read_text("utf-8"))


def sandbox(folder: Path, *workbooks: str) -> Path:
    """Make a checkout with workbooks in registers/, and programs called smsxl and pip; return the folder."""
    (folder / "registers").mkdir()
    for name in workbooks:
        shutil.copy(ROOT / "workbooks" / name, folder / "registers" / name)
    programs = folder / ".programs"
    programs.mkdir()
    day = AS_OF.isoformat()  # the sample ages: its due dates pass
    lines = {"smsxl": f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m smsxl "$@" --as-of {day}',
             "pip": 'echo "$@" >> "$PIP_LOG"'}
    for name, line in lines.items():
        (programs / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    return folder


def run(folder: Path, steps: list[Step], variables: dict[str, str]) -> list[Step]:
    """Run commands in a sandbox, each in a shell as the runner starts it; stop after the first that fails.

    A command whose name ends in `!` runs in any case.
    """
    failed = False
    for step in steps:
        if failed and not step.name.endswith("!"):
            continue
        done = subprocess.run(
            [BASH or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.command], cwd=folder, check=False,
            capture_output=True, text=True, encoding="utf-8", timeout=120,
            env=os.environ | {"PIP_LOG": str(folder / ".pip"), "HOME": str(folder)} | variables
            | {"PATH": f"{folder / '.programs'}{os.pathsep}{os.environ['PATH']}"})
        step.code, step.out = done.returncode, done.stdout + done.stderr
        failed = failed or step.code != 0
    return steps


def github_steps() -> list[Step]:
    """Return the commands of the workflow; the actions between them are others' programs."""
    job = read(GITHUB)["jobs"]["check"]
    return [Step(step["name"] + ("!" if step.get("if") == "always()" else ""), step["run"])
            for step in job["steps"] if "run" in step]


def gitlab_steps() -> list[Step]:
    """Return the commands of the job."""
    job = read(GITLAB)["registers"]
    return [Step(command.split()[0], command) for command in [*job["before_script"], *job["script"]]]
