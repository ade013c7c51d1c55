"""The replacement of a file: the old one or the new one is there, whole, and nobody's work is lost."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import IO

import pytest

from smsxl.errors import UnwritableError, UsageError
from smsxl.hosts import save
from smsxl.hosts.package.edit import edit_workbook
from smsxl.hosts.save import Original, Saved, is_synced, save_file
from tests.edit import foreign
from tests.edit.parts import cells, edits


def write_new(target: IO[bytes]) -> None:
    """Write what the new file shall hold."""
    target.write(b"new")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file that holds something."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"old")
    return path


def left_over(folder: Path) -> list[str]:
    """Return the temporary files in a folder."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".smsxl-")]


def test_a_file_is_replaced_with_its_mode(file: Path) -> None:
    """The new file has the mode of the old one, and nothing is left beside it."""
    file.chmod(0o640)
    assert save_file(Original.of(str(file)), write_new) == Saved(str(file))
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert left_over(file.parent) == []


def test_extended_attributes_stay(file: Path) -> None:
    """Attributes that a system or a tool hangs on a file go over to the new one."""
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has no extended attributes")
    try:
        os.setxattr(file, "user.mine", b"kept")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    save_file(Original.of(str(file)), write_new)
    assert os.getxattr(file, "user.mine") == b"kept"


def test_a_link_is_followed(file: Path, tmp_path: Path) -> None:
    """A link stays a link; the file that it leads to is replaced, in its own folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(file)
    save_file(Original.of(str(link)), write_new)
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert left_over(folder) == []


def test_somebody_else_saved(file: Path) -> None:
    """What somebody saved since the file was read is never overwritten, even with the same size and time."""
    original, times = Original.of(str(file)), file.stat()
    file.write_bytes(b"odd")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(UnwritableError, match="changed by somebody else"):
        save_file(original, write_new)
    assert file.read_bytes() == b"odd"
    assert left_over(file.parent) == []


def test_somebody_saves_while_we_write(file: Path) -> None:
    """A save by somebody else in the middle of ours is noticed as well."""
    def slow(target: IO[bytes]) -> None:
        other = threading.Thread(target=lambda: file.write_bytes(b"theirs"))
        other.start()
        other.join()
        target.write(b"new")

    with pytest.raises(UnwritableError, match="changed by somebody else"):
        save_file(Original.of(str(file)), slow)
    assert file.read_bytes() == b"theirs"


def test_somebody_removed_it(file: Path) -> None:
    """A file that was moved away in the meantime doesn't come back."""
    original = Original.of(str(file))

    def moved(target: IO[bytes]) -> None:
        file.unlink()
        target.write(b"new")

    with pytest.raises(UnwritableError, match="changed by somebody else"):
        save_file(original, moved)
    assert not file.exists()


@pytest.mark.parametrize(("marker", "program"), [("~$book.xlsx", "Excel"), (".~lock.book.xlsx#", "LibreOffice")])
def test_an_open_workbook_is_refused(marker: str, program: str, file: Path, tmp_path: Path) -> None:
    """The marker beside an open workbook stops the save, as source and as target; a copy elsewhere may be made."""
    (file.parent / marker).write_bytes(b"")
    with pytest.raises(UnwritableError, match=f"open in {program}"):
        save_file(Original.of(str(file)), write_new)
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"old")
    with pytest.raises(UnwritableError, match=f"open in {program}"):
        save_file(Original.of(str(other)), write_new, file)
    assert file.read_bytes() == b"old"
    assert save_file(Original.of(str(file)), write_new, tmp_path / "copy.xlsx").path.endswith("copy.xlsx")


def test_opened_while_we_write(file: Path) -> None:
    """A workbook that somebody opens in the middle of our save is left alone."""
    def opened(target: IO[bytes]) -> None:
        (file.parent / "~$book.xlsx").write_bytes(b"")
        target.write(b"new")

    with pytest.raises(UnwritableError, match="open in Excel"):
        save_file(Original.of(str(file)), opened)
    assert file.read_bytes() == b"old"


