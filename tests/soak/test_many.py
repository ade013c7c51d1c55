from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.many import run


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the memory of processes in /proc")
def test_memory_stays_flat_over_many_workbooks() -> None:
    """A small run of the soak in CI: neither a worker nor the process that collects grows with the workbooks."""
    assert run(120, 2, 5) == []
