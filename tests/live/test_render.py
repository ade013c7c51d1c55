"""`smsxl render` makes pictures, never touches the file, and cleans up whatever happens to LibreOffice."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smsxl.errors import UsageError
from smsxl.libreoffice import office, pages
from tests.live.calc import cannot

_SIGNATURES = {".pdf": b"%PDF-", ".png": b"\x89PNG"}


@pytest.fixture
def book(books: dict[str, Path], tmp_path: Path) -> Path:
    """Give a workbook under a name that needs care, in a folder of its own, where LibreOffice is there to render it."""
    office.find.cache_clear()
    try:
        office.find()
    except UsageError as error:
        cannot(str(error))
    folder = tmp_path / "own"
    folder.mkdir()
    return Path(shutil.copy(books["sample-lambda"], folder / "Übersicht & more.xlsx"))


def smsxl(*words: str, folder: Path) -> subprocess.Popen[str]:
    """Start the command with a temporary folder that can be looked at afterwards."""
    (folder / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-m", "smsxl", *words], cwd=folder, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(folder / "tmp")})


def workers(parent: int) -> list[int]:
    """Return the processes of LibreOffice that a process started."""
    out = []
    for entry in Path("/proc").iterdir():
        try:
            name, _, rest = (entry / "stat").read_text().rpartition(") ")
        except OSError:
            continue
        if "soffice" in name and int(rest.split()[1]) == parent:
            out.append(int(entry.name))
    return out


def test_pictures_of_a_sheet(book: Path, tmp_path: Path) -> None:
    """One PDF and a picture of each page come out; an earlier rendering is replaced; the file is as it was."""
    before, stamp = book.read_bytes(), book.stat().st_mtime_ns
    target = tmp_path / "pictures"
    for sheet, least in (("Risks", 2), ("risk summary", 1)):
        done = smsxl("render", str(book), str(target), "--sheet", sheet, folder=tmp_path)
        said, complaint = done.communicate(timeout=300)
        assert done.returncode == 0, complaint
        made = sorted(target.iterdir())
        assert len(made) > least
        assert {path.suffix for path in made} == {".pdf", ".png"}
        assert all(path.read_bytes().startswith(_SIGNATURES[path.suffix]) for path in made)
        assert all(path.name.startswith(book.stem) for path in made)
        assert f"{len(made) - 1} page" in said
    assert len(made) == 2
    assert (book.read_bytes(), book.stat().st_mtime_ns) == (before, stamp)
    assert [path.name for path in book.parent.iterdir()] == [book.name]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_sheet_that_is_not_there(book: Path, tmp_path: Path) -> None:
    """The sheets that there are, are named; nothing is made."""
    done = smsxl("render", str(book), "out", "--sheet", "Nowhere", folder=tmp_path)
    complaint = done.communicate(timeout=60)[1]
    assert done.returncode == 2
    assert "Risk Summary" in complaint
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_libreoffice_killed_in_mid_call(book: Path, tmp_path: Path) -> None:
    """One sentence, exit code 3; no lock, no half file, no leftover folder and no dead process remain."""
    done = smsxl("render", str(book), "out", folder=tmp_path)
    killed = 0
    end = time.monotonic() + 60
    while not killed and time.monotonic() < end:
        for found in workers(done.pid):
            if (tmp_path / "tmp").exists() and list((tmp_path / "tmp").glob("smsxl-*/profile/user/extensions")):
                time.sleep(0.3)
                with contextlib.suppress(ProcessLookupError):  # it asked for being started again
                    os.kill(found, signal.SIGKILL)
                    killed = found
        time.sleep(0.02)
    said, complaint = done.communicate(timeout=60)
    assert killed
    assert (done.returncode, said) == (3, "")
    assert complaint.count("\n") == 1
    assert "LibreOffice ended before it was ready" in complaint
    assert not Path(f"/proc/{killed}").exists()
    assert not (tmp_path / "out").exists()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert [path.name for path in book.parent.iterdir()] == [book.name]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_a_time_that_is_up(book: Path, tmp_path: Path) -> None:
    """LibreOffice is ended when its time is up, and the sentence says how to give it more."""
    done = smsxl("render", str(book), "out", "--seconds", "1", folder=tmp_path)
    _, complaint = done.communicate(timeout=60)
    assert done.returncode == 3
    assert "--seconds" in complaint
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_calc_cannot_open(book: Path, tmp_path: Path) -> None:
    """A file that is no workbook gives a sentence, not a picture of rubbish or a traceback."""
    book.write_bytes(b"PK\x03\x04 not really")
    done = smsxl("render", str(book), "out", folder=tmp_path)
    _, complaint = done.communicate(timeout=120)
    assert done.returncode == 3
    assert complaint.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_drawn_without_pdftoppm(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where poppler is missing, pypdfium2 draws as many pages, of the same size to a dot."""
    target = tmp_path / "pictures"
    done = smsxl("render", str(book), str(target), "--sheet", "Risk Summary", folder=tmp_path)
    assert done.wait(300) == 0
    done.communicate()
    monkeypatch.setattr(pages.shutil, "which", lambda _: None)
    assert pages.can_draw()
    [picture] = pages.draw(target / f"{book.stem}.pdf", tmp_path / "drawn", 60)
    [other] = target.glob("*.png")

    def size(path: Path) -> tuple[int, int]:
        head = path.read_bytes()[16:24]
        return int.from_bytes(head[:4]), int.from_bytes(head[4:])

    assert all(abs(mine - theirs) <= 1 for mine, theirs in zip(size(picture), size(other), strict=True))
