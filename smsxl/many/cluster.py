"""Checks workbooks on a Dask cluster.

The workbooks themselves are sent, not their paths: a worker elsewhere may not see the file, or see another one of that
name. Dask starts a task anew when its worker is lost; a result counts once, by the workbook's number.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import logging
import queue
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol
from uuid import uuid4

import smsxl
from smsxl.check import one_by_one
from smsxl.errors import SmsxlError, UsageError
from smsxl.formats.model import FileReport, Status
from smsxl.found import Found
from smsxl.jobs import Asked, Job, Runner, settled
from smsxl.many.stop import interrupts, next_of
from smsxl.many.worker import Answer, answer
from smsxl.remote import check_remote, file_name, renamed

_WAIT: Final = 15
"""Seconds until a scheduler has to answer, and to have a worker."""

_IN_FLIGHT: Final = 3
"""Workbooks sent per thread of the cluster: the next ones are there when one is done, and no memory fills up."""


class _Future(Protocol):
    """What is used of a future of Dask."""

    def result(self) -> object: ...
    def add_done_callback(self, fn: Callable[[_Future], None]) -> None: ...


class _Client(Protocol):
    """What is used of a client of Dask."""

    def nthreads(self) -> Mapping[str, int]: ...
    def run(self, function: Callable[..., object], *args: object, on_error: str) -> Mapping[str, object]: ...
    def submit(self, function: Callable[..., object], *args: object, key: str) -> _Future: ...


_Result = tuple[int, _Future]


def on_cluster(address: str) -> Runner:
    """Return what checks workbooks on the Dask cluster whose scheduler has this address."""
    return partial(_run, address)


def _run(address: str, jobs: Sequence[Job], asked: Asked) -> Generator[tuple[int, FileReport], None, None]:
    results: queue.SimpleQueue[_Result | str] = queue.SimpleQueue()
    with _client(address) as client, interrupts(results):
        yield from _spread(client, jobs, asked, results)


@contextlib.contextmanager
def _client(address: str) -> Iterator[_Client]:
    """Connect; take back what is not done when the block ends. Raises UsageError, one sentence, for what is not right.

    What distributed logs on its own is kept from standard error: what matters of it is in the reports.
    """
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError('--engine dask needs Dask, which is not installed; install it with `pip install '
                         '"smsxl[cluster]"`.') from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=_WAIT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"No Dask scheduler answers at {address}; check the address, such as tcp://10.0.0.5:8786, and "
                         "that it is running.") from error
    try:
        try:
            client.wait_for_workers(1, timeout=_WAIT)
        except TimeoutError as error:
            raise UsageError(f"The Dask scheduler at {address} has no workers; start some with `dask worker "
                             f"{address}`.") from error
        _refuse_other_versions(client)
        yield client
    finally:
        with contextlib.suppress(Exception):  # a scheduler that is gone has nothing to take back
            client.close(timeout=2)


def _refuse_other_versions(client: _Client) -> None:
    """Raise UsageError where a worker has another smsxl, or none: it would judge by other rules."""
    found = client.run(importlib.metadata.version, "smsxl", on_error="return")
    for worker, version in sorted(found.items()):
        if version != smsxl.__version__:
            has = f"smsxl {version}" if isinstance(version, str) else "no smsxl"
            raise UsageError(f"The Dask worker {worker} has {has}, this is smsxl {smsxl.__version__}; install the same "
                             f"on all workers with `pip install smsxl=={smsxl.__version__}`.")


def _spread(client: _Client, jobs: Sequence[Job], asked: Asked,
            results: queue.SimpleQueue[_Result | str]) -> Iterator[tuple[int, FileReport]]:
    """Send workbooks, a few ahead of what the cluster can do; yield their reports as they come."""
    window = max(2, _IN_FLIGHT * sum(client.nthreads().values()))
    todo = iter(enumerate(jobs))
    under_way: dict[int, _Future] = {}
    exhausted = False
    while under_way or not exhausted:
        while len(under_way) < window and not exhausted:
            following = next(todo, None)
            if following is None:
                exhausted = True
                break
            number, job = following
            sent = _sent(client, number, job, asked)
            if isinstance(sent, FileReport):
                yield number, sent
            else:
                under_way[number] = sent
                sent.add_done_callback(partial(_done, results, number))
        if under_way:
            number, future = next_of(results)
            del under_way[number]
            yield number, _report(future, jobs[number])


def _done(results: queue.SimpleQueue[_Result | str], number: int, future: _Future) -> None:
    results.put((number, future))


def _sent(client: _Client, number: int, job: Job, asked: Asked) -> _Future | FileReport:
    """Send a workbook and return its future; the report at once where there is no file that could be sent."""
    if job.found.error is not None:
        return next(one_by_one([job], asked))[1]
    away = replace(settled(job), found=Found(job.found.path))

    def send(near: Job, _: Asked) -> _Future | FileReport:
        try:
            data = Path(near.found.path).read_bytes()
        except OSError:  # what is wrong with it is said in the words of a check
            return next(one_by_one([near], asked))[1]
        return client.submit(check_sent, data, away, asked, smsxl.__version__, key=f"smsxl-{uuid4()}-{number}")

    return send(job, asked) if job.found.remote is None else check_remote(job, asked, send)


class OtherVersionError(Exception):
    """A worker that came later has another version."""


def check_sent(data: bytes, job: Job, asked: Asked, version: str) -> Answer:
    """Check a workbook that was sent, on a worker of the cluster."""
    if version != smsxl.__version__:
        raise OtherVersionError(smsxl.__version__)
    with TemporaryDirectory(prefix="smsxl-", ignore_cleanup_errors=True) as folder:
        near = Path(folder, file_name(job.found.path))
        near.write_bytes(data)
        result = answer(replace(job, found=Found(str(near))), asked)
    return renamed(result, str(near), job.found.path) if isinstance(result, FileReport) else result


def _report(future: _Future, job: Job) -> FileReport:
    """Return what a worker found, or why it found nothing. Raises what a worker raised on purpose."""
    try:
        result = future.result()
    except Exception as error:  # noqa: BLE001 - whatever happens to one workbook does not stop the others
        sentence = f"{job.found.path} could not be checked on the cluster: {_why(error)}; check it again."
        return FileReport(job.found.path, Status.INCOMPLETE, sentence, config=job.settings.source,
                          fail_on=job.settings.fail_on)
    if isinstance(result, SmsxlError):
        raise result
    assert isinstance(result, FileReport)
    return result


def _why(error: Exception) -> str:
    name = type(error).__name__
    if isinstance(error, OtherVersionError):
        return f"a worker has smsxl {error}, this is smsxl {smsxl.__version__}"
    if isinstance(error, ModuleNotFoundError):
        return f"a worker lacks the package {error.name}"
    return {"KilledWorker": "it took several workers with it, as happens when memory runs out",
            "FutureCancelledError": "the scheduler was lost", "CancelledError": "the scheduler was lost"}.get(
                name, f"{name} on a worker")
