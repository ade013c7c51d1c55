from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

fsspec = pytest.importorskip("fsspec", reason="fsspec, of the extra cloud, is not installed")

from smsxl.check import check_paths  # noqa: E402
from smsxl.formats import as_json  # noqa: E402
from smsxl.many import in_processes  # noqa: E402
from smsxl.paths import expand, is_url  # noqa: E402
from smsxl.remote import shown  # noqa: E402
from smsxl.rules.examples import Put  # noqa: E402
from tests.cli.books import smsxl, write_book  # noqa: E402
from tests.rules.sound_rows import AS_OF  # noqa: E402

FAULT = Put("Risks", "R-2", "title", None)


@pytest.fixture
def bucket() -> Iterator[str]:
    """Put workbooks into memory, as a bucket would hold them; return its URL."""
    system = fsspec.filesystem("memory")
    for name, edits in {"a.xlsx": (), "unit/b.XLSM": (FAULT,), "unit/.hidden/c.xlsx": (), "~$a.xlsx": (),
                        "unit/list.csv": ()}.items():
        system.pipe(f"/registers/{name}", Path(write_book("local.xlsx", *edits)).read_bytes())
    yield "memory://registers"
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def web(registers: str) -> Iterator[str]:
    """Serve the folder of workbooks over HTTP."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=registers)
    handler.func.log_message = lambda *_: None  # type: ignore[method-assign]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def names(*urls: str) -> list[str]:
    """Return what URLs lead to, as reports call it."""
    return [found.path for found in expand(urls)]


def test_folder_pattern_and_file_at_a_url(bucket: str) -> None:
    """A URL means what a path of its kind means: hidden files and markers are left out, the order is stable."""
    assert names(bucket) == ["memory://registers/a.xlsx", "memory://registers/unit/b.XLSM"]
    assert names(f"{bucket}/*.xlsx") == ["memory://registers/a.xlsx"]
    assert names(f"{bucket}/**/*.csv") == ["memory://registers/unit/list.csv"]
    assert names(f"{bucket}/a.xlsx", bucket) == names(bucket)


@pytest.mark.parametrize("jobs", [1, 2])
def test_workbooks_at_urls_are_reported_as_those_on_a_disk(bucket: str, jobs: int) -> None:
    """The findings are those of the same file here; the report names the URL and nothing of the copy."""
    report = check_paths([bucket], as_of=AS_OF, run=in_processes(jobs))
    write_book("b.XLSM", FAULT)
    here = check_paths(["b.XLSM"], as_of=AS_OF).files[0]
    assert [file.path for file in report.files] == ["memory://registers/a.xlsx", "memory://registers/unit/b.XLSM"]
    assert report.files[1].findings == here.findings
    assert here.findings
    assert "smsxl-" not in as_json.render(report)


def test_sentences_about_a_workbook_at_a_url_name_the_url(bucket: str) -> None:
    """What can't be read is called by its URL, never by the place that it was fetched to."""
    fsspec.filesystem("memory").pipe("/registers/bad.xlsx", b"no workbook")
    [file] = check_paths([f"{bucket}/bad.xlsx"], as_of=AS_OF).files
    assert (file.error or "").startswith("memory://registers/bad.xlsx is ")
    [file] = check_paths([f"{bucket}/gone.xlsx"], as_of=AS_OF).files
    assert file.error == ("memory://registers/gone.xlsx could not be fetched (there is no such file); check the name "
                          "and the right to read it.")
    assert names(f"{bucket}/x*.xlsx") == ["memory://registers/x*.xlsx"]


def test_configuration_is_that_of_the_folder_where_one_is(bucket: str) -> None:
    """A workbook elsewhere is judged by the configuration here, its limits and what it says about names included."""
    Path("smsxl.toml").write_text('ignore = ["RSK103"]\n[limits]\ntotal_bytes = 2000\n')
    [file] = check_paths([f"{bucket}/a.xlsx"], as_of=AS_OF).files
    assert file.config == "smsxl.toml"
    assert file.error == ("memory://registers/a.xlsx is bigger than 2,000 bytes and was not fetched; raise total_bytes "
                          "under [limits] in smsxl.toml if it is to be read.")


