"""Runs the command line as `python -m smsxl`."""

from __future__ import annotations

import sys

from smsxl.cli.main import run

sys.exit(run())
