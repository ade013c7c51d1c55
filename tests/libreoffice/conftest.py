from __future__ import annotations

from tests.cli.conftest import _own_folders

__all__ = ["_own_folders"]
