"""Checks workbooks in several processes of this computer.

A thread here tends each process: it hands over one workbook at a time and waits for its report, so that it is always
known which workbook a process died over. Such a workbook gets another try at the end, alone in a fresh process.
Processes are started anew rather than forked: the same on every system, and safe beside threads.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

from smsxl.check import one_by_one
from smsxl.child import LENGTH
from smsxl.errors import SmsxlError
from smsxl.formats.model import FileReport, Status
from smsxl.jobs import Asked, Job
from smsxl.many.stop import interrupts, next_of
from smsxl.many.worker import ENVIRONMENT, Answer

_START: Final = ("import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
                 "from smsxl.child import serve; serve()")


@dataclass(frozen=True)
class Died:
    """The process that had a workbook in hand ended with an exit code (on POSIX minus the signal)."""

    code: int


class NoProcessError(Exception):
    """No process can be started here, or what was started is not able to check."""


_Result = tuple[int, Answer | Died | NoProcessError]


def run(count: int, jobs: Sequence[Job], asked: Asked) -> Generator[tuple[int, FileReport], None, None]:
    """Check workbooks in `count` processes; yield number and report of each as it is done."""
    if getattr(sys, "frozen", False) or not sys.executable:  # a program made of Python can't run other code
        yield from one_by_one(jobs, asked)
        return
    results: queue.SimpleQueue[_Result | str] = queue.SimpleQueue()
    pool = _Pool(jobs, asked, results)
    with interrupts(results):
        try:
            yield from _collected(pool, count)
        finally:
            pool.stop()


def _collected(pool: _Pool, count: int) -> Iterator[tuple[int, FileReport]]:
    """Yield the reports of all workbooks; of those that a process died over last, after another try."""
    again: list[int] = []
    for number, result in pool.work(range(len(pool.jobs)), count):
        if isinstance(result, FileReport):
            yield number, result
        else:
            again.append(number)
    for number in sorted(again):  # each alone: when memory runs out, the biggest workbook may still get through
        for _, result in pool.work([number], 1):
            if isinstance(result, NoProcessError):
                yield from ((number, report) for _, report in one_by_one([pool.jobs[number]], pool.asked))
            else:
                yield number, result if isinstance(result, FileReport) else _lost(pool.jobs[number], result.code)


def _lost(job: Job, code: int) -> FileReport:
    """Return the report of a workbook over which two processes died."""
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
    how = (f"was ended by the system ({name}), as happens when memory runs out; close other programs or give fewer "
           "--jobs" if name in ("SIGKILL", "SIGTERM") else f"crashed ({name}); save the workbook anew in Excel")
    sentence = f"{job.found.path} could not be checked: the process that read it {how}, then check it again."
    return FileReport(job.found.path, Status.INCOMPLETE, sentence, config=job.settings.source,
                      fail_on=job.settings.fail_on)


class _Pool:
    """The processes, and the threads that tend them."""

    def __init__(self, jobs: Sequence[Job], asked: Asked, results: queue.SimpleQueue[_Result | str]) -> None:
        self.jobs = jobs
        self.asked = asked
        self._results = results
        self._lock = threading.Lock()
        self._stopped = False
        self._unable = False
        self._tending = 0
        self._alive: set[subprocess.Popen[bytes]] = set()

    def work(self, numbers: Sequence[int], count: int) -> Iterator[tuple[int, FileReport | Died | NoProcessError]]:
        """Have jobs done by `count` processes; yield what became of each. Raises KeyboardInterrupt at Ctrl-C."""
        todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in numbers:
            todo.put(number)
        self._tending = count
        for _ in range(count):
            threading.Thread(target=self._tend, args=(todo,), daemon=True).start()
        for _ in numbers:
            number, result = next_of(self._results)
            if isinstance(result, SmsxlError):
                raise result
            yield number, result

    def stop(self) -> None:
        """End all processes, now. They only read, so there is nothing that they could leave half done."""
        with self._lock:
            self._stopped = True
            alive = list(self._alive)
        for process in alive:
            with contextlib.suppress(OSError):
                process.kill()
        for process in alive:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)

    def _tend(self, todo: queue.SimpleQueue[int]) -> None:
        """Start a process and keep it at work; where it dies start the next."""
        if hasattr(signal, "pthread_sigmask"):  # what this thread starts inherits it: Ctrl-C never reaches a worker
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        process: subprocess.Popen[bytes] | None = None
        while (number := self._next(todo)) is not None:
            result: Answer | Died | NoProcessError
            try:
                process = process or self._start()
                result = self._ask(process, self.jobs[number])
            except NoProcessError as error:
                if self._leaves(number, todo):
                    return
                result = error
            except (EOFError, OSError, pickle.UnpicklingError):
                result = Died(process.wait() if process is not None else 0)
                self._forget(process)
                process = None
            self._results.put((number, result))
        self._forget(process)

    def _next(self, todo: queue.SimpleQueue[int]) -> int | None:
        """Return the next job; None where there is none and the thread leaves."""
        with self._lock:
            try:
                if not self._stopped:
                    return todo.get_nowait()
            except queue.Empty:
                pass
            self._tending -= 1
            return None

    def _leaves(self, number: int, todo: queue.SimpleQueue[int]) -> bool:
        """Whether a thread that can't start a process leaves its job to the others; the last one stays."""
        with self._lock:
            if self._tending > 1:
                self._tending -= 1
                todo.put(number)
                return True
            self._unable = True
            return False

    def _start(self) -> subprocess.Popen[bytes]:
        """Return a process that is ready. Raises NoProcessError."""
        process = None
        try:
            with self._lock:
                if self._stopped or self._unable:
                    raise NoProcessError
                process = subprocess.Popen(  # noqa: S603 - this interpreter, and a text of ours
                    [sys.executable, "-P", "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, env={**os.environ, **ENVIRONMENT},
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
                self._alive.add(process)
            to, back = _pipes(process)
            to.write(json.dumps(sys.path).encode() + b"\n")
            _send(to, self.asked)
            pickle.load(back)  # noqa: S301 - from the process that was just started
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            self._forget(process)
            raise NoProcessError from error
        return process

    def _ask(self, process: subprocess.Popen[bytes], job: Job) -> Answer:
        """Return what a process says about a workbook, which is fetched first where it lies elsewhere."""
        if job.found.remote is not None:
            from smsxl.remote import check_remote  # noqa: PLC0415 - most workbooks lie on a disk

            return check_remote(job, self.asked, lambda near, _: self._asked_near(process, near))
        return self._asked_near(process, job)

    @staticmethod
    def _asked_near(process: subprocess.Popen[bytes], job: Job) -> Answer:
        to, back = _pipes(process)
        _send(to, job)
        answer: Answer = pickle.load(back)  # noqa: S301 - from a process of ours
        return answer

    def _forget(self, process: subprocess.Popen[bytes] | None) -> None:
        """End a process that has nothing to do any more."""
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with self._lock:
            self._alive.discard(process)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise NoProcessError
    return process.stdin, process.stdout


def _send(to: IO[bytes], message: object) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    to.write(LENGTH.pack(len(data)) + data)
    to.flush()
