"""What a register says about its own scales and rules."""

from __future__ import annotations

from smsxl.hosts.port import Workbook
from smsxl.registers.model import Register


def complete(workbook: Workbook, register: Register) -> None:
    """Find the scales, the scoring and the bands of a register."""
