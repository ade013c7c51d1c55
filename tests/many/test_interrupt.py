"""Ctrl-C in a real process, sent to its whole group as a terminal does, at every stage."""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from jsonschema import validate

from smsxl.check import check_paths
from smsxl.many import in_processes
from smsxl.many.stop import STOP, interrupts, next_of
from smsxl.rules.examples import Put
from tests.cli.books import environment, smsxl, write_book
from tests.formats.test_formats import SCHEMA
from tests.many.killers import Killers, group_is_gone
from tests.rules.sound_rows import AS_OF

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")

COUNT = 40
_SCRIPT = """
import os, sys
from smsxl.__main__ import console
try:
    sys.stderr.write("up\\n")
    sys.stderr.flush()
    console()
except KeyboardInterrupt:  # between these lines, which are the test's own affair
    os._exit(130)
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of enough workbooks for a check to last a while."""
    folder = tmp_path_factory.mktemp("many")
    first = Path(write_book(folder / "0.xlsx"))
    for i in range(1, COUNT):
        (folder / f"{i}.xlsx").write_bytes(first.read_bytes())
    return folder


@contextmanager
def started(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start a check in a process group of its own; it is up when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, "check", str(folder), "--output-format", "json", "--as-of", AS_OF.isoformat(),
         *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment())
    assert process.stderr is not None
    try:
        assert process.stderr.readline() == "up\n"
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def interrupted(folder: Path, wait: float, *options: str, again: float | None = None) -> tuple[int, str, str]:
    """Press Ctrl-C after a while (and once more); return exit code and output. No process is left 2 s later."""
    with started(folder, *options) as process:
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGINT)
        if again is not None:
            time.sleep(again)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert group_is_gone(process.pid, 2)
    return process.returncode, out, err


def judge(code: int, out: str, err: str) -> int:
    """Assert that what came out says how far the check got; return the number of workbooks not reached."""
    assert "Traceback" not in err, err
    if not out:
        assert (code, err) == (130, "") or (code == 130 and err.endswith("smsxl: Stopped.\n"))
        return COUNT
    report = json.loads(out)
    validate(report, SCHEMA)
    assert len(report["files"]) == COUNT
    unreached = [file for file in report["files"] if file["status"] != "checked"]
    assert all("was stopped" in file["error"] and file["status"] == "incomplete" for file in unreached)
    if unreached:
        assert code == 3
        assert err == (f"smsxl: Stopped: {COUNT - len(unreached)} of {COUNT} workbooks were checked; the report is "
                       "partial and says which were not.\n")
    else:
        assert (code, err) == (0, "")
    return len(unreached)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.15, 0.3, 0.5, 0.8])
def test_ctrl_c_leaves_a_partial_report_and_no_process(many: Path, jobs: str, share: float, whole: float) -> None:
    """From the first moment to the last: what was done is delivered as partial, or nothing and exit code 130."""
    chance = random.Random(f"{jobs}{share}")
    judge(*interrupted(many, whole * share * (1 + chance.random()), "--jobs", jobs))


@pytest.fixture(scope="module")
def whole(many: Path) -> float:
    """Return how long the whole check takes in two processes."""
    start = time.monotonic()
    with started(many, "--jobs", "2") as process:
        out, err = process.communicate(timeout=120)
    assert judge(process.returncode, out, err) == 0
    return time.monotonic() - start


@pytest.mark.parametrize("again", [0.0, 0.02, 0.2])
def test_second_ctrl_c_is_as_quiet(many: Path, again: float, whole: float) -> None:
    """Impatience changes nothing: a report or one word, never a traceback, and no process is left."""
    judge(*interrupted(many, whole * 0.5, "--jobs", "2", again=again))


def test_midway_some_are_done_and_some_are_not(many: Path) -> None:
    """The workbooks that were done before Ctrl-C are in the report with what was found."""
    for jobs in ("1", "2"):
        with started(many, "--jobs", jobs) as process:
            _until_busy(process, jobs)
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=60)
            assert group_is_gone(process.pid, 2)
        assert 0 < judge(process.returncode, out, err) < COUNT


