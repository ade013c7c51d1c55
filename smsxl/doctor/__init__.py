"""Whether Python, smsxl, xlwings and Excel fit together on this computer, and how to mend what does not.

Everything is only looked at: no setting, file or registry key is changed.
"""

from __future__ import annotations

from smsxl.doctor.checks import examine
from smsxl.doctor.machine import Machine, this_machine
from smsxl.doctor.model import Check, Verdict

__all__ = ["Check", "Machine", "Verdict", "examine", "this_machine"]
