"""Ctrl-C as a message instead of an exception, so that it can't strike between two steps of tidying up."""

from __future__ import annotations

import contextlib
import queue
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, TypeVar

STOP: Final = "stop"
"""What arrives among the results when somebody presses Ctrl-C."""

_T = TypeVar("_T")


@contextlib.contextmanager
def interrupts(results: queue.SimpleQueue[_T | str]) -> Iterator[None]:
    """Put STOP among the results at Ctrl-C, meanwhile. Where Ctrl-C is ignored (nohup) it stays so."""
    here = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if here else signal.SIG_IGN
    if not here or before is signal.SIG_IGN:
        yield
        return

    def note(_: int, __: FrameType | None) -> None:
        results.put(STOP)  # the one queue that a signal handler may use

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def next_of(results: queue.SimpleQueue[_T | str]) -> _T:
    """Wait for the next result. Raises KeyboardInterrupt where it is STOP."""
    while True:
        try:
            result = results.get(timeout=0.2)  # on Windows a signal is noticed only between two waits
        except queue.Empty:
            continue
        if isinstance(result, str):
            raise KeyboardInterrupt
        return result
