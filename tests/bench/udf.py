"""What one scalar call costs on the Python side: ours, through xlwings' dispatch, and as xlwings would convert it.

`python -m tests.bench.udf` prints microseconds a call, the best of several runs. The limit is 50.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import pytest

from smsxl.functions import BY_NAME, call
from smsxl.hosts.excel.guard import load_xlwings
from smsxl.hosts.excel.worksheet import worksheet_functions
from tests.excel_engine.engine import Engine
from tests.excel_engine.windows import calling, windows

_LEVELS: Final = (("Low", 365.0, 1.0), ("Moderate", 180.0, 2.0), ("High", 90.0, 3.0), ("Extreme", 30.0, 4.0))
_MATRIX: Final = ((None, 1.0, 2.0, 3.0, 4.0, 5.0), *((float(i), "Low", "Low", "Moderate", "High", "Extreme")
                                                     for i in range(1, 6)))
CALLS: Final[dict[str, tuple[Any, ...]]] = {
    "RISK_SCORE": (2.0, 3.0, "product"),
    "RISK_LEVEL": (2.0, 3.0, _MATRIX),
    "TOLERANCE_STATUS": (6.0, "Technical", (("Technical", 4.0, 9.0, "High"), ("*", 4.0, 9.0, None)), "Low", _LEVELS),
    "SCALE_VALUE": ("Likely", ((1.0, "Rare"), (2.0, "Likely"))),
    "RISK_GAPS": ("Threat", "me", 2.0, 3.0, "Within appetite", "Reduce", 1.0, 1.0, 46000.0, 46000.0),
    "TREATMENT_STATUS": ("Above tolerance", "Reduce", 46000.0, None, 46000.0),
    "ACCEPTANCE_STATUS": (46000.0, 46100.0, 46050.0, 30.0),
    "REVIEW_DUE": (46000.0, "High", _LEVELS),
    "SMART_GAPS": ("a", "b", 1.0, 2.0, "%", "x", "y", 46000.0, 46100.0),
    "KPI_STATUS": (4.0, 5.0, "Higher", 0.1),
    "BUDGET_STATUS": (10.0, 11.0, 0.1),
    "DUE_STATUS": (46000.0, "Open", 46000.0, 30.0),
}
"""A call for each function of single cells, in the shape of the template's columns."""


def best(function: Callable[..., Any], *arguments: Any, calls: int = 2000, runs: int = 7) -> float:
    """Return the microseconds of processor time of one call in the best run."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        for _ in range(calls):
            function(*arguments)
        found.append((time.process_time() - start) / calls * 1e6)
    return min(found)


def slowness() -> float:
    """Return how much slower Python is here and now than on the computer for which limits in microseconds are stated.

    There a reference call took 0.6 microseconds; never less than 1.
    """
    return max(1.0, best(_reference, runs=15) / 0.6)


def _reference() -> int:
    return sum(number * number for number in range(20))


def main() -> None:
    """Print a line for each function."""
    xw = load_xlwings()
    engine = xw.Engine(impl=Engine())
    xw.engines.add(engine)
    own = worksheet_functions()
    with pytest.MonkeyPatch.context() as patch, windows(patch, xw) as udfs:
        ours, theirs = _module("ours"), _module("theirs")
        vars(ours).update(worksheet_functions(xw))
        for name in CALLS:
            vars(theirs)[name] = _converted(name, xw)
        patch.setitem(__import__("sys").modules, "ours", ours)
        patch.setitem(__import__("sys").modules, "theirs", theirs)
        print(f"{'us a call':<20}{'ours':>8}{'dispatch':>10}{'xlwings':>10}")
        for name, arguments in CALLS.items():
            print(f"{name:<20}{best(own[name], *arguments):>8.1f}"
                  f"{best(calling(udfs, 'ours'), name, *arguments):>10.1f}"
                  f"{best(calling(udfs, 'theirs'), name, *arguments):>10.1f}")


def _module(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = __file__
    return module


def _converted(name: str, xw: Any) -> Any:
    """Return a function that leaves all conversions to xlwings."""
    udf = worksheet_functions()[name]
    signature = udf.__signature__  # type: ignore[attr-defined]

    def plain(*arguments: Any) -> Any:
        return call(BY_NAME[name], *arguments)

    plain.__annotations__ = {}
    plain.__name__ = name
    plain.__signature__ = signature  # type: ignore[attr-defined]
    return xw.func(plain)


if __name__ == "__main__":
    main()
