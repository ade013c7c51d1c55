from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsxl.check import check_paths
from smsxl.domain.values import CellError
from smsxl.formats import as_json
from smsxl.formats.model import Report, Status
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.jobs import Asked, Job
from smsxl.many import FEW, cores, in_processes, processes
from smsxl.paths import expand
from smsxl.rules.examples import Put
from smsxl.settings import Settings
from tests.cli.books import Fakes, environment, smsxl, write_book
from tests.many.killers import Killers, group_is_gone
from tests.rules.sound_rows import AS_OF

posix = pytest.mark.skipif(os.name != "posix", reason="a process is ended by a signal")


def checked(*paths: str, jobs: int, hide: bool = False) -> Report:
    """Return the report of workbooks by the rules that end processes."""
    return check_paths(paths, as_of=AS_OF, rules=Killers.rules, run=in_processes(jobs), hide=hide)


@pytest.mark.parametrize(("kind", "options"), [
    ("json", ()), ("text", ("--redact",)), ("concise", ("--engine", "openpyxl"))], ids=str)
def test_several_processes_give_the_same_bytes_as_one(registers: str, kind: str, options: tuple[str, ...]) -> None:
    """Findings, order, sentences, exit code: whatever the number of processes, the result is one."""
    fixed = ("check", registers, "nowhere.xlsx", "--as-of", AS_OF.isoformat(), "--output-format", kind, *options)
    one, many = (smsxl(*fixed, "--jobs", jobs) for jobs in ("1", "3"))
    assert one == many
    assert one.code == 3
    assert "faulty.xlsx" in one.out


def test_each_workbook_is_handed_out_once(registers: str) -> None:
    """No workbook is checked twice and none is left out, in the order in which they were found."""
    done = [number for number, _ in in_processes(2)(*_jobs(registers))]
    assert sorted(done) == list(range(13))


def _jobs(folder: str) -> tuple[list[Job], Asked]:
    return [Job(found, Settings()) for found in expand([folder])], Asked(AS_OF)


def test_one_or_a_few_workbooks_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process has to load its rules first, which takes longer than a few workbooks do."""
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process was started"))
    for i in range(FEW):
        write_book(f"{i}.xlsx")
    report = check_paths(["."], as_of=AS_OF, rules=Fakes.rules, run=in_processes())
    assert len(report.files) == FEW
    assert check_paths(["0.xlsx"], as_of=AS_OF, rules=Fakes.rules, run=in_processes(4)).files[0].findings


def test_number_of_cores_is_what_this_process_may_use() -> None:
    """A container with one core gets one process."""
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_configuration_is_refused_before_any_process_starts(registers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is not right is found before the first workbook is read."""
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process was started"))
    Path(registers, "4", "smsxl.toml").write_text("colour = 1\n")
    outcome = smsxl("check", registers, "--jobs", "2")
    assert outcome.code == 2
    assert "colour" in outcome.err


@posix
def test_workbook_over_which_the_process_dies_is_named_and_the_others_are_checked() -> None:
    """A process that the system ends costs one workbook, after a second try alone; the sentence says what to do."""
    for i in range(6):
        write_book(f"{i}.xlsx", *([Put("Risks", "R-1", "title", "KILL")] if i == 2 else []),
                   *([Put("Risks", "R-1", "title", "CRASH")] if i == 4 else []))
    report = checked(".", jobs=2)
    assert [file.status for file in report.files] == [
        Status.INCOMPLETE if i in (2, 4) else Status.CHECKED for i in range(6)]
    assert report.exit_code == 3
    assert report.files[2].error == (
        "2.xlsx could not be checked: the process that read it was ended by the system (SIGKILL), as happens when "
        "memory runs out; close other programs or give fewer --jobs, then check it again.")
    assert "crashed (SIGSEGV)" in (report.files[4].error or "")
    assert all(len(file.findings) == 2 for i, file in enumerate(report.files) if i not in (2, 4))


@posix
def test_workbook_gets_another_try_alone() -> None:
    """What passes in a fresh process of its own is checked: nothing is said about the first try."""
    for i in range(4):
        write_book(f"{i}.xlsx", Put("Risks", "R-1", "title", f"ONCE mark{i}"))
    report = checked(".", jobs=2)
    assert sorted(path.name for path in Path().glob("mark*")) == [f"mark{i}" for i in range(4)]
    assert report.exit_code == 1
    assert [len(file.findings) for file in report.files] == [2] * 4


