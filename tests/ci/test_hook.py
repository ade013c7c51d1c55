"""The hook for pre-commit is valid, and pre-commit runs it on the right files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from tests.ci.sandbox import ROOT, read, sandbox

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit works on Git repositories")


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody."""
    subprocess.run(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments], cwd=folder,
                   check=True, capture_output=True)


def pre_commit(folder: Path, hooks: Path, options: str = "",
               hook: str = "smsxl-check") -> subprocess.CompletedProcess[str]:
    """Run the hook over all files of a repository, from a repository of hooks."""
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks.as_posix()}\n  rev: HEAD\n  hooks:\n  - id: {hook}\n{options}", encoding="utf-8")
    git(folder, "add", "-A")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"], cwd=folder, check=False, text=True,
        capture_output=True, encoding="utf-8", timeout=600,
        env=os.environ | {"PRE_COMMIT_HOME": str(folder.parent / "cache"),
                          "PATH": f"{folder / '.programs'}{os.pathsep}{os.environ['PATH']}"})


def repository(folder: Path, *workbooks: str) -> Path:
    """Make a Git repository with workbooks."""
    folder.mkdir()
    git(folder, "init", "-q")
    return sandbox(folder, *workbooks)


def test_manifest_is_valid() -> None:
    """pre-commit's own reader takes it."""
    hooks = load_manifest(str(MANIFEST))
    assert [(hook["id"], hook["entry"], hook["language"]) for hook in hooks] == [
        ("smsxl-check", "smsxl check", "python"), ("smsxl-fix", "smsxl fix", "python")]
    assert all(hook["require_serial"] for hook in hooks)


@pytest.mark.parametrize(("path", "wanted"), [
    ("book.xlsx", True), ("deep/er/BOOK.XLSM", True), ("a.xls", False), ("xlsx", False), ("a.xlsx.md", False),
    ("~$book.xlsx", False), ("deep/~$book.xlsx", False), ("a~$b.xlsx", True)])
def test_hook_looks_at_workbooks(path: str, wanted: bool) -> None:  # noqa: FBT001 - a table of cases
    """Workbooks are looked at, the markers that Excel leaves beside open ones are not."""
    for hook in read(MANIFEST):
        assert bool(re.search(hook["files"], path) and not re.search(hook["exclude"], path)) == wanted


@needs_git
@pytest.mark.skipif(os.name == "nt", reason="the program that stands for the installed one is a shell script")
def test_pre_commit_runs_the_hook(tmp_path: Path) -> None:
    """pre-commit fetches the manifest, passes what is clean and stops what has faults, with the cell.

    The language is changed to one that installs nothing; the other test installs.
    """
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    git(hooks, "init", "-q")
    shutil.copy(MANIFEST, hooks)
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "hooks")
    book = repository(tmp_path / "repository", "sample.xlsx")
    (book / "registers" / "~$sample.xlsx").write_bytes(b"in use")
    done = pre_commit(book, hooks, "    language: system\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "smsxl check" in done.stdout
    assert "in 1 workbook" in done.stdout
    shutil.copy(ROOT / "workbooks" / "sample-flawed.xlsx", book / "registers")
    done = pre_commit(book, hooks, "    language: system\n    args: [--output-format, concise]\n")
    assert done.returncode == 1
    assert "exit code: 1" in done.stdout
    assert "registers/sample-flawed.xlsx > Criteria!N7: CRT203 error" in done.stdout
    done = pre_commit(book, hooks, "    language: system\n", hook="smsxl-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    git(book, "add", "-A")
    assert pre_commit(book, hooks, "    language: system\n", hook="smsxl-fix").returncode == 0, "nothing is left to fix"


@needs_git
@pytest.mark.skipif("SMSXL_TEST_INSTALLS" not in os.environ or not (ROOT / ".git").exists(),
                    reason="installs smsxl through pip, for minutes; set SMSXL_TEST_INSTALLS in a clone to run it")
def test_pre_commit_installs_the_hook(tmp_path: Path) -> None:
    """From a clone, as users have it: pre-commit makes an environment, installs smsxl into it and runs it."""
    hooks = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(ROOT), str(hooks))
    book = repository(tmp_path / "repository", "sample.xlsx", "sample-flawed.xlsx")
    (book / ".programs" / "smsxl").unlink()
    done = pre_commit(book, hooks)
    assert "exit code: 1" in done.stdout, done.stdout + done.stderr
    assert "CRT203" in done.stdout
