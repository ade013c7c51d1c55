from __future__ import annotations

import os
from pathlib import Path

import pytest

from smsxl.paths import expand


def touch(*names: str) -> None:
    """Make empty files, with their folders."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def paths(*given: str) -> list[str]:
    """Return the workbooks that paths lead to, with slashes."""
    return [found.path.replace(os.sep, "/") for found in expand(given)]


def test_folder_gives_its_workbooks_sorted_without_markers_and_hidden_ones() -> None:
    """A folder is searched with all below it; lock files, hidden folders and other files are left out."""
    touch("d/b.xlsx", "d/a.XLSM", "d/~$b.xlsx", "d/.hidden/c.xlsx", "d/._b.xlsx", "d/x.csv", "d/sub/z.xlsx",
          "d/e/y.xlsx")
    assert paths("d") == ["d/a.XLSM", "d/b.xlsx", "d/e/y.xlsx", "d/sub/z.xlsx"]


def test_glob_is_expanded_also_where_no_shell_did() -> None:
    """A pattern gives its workbooks; ** means all folders below."""
    touch("a.xlsx", "b.xlsx", "b.txt", "~$a.xlsx", "s/t/c.xlsx")
    assert paths("*.xlsx") == ["a.xlsx", "b.xlsx"]
    assert paths("*") == ["a.xlsx", "b.xlsx"]
    assert paths("**/*.xlsx") == ["a.xlsx", "b.xlsx", "s/t/c.xlsx"]


def test_pattern_takes_what_it_names_and_a_folder_only_workbooks() -> None:
    """CSV and ODS files are registers where somebody names them; beside code they seldom are."""
    touch("d/a.xlsx", "d/b.ods", "d/C.CSV", "d/~$b.ods", "d/e.py")
    assert paths("d/*.ods") == ["d/b.ods"]
    assert paths("d/*.CSV") == ["d/C.CSV"]
    assert paths("d/*.py") == ["d/*.py"]
    assert paths("d") == paths("d/*") == ["d/a.xlsx"]
    [found] = expand(["d/*.xls"])
    assert found.error == "d/*.xls matches no workbook (.xls); check the name and the folder."


def test_file_whose_name_looks_like_a_pattern_is_that_file() -> None:
    """A name with brackets is taken as it stands where the file exists."""
    touch("plan [1].xlsx", "plan 1.xlsx")
    assert paths("plan [1].xlsx") == ["plan [1].xlsx"]


def test_workbook_given_twice_is_checked_once() -> None:
    """The same file by another road is one file, under the name that came first."""
    touch("d/a.xlsx", "b.xlsx")
    whole = str(Path("b.xlsx").absolute())
    assert paths("b.xlsx", "d", "d/a.xlsx", "./b.xlsx", whole, "d/*.xlsx") == ["b.xlsx", "d/a.xlsx"]


def test_order_of_what_was_given_is_kept() -> None:
    """Files come in the order in which they were named."""
    touch("z.xlsx", "a.xlsx")
    assert paths("z.xlsx", "a.xlsx") == ["z.xlsx", "a.xlsx"]


@pytest.mark.parametrize(("given", "sentence"), [
    ("empty", "empty is a folder without workbooks (.xlsx or .xlsm); give the folder that holds them."),
    ("x*.xlsx", "x*.xlsx matches no workbook (.xlsx or .xlsm); check the name and the folder."),
])
def test_path_that_leads_to_nothing_says_so(given: str, sentence: str) -> None:
    """A folder or a pattern without workbooks is one sentence, never silence."""
    Path("empty").mkdir()
    [found] = expand([given])
    assert found.error == sentence


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read every folder")
def test_folder_that_may_not_be_searched_is_reported() -> None:
    """A folder below that can't be read is not passed over in silence."""
    touch("d/a.xlsx", "d/locked/b.xlsx")
    Path("d/locked").chmod(0)
    try:
        assert [found.error is not None for found in expand(["d"])] == [False, True]
    finally:
        Path("d/locked").chmod(0o700)