def test_a_read_only_file_is_refused(file: Path) -> None:
    """A file that is marked read-only is not replaced, whatever the folder allows."""
    file.chmod(0o444)
    with pytest.raises(UnwritableError, match="read-only"):
        save_file(Original.of(str(file)), write_new)
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("error", [RuntimeError("a bug"), OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_write_leaves_nothing(error: BaseException, file: Path) -> None:
    """Whatever stops the write, the old file is there and nothing else."""
    def fail(target: IO[bytes]) -> None:
        target.write(b"half")
        raise error

    with pytest.raises((RuntimeError, UnwritableError, KeyboardInterrupt)):
        save_file(Original.of(str(file)), fail)
    assert file.read_bytes() == b"old"
    assert left_over(file.parent) == []


def test_everything_is_on_the_disk_before_the_replacement(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new bytes are synced before the old name leads to them, and the folder after."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def replaced(path: Path, target: Path) -> Path:
        done.append("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    save_file(Original.of(str(file)), write_new)
    assert done == ["file", "replace", "folder"]


@pytest.mark.parametrize("folder", ["OneDrive", "OneDrive - Contoso", "SharePoint"])
def test_beside_the_original_in_a_synced_folder(folder: str, tmp_path: Path) -> None:
    """Where co-authors leave no marker the new file goes beside the old one, each time under a free name."""
    place = tmp_path / folder / "team"
    place.mkdir(parents=True)
    file = place / "book.xlsx"
    file.write_bytes(b"old")
    original = Original.of(str(file))
    assert save_file(original, write_new) == Saved(str(place / "book (smsxl).xlsx"), beside=True)
    assert save_file(original, write_new) == Saved(str(place / "book (smsxl) 2.xlsx"), beside=True)
    assert file.read_bytes() == b"old"
    assert save_file(original, write_new, in_place=True) == Saved(str(file))
    assert file.read_bytes() == b"new"


def test_synced_folders_by_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders that the sync client names in the environment count, their neighbours do not."""
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "cloud"))
    assert is_synced(tmp_path / "cloud" / "deep" / "book.xlsx")
    assert not is_synced(tmp_path / "cloudy" / "book.xlsx")


def test_out_is_the_original(file: Path) -> None:
    """Naming the workbook itself as the output means in place, with all that is checked there."""
    original = Original.of(str(file))
    file.write_bytes(b"theirs")
    with pytest.raises(UnwritableError, match="changed by somebody else"):
        save_file(original, write_new, file)


def test_an_output_that_can_not_be(file: Path, tmp_path: Path) -> None:
    """A folder, and a file in a folder that does not exist, are refused before anything is written."""
    for out in (tmp_path, tmp_path / "no" / "book.xlsx"):
        with pytest.raises(UsageError):
            save_file(Original.of(str(file)), write_new, out)


def test_a_new_file_has_the_usual_mode(file: Path, tmp_path: Path) -> None:
    """An output that was not there gets the mode that new files get, not that of a temporary one."""
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    save_file(Original.of(str(file)), write_new, tmp_path / "new.xlsx")
    assert (tmp_path / "new.xlsx").stat().st_mode == usual.stat().st_mode


def test_the_editor_notices_others(tmp_path: Path) -> None:
    """What is compared is the file as the editor read it, from the moment it was opened."""
    book = foreign.write(tmp_path / "book.xlsx")
    with edit_workbook(book) as mine:
        mine.set_cells("Start", {(3, 2): "mine"})
        with edit_workbook(book) as theirs:
            theirs.set_cells("Start", {(3, 2): "theirs"})
            theirs.save()
        with pytest.raises(UnwritableError, match="changed by somebody else"):
            mine.save()
    assert cells(book, "Start")[3, 2] == ("theirs", None)


def test_a_save_can_follow_a_save(tmp_path: Path) -> None:
    """One editor may write a copy and then the original."""
    book = foreign.write(tmp_path / "book.xlsx")
    old = foreign.write(tmp_path / "old.xlsx")
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(3, 2): "new"})
        edit.save(tmp_path / "copy.xlsx")
        edit.save()
    assert edits(old, book, "Start") == edits(old, tmp_path / "copy.xlsx", "Start") == {(3, 2): ("new", None)}


def test_the_original_is_let_go_before_it_is_replaced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows replaces no file that is open: it is closed just before, and only where it is replaced."""
    done: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, target: (done.append("replace"), replace(path, target))[1])
    save_file(Original.of(str(file)), write_new, release=lambda: done.append("release"))
    assert done == ["release", "replace"]
    save_file(Original.of(str(file)), write_new, file.with_name("copy"), release=lambda: done.append("release"))
    assert done == ["release", "replace", "replace"]


def test_registry_is_asked_on_windows_alone() -> None:
    """Elsewhere there is no registry, and no library is named there."""
    assert save._mounted_libraries() == []
