"""What runs in a process of its own: takes jobs, gives reports."""

from __future__ import annotations

import gc
import os
import pickle
import queue
import sys
from collections.abc import Mapping
from typing import BinaryIO, Final

from smsxl.check import check_job
from smsxl.errors import SmsxlError, stopped_by_bug
from smsxl.formats.model import FileReport, Status
from smsxl.jobs import Asked, Job

READY: Final = "ready"
Answer = FileReport | SmsxlError

ENVIRONMENT: Final[Mapping[str, str]] = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A worker is one thread: libraries of numbers would start one per core in each of them, and reserve memory for it."""


def work(messages: queue.SimpleQueue[bytes], answers: BinaryIO) -> None:
    """Say that all is loaded, then answer job after job. The first message says what holds for all of them."""
    asked: Asked = pickle.loads(messages.get())  # noqa: S301 - from the process that started this one
    warm_up()
    _send(answers, READY)
    while True:
        job: Job = pickle.loads(messages.get())  # noqa: S301 - as above
        _send(answers, answer(job, asked))
        gc.collect()


def warm_up() -> None:
    """Load what every check needs, and let the garbage collector forget it: it stays as long as the process."""
    for package in ("hypothesis", "geopandas"):  # pandera would load the one, and look for the other all the time
        sys.modules.setdefault(package, None)  # type: ignore[arg-type]
    import pandera.pandas  # noqa: F401, PLC0415 - this is the place for it

    gc.collect()
    gc.freeze()
    gc.disable()  # looking for cycles in the midst of a workbook finds none; `work` does it after each


def answer(job: Job, asked: Asked) -> Answer:
    """Return the report of one workbook, or what was raised on purpose. Nothing escapes, so no traceback is printed."""
    try:
        return check_job(job, asked)
    except SmsxlError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a bug must not keep the other files from being checked
        from smsxl.bugs import write_log  # noqa: PLC0415 - seldom needed, one hopes

        path = job.found.path
        return FileReport(path, Status.INCOMPLETE, stopped_by_bug(path, "checked"), config=job.settings.source,
                          fail_on=job.settings.fail_on, log=write_log(error))


def _send(answers: BinaryIO, message: object) -> None:
    try:
        pickle.dump(message, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except OSError:  # nobody listens any more
        os._exit(0)
