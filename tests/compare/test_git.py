"""Real git with smsxl as its driver, set up by the lines of docs/git.md."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smsxl.hosts.package.edit import edit_workbook
from smsxl.tables.book import Book
from tests.cli.books import environment
from tests.edit.ours import AS_OF, book_of, sample
from tests.edit.parts import by_openpyxl

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/git.md").read_text(encoding="utf-8")
BOOK = "register.xlsx"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


class Repository:
    """A repository in a folder, with one commit of the sample."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = folder / BOOK
        scripts = folder.with_name("scripts")
        scripts.mkdir()
        command = scripts / "smsxl"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m smsxl "$@"\n')
        command.chmod(0o755)
        self.environment = environment(
            PATH=f"{scripts}{os.pathsep}{os.environ['PATH']}", HOME=str(folder), GIT_CONFIG_NOSYSTEM="1",
            GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.org", GIT_COMMITTER_NAME="A",
            GIT_COMMITTER_EMAIL="a@example.org")
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        (folder / ".gitattributes").write_text(block(".gitattributes"))
        for line in block("git config").splitlines():
            self.git(*shlex.split(line)[1:])
        sample(self.book)
        self.commit("first")

    def git(self, *arguments: str, code: int = 0) -> str:
        """Run git and return what it prints."""
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, encoding="utf-8", check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", ".")
        self.git("commit", "-q", "-m", message)

    def put(self, record: int, **fields: object) -> None:
        """Type into cells of a risk."""
        with edit_workbook(self.book) as edit:
            rows = Book(edit.workbook, AS_OF)["Risks"]
            edit.set_cells(rows.sheet, {rows.cell(record, name): value  # type: ignore[misc]
                                        for name, value in fields.items()})
            edit.save(in_place=True)

    def branches(self, ours: dict[str, object], theirs: dict[str, object]) -> None:
        """Change the first risk on two branches."""
        self.git("checkout", "-q", "-b", "theirs")
        self.put(0, **theirs)
        self.commit("theirs")
        self.git("checkout", "-q", "main")
        self.put(0, **ours)
        self.commit("ours")


def block(word: str) -> str:
    """Return the lines of the first block of the page that holds a word or stands below it."""
    blocks = re.findall(r"```\w*\n(.*?)```", PAGE, re.DOTALL)
    return next(text for text in blocks if ("git config" in text) == (word == "git config"))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository that is set up as docs/git.md says."""
    return Repository(tmp_path / "repository")


def test_git_diff_shows_the_field(repository: Repository) -> None:
    """`git diff` and `git log -p` show the field that changed, under its row, and nothing else."""
    repository.put(2, owner="Somebody Else")
    shown = repository.git("diff")
    lines = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
    assert [line[1:].split(":")[0].strip() for line in lines] == ["Owner", "Owner"]
    assert lines[1] == "+  Owner: Somebody Else"
    assert re.search(r"^@@ .* @@ Risks R-003|^ Risks R-003", shown, re.MULTILINE)


def test_git_merges_different_cells(repository: Repository) -> None:
    """Two branches that changed different cells of one row merge without a question."""
    repository.branches({"owner": "Us"}, {"current_likelihood": 1})
    repository.git("merge", "-q", "-m", "merged", "theirs")
    rows = book_of(repository.book)["Risks"]
    assert (rows.text("owner")[0], rows.raw("current_likelihood")[0]) == ("Us", 1)
    assert repository.git("status", "--porcelain") == ""
    assert "Conflicts" not in by_openpyxl(repository.book).sheetnames


def test_a_true_conflict_stays_unmerged(repository: Repository) -> None:
    """The file is left unmerged, OURS is in the cell, and the sheet Conflicts has what THEIRS holds."""
    repository.branches({"owner": "Us", "cause": "Our cause"}, {"owner": "Them", "event": "Their event"})
    repository.git("merge", "-q", "theirs", code=1)
    assert repository.git("status", "--porcelain") == f"UU {BOOK}\n"
    rows = book_of(repository.book)["Risks"]
    assert [rows.text(name)[0] for name in ("owner", "cause", "event")] == ["Us", "Our cause", "Their event"]
    assert [cell.value for cell in by_openpyxl(repository.book)["Conflicts"][5]][:7] == [
        "Risks", "R-001", "L5", "Owner", book_at(repository, "HEAD~1"), "Us", "Them"]


def book_at(repository: Repository, commit: str) -> str:
    """Return the owner of the first risk in a commit, by what git shows of it."""
    text = repository.git("show", "--textconv", f"{commit}:{BOOK}")
    found = re.search(r"^Risks R-001\n(?:  .*\n)*?  Owner: (.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1]
