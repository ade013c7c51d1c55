"""Where `smsxl` and `python -m smsxl` begin: Ctrl-C is quiet from the first moment, while modules load."""

from __future__ import annotations

import os
from typing import NoReturn


def console() -> NoReturn:
    """Run the command as a program of its own."""
    try:
        from smsxl.cli.main import console as run  # noqa: PLC0415 - loading is what takes the time

        run()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    console()