@pytest.mark.parametrize("fault", ["start", "exits", "says nothing"])
def test_where_no_process_can_be_started_the_check_runs_here(registers: str, monkeypatch: pytest.MonkeyPatch,
                                                             fault: str) -> None:
    """A system that allows no further process gets the same report, later."""
    if fault == "start":
        def refuse(*_: object, **__: object) -> None:
            raise OSError(11, "Resource temporarily unavailable")
        monkeypatch.setattr(subprocess, "Popen", refuse)
    else:
        monkeypatch.setattr(processes, "_START", "raise SystemExit(1)" if fault == "exits" else "print('x')")
    many = check_paths([registers], as_of=AS_OF, run=in_processes(2))
    assert as_json.render(many) == as_json.render(check_paths([registers], as_of=AS_OF))


def test_bug_in_a_process_is_logged_and_the_others_go_on() -> None:
    """A bug that strikes elsewhere is the sentence and the log that it is here, and exit code 4."""
    write_book("a.xlsx", Put("Risks", "R-1", "title", "SECRET-BREAK"))
    write_book("b.xlsx")
    report = check_paths(["a.xlsx", "b.xlsx"], as_of=AS_OF, rules=Fakes.rules, run=in_processes(2))
    assert report.exit_code == 4
    assert report.files[0].error == "a.xlsx could not be checked because of a bug in smsxl."
    assert "SECRET" not in Path(report.files[0].log or "").read_text("utf-8")
    assert len(report.files[1].findings) == 3


def test_modules_beside_the_workbooks_are_never_run(registers: str) -> None:
    """A folder of registers that holds a pandas.py, by accident or on purpose, does not get it imported."""
    for name in ("pandas", "smsxl", "pickle", "json", "sitecustomize"):
        Path(f"{name}.py").write_text("open('was run', 'w').close()\n")
    script = ("import sys; sys.path[:] = [p for p in sys.path if p]; from smsxl.__main__ import console; "
              f"sys.argv = ['smsxl', 'check', {registers!r}, '--jobs', '2']; console()")
    subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, check=False, timeout=120)
    assert not Path("was run").exists()


def test_what_a_process_says_is_small(registers: str) -> None:
    """Progress is known per workbook: each report arrives by itself, the first long before the last."""
    def watch(reports: Iterator[tuple[int, object]], count: int) -> Iterator[tuple[int, object]]:
        seen.append(count)
        for each in reports:
            seen.append(each[0])
            yield each
    seen: list[int] = []
    check_paths([registers], as_of=AS_OF, run=in_processes(2), track=watch)  # type: ignore[arg-type]
    assert seen[0] == 13
    assert sorted(seen[1:]) == list(range(13))


@posix
def test_processes_end_with_the_one_that_started_them() -> None:
    """Where the command is killed outright its processes notice it at once, in the midst of a workbook too."""
    for i in range(4):
        write_book(f"{i}.xlsx", Put("Risks", "R-1", "title", "SLOW 60"))
    script = ("import datetime, sys; from smsxl.check import check_paths; from smsxl.many import in_processes; "
              "from tests.many.killers import Killers; print('up', flush=True); "
              "check_paths(['.'], as_of=datetime.date(2026, 11, 22), rules=Killers.rules, run=in_processes(2))")
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True,
                              env=environment())
    assert parent.stdout is not None
    parent.stdout.readline()
    _wait_for_children(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait(10)
    parent.stdout.close()
    assert group_is_gone(parent.pid, 2)


def _wait_for_children(pid: int) -> None:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        tasks = [path.read_text() for path in children.parent.parent.glob("*/children")]
        if len(" ".join(tasks).split()) >= 2:
            time.sleep(2)
            return
        time.sleep(0.1)
    pytest.fail("no processes were started")


def test_dates_and_errors_in_findings_survive_the_way() -> None:
    """Values that JSON writes in a way of its own are the same after they came from another process."""
    for i in range(2):
        write_book(f"{i}.xlsx", Put("Treatments", "T-1", "due", dt.date(1950, 1, 1)))
    one, many = (json.loads(as_json.render(check_paths(["."], as_of=AS_OF, run=in_processes(jobs))))
                 for jobs in (1, 2))
    assert one == many
    values = [finding["value"] for finding in one["files"][0]["findings"]]
    assert "1950-01-01" in values
    for value in (NOT_CALCULATED, CellError("#REF!"), dt.time(1), True):
        assert pickle.loads(pickle.dumps(value)) == value
    assert pickle.loads(pickle.dumps(NOT_CALCULATED)) is NOT_CALCULATED
