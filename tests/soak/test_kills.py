"""A small part of the soak over saves that are killed."""

from __future__ import annotations

from tests.soak.kills import kills


def test_a_killed_save_leaves_the_old_file_or_the_new_one() -> None:
    """Whenever the process dies, the workbook is whole, and it is the old one or the new one."""
    assert kills(5) == []