def test_copies_go_away(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private folder of a copy is gone when its report is there."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for jobs in (1, 2):
        check_paths([bucket], as_of=AS_OF, run=in_processes(jobs))
        assert not list(tmp_path.glob("smsxl-*"))


def test_workbooks_from_a_web_server(web: str, registers: str) -> None:
    """Files over HTTP, in several processes, give the findings that they give from the disk."""
    pytest.importorskip("aiohttp", reason="aiohttp, with which fsspec reads https://, is not installed")
    paths = [f"unit%20{i}.xlsx" for i in range(3)] + ["1/faulty.xlsx", "nowhere.xlsx"]
    report = check_paths([f"{web}/{path}?token=SECRET" for path in paths], as_of=AS_OF, run=in_processes(2))
    here = check_paths([f"{registers}/{path.replace('%20', ' ')}" for path in paths[:-1]], as_of=AS_OF)
    assert [file.findings for file in report.files[:-1]] == [file.findings for file in here.files]
    assert report.files[-1].error == (
        f"{web}/nowhere.xlsx could not be fetched (there is no such file); check the name and the right to read it.")
    assert "SECRET" not in as_json.render(report)


def test_local_files_by_url(registers: str) -> None:
    """file:// reads the disk; a pattern works there as well."""
    whole = Path(registers).absolute().as_posix()
    assert names(f"file://{whole}/unit*.xlsx") == [f"file://{whole}/unit {i}.xlsx" for i in range(10)]


@pytest.mark.parametrize(("url", "said"), [
    ("ftp://me:pass@host/a.xlsx", "ftp://host/a.xlsx"),
    ("https://token@host/a.xlsx?sig=SECRET", "https://host/a.xlsx"),
    ("s3://bucket/a@b.xlsx", "s3://bucket/a@b.xlsx"),
    ("github://org:repo@main/a.xlsx", "github://org:repo@main/a.xlsx"),
    ("zip://a.xlsx::ftp://me:pass@host/b.zip", "zip://a.xlsx::ftp://host/b.zip"),
])
def test_secrets_of_urls_are_never_shown(url: str, said: str) -> None:
    """Name, password, signature and token are left out of whatever is said about a URL."""
    assert shown(url) == said
    assert is_url(url)


def test_secrets_stay_out_of_every_sentence() -> None:
    """Neither a host that does not answer nor a package that is missing lets the command print a password."""
    for url in ("http://me:SECRET@127.0.0.1:1/a.xlsx?sig=SECRET", "nosuch://me:SECRET@host/a.xlsx",
                "smb://me:SECRET@host/a.xlsx", "ftp://me:SECRET@127.0.0.1:1/d/*.xlsx"):
        outcome = smsxl("check", url, "--output-format", "json")
        assert outcome.code in (2, 3)
        assert "SECRET" not in outcome.out + outcome.err
        assert outcome.err.count("\n") == 1
        assert "://" in outcome.err


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gives a URL and has not the extra is told its name."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    outcome = smsxl("check", "s3://bucket/a.xlsx")
    assert outcome.code == 2
    assert outcome.err == ("smsxl: s3://bucket/a.xlsx is a URL, and what reads URLs is not installed; install it with "
                           '`pip install "smsxl[cloud]"`.\n')


def test_copy_of_what_lies_elsewhere_is_not_annotated(bucket: str) -> None:
    """--annotate needs a workbook on a disk, and says so."""
    outcome = smsxl("check", f"{bucket}/a.xlsx", "--annotate", "out.xlsx")
    assert outcome.code == 2
    assert "save memory://registers/a.xlsx to one first" in outcome.err


def test_json_names_urls_with_slashes(bucket: str) -> None:
    """The path of a report is the URL, on every system."""
    out = smsxl("check", bucket, "--output-format", "json", "--as-of", AS_OF.isoformat()).out
    assert [file["path"] for file in json.loads(out)["files"]] == names(bucket)


@pytest.mark.parametrize("path", ["C:\\books\\a.xlsx", "C:/books/a.xlsx", "a.xlsx", "\\\\server\\share\\a.xlsx"])
def test_paths_of_this_computer_are_no_urls(path: str) -> None:
    """A drive letter, a share or colons in a name are not taken for a URL."""
    assert not is_url(path)
