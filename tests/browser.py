"""A real browser as a judge: headless Chromium, driven over its DevTools pipe."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
          "--remote-debugging-pipe")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Tab:
    """One page in the browser. What it logs as an error is in `errors`, what it asked the network for in `requests`."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.errors: list[str] = []
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the DevTools protocol and return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(answer["error"]["message"])
                return answer["result"]
            self._note(answer)

    def open(self, path: Path, *, width: int = 1280, dark: bool = False) -> None:
        """Show a file in a window of a width, in the light or the dark scheme."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=path.as_uri())
        while True:
            event = self._next()
            self._note(event)
            if event.get("method") == "Page.loadEventFired":
                return

    def run(self, script: str) -> Any:
        """Return what a script gives in the page."""
        result = self.call("Runtime.evaluate", expression=f"(() => {{{script}}})()", returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            block = os.read(self._from, 1 << 20)
            if not block:
                message = "the browser has gone"
                raise RuntimeError(message)
            self._rest += block
        message_, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message_)
        return found

    def _note(self, event: dict[str, Any]) -> None:
        parameters = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(str(parameters["exceptionDetails"]))
        elif event.get("method") == "Runtime.consoleAPICalled":
            self.errors.append(str(parameters["args"]))
        elif event.get("method") == "Log.entryAdded":
            self.errors.append(parameters["entry"]["text"])
        elif event.get("method") == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])


@contextmanager
def browser() -> Iterator[Tab]:
    """Start a browser with an empty profile and yield its page. Skips the test where none is installed."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None or os.name != "posix":
        pytest.skip("Chromium (chromium) is not installed, or this is no POSIX system")
    with tempfile.TemporaryDirectory(prefix="smsxl-browser-", ignore_cleanup_errors=True) as profile:
        process, ours_out, ours_in = _start([program, *_QUIET, f"--user-data-dir={profile}", "about:blank"])
        try:
            yield Tab(ours_out, ours_in)
        finally:
            os.close(ours_out)  # which ends the browser
            _end(process)
            os.close(ours_in)


def _start(command: Sequence[str]) -> tuple[int, int, int]:
    """Start the browser: it reads commands from its descriptor 3 and writes answers to 4. Return process and ours."""
    import fcntl

    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    high = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 100) for each in (theirs_in, theirs_out)]
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[
        *nowhere, (os.POSIX_SPAWN_DUP2, high[0], 3), (os.POSIX_SPAWN_DUP2, high[1], 4)])
    for each in (theirs_in, theirs_out, *high):
        os.close(each)
    return process, ours_out, ours_in


def _end(process: int) -> None:
    """Wait for the browser to go, and make it go after ten seconds."""
    for _ in range(100):
        if os.waitpid(process, os.WNOHANG)[0]:
            return
        time.sleep(0.1)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