def _until_busy(process: subprocess.Popen[str], jobs: str) -> None:
    """Wait until the check has read several workbooks, as its use of the processor tells."""
    until = time.monotonic() + 60
    ticks = os.sysconf("SC_CLK_TCK")
    wanted = 2.0 if jobs == "1" else 3.5
    while time.monotonic() < until:
        used = 0.0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[2]) == process.pid:
                    used += (int(fields[11]) + int(fields[12])) / ticks
        if used > wanted:
            return
        time.sleep(0.02)


def test_workers_in_the_midst_of_a_workbook_end_at_once(tmp_path: Path) -> None:
    """A workbook that takes a minute does not keep anybody waiting for Ctrl-C."""
    for i in range(4):
        write_book(tmp_path / f"{i}.xlsx", Put("Risks", "R-1", "title", "SLOW 60" if i else "x"))
    script = ("import datetime, sys; from smsxl.check import check_paths; from smsxl.many import in_processes; "
              "from tests.many.killers import Killers; print('up', flush=True); "
              f"r = check_paths([{str(tmp_path)!r}], as_of=datetime.date(2026, 11, 22), rules=Killers.rules, "
              "run=in_processes(2), track=lambda reports, _: (print('one', flush=True) or each for each in reports)); "
              "print(r.not_reached, r.exit_code)")
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True,
                               start_new_session=True, env=environment())
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["up\n", "one\n"]
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=5)
    assert out == "3 3\n"
    assert group_is_gone(process.pid, 2)


def test_where_ctrl_c_is_ignored_it_stays_ignored(many: Path) -> None:
    """What was started to run on behind the terminal (nohup, &) is not stopped by it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code, out, err = interrupted(many, 1.0, "--jobs", "2")
    finally:
        signal.signal(signal.SIGINT, before)
    assert judge(code, out, err) == 0


def test_ctrl_c_arrives_among_the_results() -> None:
    """Meanwhile it is a message and no exception; after that everything is as it was."""
    results: queue.SimpleQueue[int | str] = queue.SimpleQueue()
    before = signal.getsignal(signal.SIGINT)
    with interrupts(results):
        results.put(1)
        signal.raise_signal(signal.SIGINT)
        assert next_of(results) == 1
        with pytest.raises(KeyboardInterrupt):
            next_of(results)
    assert signal.getsignal(signal.SIGINT) is before
    assert STOP == "stop"


def test_report_of_a_stopped_check_in_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """People read how many were checked; those not reached are counted, not listed."""
    for i in range(5):
        write_book(f"{i}.xlsx")

    def stop(reports: Iterator[tuple[int, object]], _: int) -> Iterator[tuple[int, object]]:
        yield next(reports)
        yield next(reports)
        raise KeyboardInterrupt
    monkeypatch.setattr("smsxl.cli.check._track", stop)
    outcome = smsxl("check", ".", "--as-of", AS_OF.isoformat())
    assert outcome.code == 3
    assert outcome.err == ("smsxl: Stopped: 2 of 5 workbooks were checked; the report is partial and says which were "
                           "not.\n")
    assert "4.xlsx" not in outcome.out
    assert "3 workbooks were not reached" in outcome.out
    assert "3 of 5 workbooks not checked" in outcome.out


def test_stopped_while_here_keeps_what_was_done() -> None:
    """One process alone, too, delivers what it had."""
    for i in range(3):
        write_book(f"{i}.xlsx", Put("Risks", "R-1", "title", "x"))

    def stop(reports: Iterator[tuple[int, object]], _: int) -> Iterator[tuple[int, object]]:
        yield next(reports)
        raise KeyboardInterrupt
    report = check_paths(["."], as_of=AS_OF, rules=Killers.rules, run=in_processes(1), track=stop)  # type: ignore[arg-type]
    assert report.not_reached == 2
    assert [len(file.findings) for file in report.files] == [2, 0, 0]
