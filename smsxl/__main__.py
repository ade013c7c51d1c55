"""Runs the command line as `python -m smsxl`."""

from __future__ import annotations

import sys

from smsxl.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
