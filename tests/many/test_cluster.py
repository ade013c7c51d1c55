"""Against a real scheduler and real worker processes on this computer."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="distributed, of the extra cluster, is not installed")

from smsxl.check import check_paths
from smsxl.formats import as_json
from smsxl.many import cluster
from smsxl.many.cluster import on_cluster
from smsxl.rules.examples import Put
from tests.cli.books import environment, smsxl, write_book
from tests.many.killers import Killers, group_is_gone
from tests.rules.sound_rows import AS_OF

_ADDRESS = re.compile(r"Scheduler at:\s+(tcp://\S+)")


@contextmanager
def running(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run one of Dask's programs; its whole process group ends with the block."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], stderr=subprocess.PIPE, text=True,
                               stdout=subprocess.DEVNULL, start_new_session=True, env=environment())
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def scheduler() -> Iterator[str]:
    """Run a scheduler; return its address."""
    with running("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard") as process:
        assert process.stderr is not None
        for text in process.stderr:
            found = _ADDRESS.search(text)
            if found is not None:
                yield found[1]
                return
        pytest.fail("the scheduler did not start")


@contextmanager
def worker(address: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a worker without a nanny: nobody starts it anew."""
    with running("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                 "--local-directory", str(folder)) as process:
        yield process


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Return the address of a cluster of two workers, and these."""
    folder = tmp_path_factory.mktemp("cluster")
    with scheduler() as address, worker(address, folder / "a") as first, worker(address, folder / "b") as second:
        _until(lambda: _workers(address) == 2)
        yield address, [first, second]


def _workers(address: str) -> int:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.nthreads())


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not holds():
        if time.monotonic() > end:
            pytest.fail("waited in vain")
        time.sleep(0.2)


def test_cluster_gives_the_same_bytes_as_this_process(two: tuple[str, list[object]], registers: str) -> None:
    """Findings, order, sentences, exit code: where the workbooks are checked makes no difference."""
    fixed = ("check", registers, "nowhere.xlsx", "--as-of", AS_OF.isoformat(), "--output-format", "json")
    there = smsxl(*fixed, "--engine", "dask", "--scheduler", two[0])
    assert there == smsxl(*fixed, "--jobs", "1")
    assert there.code == 3
    assert len(json.loads(there.out)["files"]) == 14


def test_workers_need_not_see_the_files(two: tuple[str, list[object]]) -> None:
    """What is sent are the contents: a workbook in memory here is none that a worker could open."""
    fsspec = pytest.importorskip("fsspec", reason="fsspec, of the extra cloud, is not installed")
    fsspec.filesystem("memory").pipe("/there/a.xlsx", Path(write_book("a.xlsx")).read_bytes())
    fsspec.filesystem("memory").pipe("/there/b.xlsx", b"no workbook")
    here, there = (check_paths(["memory://there"], as_of=AS_OF, **options)  # type: ignore[arg-type]
                   for options in ({}, {"run": on_cluster(two[0])}))
    assert here == there
    assert (there.files[1].error or "").startswith("memory://there/b.xlsx is ")
    fsspec.filesystem("memory").store.clear()


def test_what_the_configuration_says_about_a_name_holds_there(two: tuple[str, list[object]]) -> None:
    """Settings are those of the folder here, though the worker reads a copy elsewhere."""
    from tests.registers.corpus import SHAPES

    path = Path(SHAPES[0].write(Path.cwd()))
    Path("smsxl.toml").write_text(f'[map."{path.name}"]\nsheet = "Nowhere"\n')
    outcomes = [smsxl("check", path.name, "--as-of", AS_OF.isoformat(), "--output-format", "json", *options)
                for options in ((), ("--engine", "dask", "--scheduler", two[0]))]
    assert outcomes[0] == outcomes[1]


def test_other_version_on_a_worker_is_refused(two: tuple[str, list[object]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that would judge by other rules is named, with what to install."""
    write_book("a.xlsx")
    monkeypatch.setattr("smsxl.__version__", "9.9.9")
    outcome = smsxl("check", "a.xlsx", "--engine", "dask", "--scheduler", two[0])
    assert outcome.code == 2
    assert re.fullmatch(r"smsxl: The Dask worker tcp://\S+ has smsxl 0\.\S+, this is smsxl 9\.9\.9; install the same "
                        r"on all workers with `pip install smsxl==9\.9\.9`\.\n", outcome.err)
    monkeypatch.setattr(cluster, "_refuse_other_versions", lambda _: None)  # it comes after the first look
    outcome = smsxl("check", "a.xlsx", "--engine", "dask", "--scheduler", two[0])
    assert outcome.code == 3
    assert re.search(r"a worker has smsxl 0\.\S+, this is smsxl 9\.9\.9", outcome.err)


def test_options_that_contradict_each_other() -> None:
    """A cluster without an address, an address without the engine, processes here for a cluster there."""
    for options in (("--engine", "dask"), ("--scheduler", "tcp://x:1"), ("--engine", "openpyxl", "--scheduler", "x"),
                    ("--engine", "dask", "--scheduler", "tcp://x:1", "--jobs", "2")):
        outcome = smsxl("check", "a.xlsx", *options)
        assert outcome.code == 2
        assert outcome.err.count("\n") == 1


def test_scheduler_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nothing answers, and one that is none."""
    monkeypatch.setattr(cluster, "_WAIT", 1)
    write_book("a.xlsx")
    for address in ("tcp://127.0.0.1:1", "nonsense", "tcp://no.such.host.invalid:1"):
        outcome = smsxl("check", "a.xlsx", "--engine", "dask", "--scheduler", address)
        assert outcome.code == 2
        assert outcome.err.startswith(f"smsxl: No Dask scheduler answers at {address}; ")
        assert outcome.err.count("\n") == 1


def test_scheduler_without_workers_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that can't do anything is said, instead of waiting for ever."""
    monkeypatch.setattr(cluster, "_WAIT", 2)
    write_book("a.xlsx")
    with scheduler() as address:
        outcome = smsxl("check", "a.xlsx", "--engine", "dask", "--scheduler", address)
    assert outcome.code == 2
    assert f"The Dask scheduler at {address} has no workers" in outcome.err


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a cluster and has not the extra is told its name."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    write_book("a.xlsx")
    outcome = smsxl("check", "a.xlsx", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert outcome.code == 2
    assert 'pip install "smsxl[cluster]"' in outcome.err


def test_ctrl_c_on_a_cluster_delivers_what_was_done(two: tuple[str, list[object]], tmp_path: Path) -> None:
    """As with processes here: a partial report, exit code 3, nothing of ours left running, the cluster unharmed."""
    for i in range(20):
        write_book(tmp_path / f"{i}.xlsx", Put("Risks", "R-1", "title", f"SLOW {0.01 if i < 2 else 1}"))
    script = ("import datetime; from smsxl.check import check_paths; from smsxl.many.cluster import on_cluster; "
              "from tests.many.killers import Killers; from smsxl.formats import as_json; import sys; "
              f"r = check_paths([{str(tmp_path)!r}], as_of=datetime.date(2026, 11, 22), rules=Killers.rules, "
              f"run=on_cluster({two[0]!r}), track=lambda reports, _: "
              "(print('one', flush=True) or each for each in reports)); "
              "print(r.not_reached, r.exit_code)")
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, start_new_session=True, env=environment())
    assert process.stdout is not None
    assert process.stdout.readline() == "one\n"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    unreached, code = out.splitlines()[-1].split()
    assert 0 < int(unreached) < 20
    assert code == "3"
    assert "Traceback" not in err
    assert group_is_gone(process.pid, 2)
    assert _workers(two[0]) == 2


def test_worker_killed_in_mid_run_loses_nothing_and_repeats_nothing(
        two: tuple[str, list[subprocess.Popen[str]]]) -> None:
    """The other worker takes over: every workbook is in the report once, with the findings that it has here."""
    for i in range(30):
        write_book(f"{i:02d}.xlsx", Put("Risks", "R-1", "title", f"SLOW 0.2{i:02d}"))
    seen: list[int] = []

    def kill_midway(reports: Iterator[tuple[int, object]], _: int) -> Iterator[tuple[int, object]]:
        for number, report in reports:
            seen.append(number)
            if len(seen) == 6:
                two[1][0].send_signal(signal.SIGKILL)
                two[1][0].wait(10)
            yield number, report
    there = check_paths(["."], as_of=AS_OF, rules=Killers.rules, run=on_cluster(two[0]),
                        track=kill_midway)  # type: ignore[arg-type]
    assert sorted(seen) == list(range(30))
    here = check_paths(["."], as_of=AS_OF, rules=Killers.rules)
    assert as_json.render(there) == as_json.render(here)
    assert _workers(two[0]) == 1


def test_workbook_that_kills_every_worker_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that takes its worker with it, again and again, is given up and said; the others are checked."""
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
    write_book("bad.xlsx", Put("Risks", "R-1", "title", "KILL"))
    write_book("good.xlsx")
    with scheduler() as address, worker(address, tmp_path / "a"), worker(address, tmp_path / "b"), \
            worker(address, tmp_path / "c"):
        _until(lambda: _workers(address) == 3)
        report = check_paths(["."], as_of=AS_OF, rules=Killers.rules, run=on_cluster(address))
    assert report.files[0].error == (
        "bad.xlsx could not be checked on the cluster: it took several workers with it, as happens when memory runs "
        "out; check it again.")
    assert len(report.files[1].findings) == 2
    assert report.exit_code == 3
