"""The first moments of a process that checks for another one: it listens before it loads anything that takes time.

So it ends at once when the other one does, whichever way that ended, while it still loads as well.
"""

from __future__ import annotations

import os
import queue
import signal
import struct
import sys
import threading
from typing import BinaryIO

LENGTH = struct.Struct("<Q")
"""What goes before each message: the number of its bytes."""


def serve() -> None:
    """Answer what comes on standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who gives out the work decides what Ctrl-C means
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, messages), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints must not come between the answers

    from smsxl.many.worker import work  # noqa: PLC0415 - this is what takes time

    work(messages, answers)


def _listen(source: BinaryIO, messages: queue.SimpleQueue[bytes]) -> None:
    """Take in messages; leave when no more can come, also in the midst of a workbook."""
    try:
        while head := source.read(LENGTH.size):
            (length,) = LENGTH.unpack(head)
            messages.put(source.read(length))
    finally:
        os._exit(0)
