"""The one place that imports xlwings."""

from __future__ import annotations

import sys
from typing import Any, Final

_NOT_USED: Final = "xlwings.pro"


def load_xlwings() -> Any:  # noqa: ANN401 - xlwings decides at run time what it holds
    """Return xlwings without its non-free part.

    Importing xlwings tries to import `xlwings.pro` and looks for a licence key in the environment and in files. smsxl
    uses nothing of that part, so it is marked as not installed first. In the server process that Excel starts for
    worksheet functions xlwings itself is imported before any module of ours; what it looks up there is not ours to
    steer. Raises ImportError where xlwings is not installed.
    """
    if "xlwings" not in sys.modules:
        sys.modules.setdefault(_NOT_USED, None)  # type: ignore[arg-type]  # Python's own way to say "not installed"
    import xlwings  # noqa: PLC0415 - only after the line above

    return xlwings
