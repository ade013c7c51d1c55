"""Hundreds of seeded mutations of the clean sample, each caught at its own cell."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from smsxl.tables import TABLES, Part
from tests.flawed.manifest import SAMPLE, check, clean, places, where
from tests.flawed.mutations import Mutation, grouped, mutations
from tests.flawed.plant import plant

ALL = mutations()


@pytest.fixture(scope="module")
def own() -> set[tuple[str, str | None, str | None]]:
    """Return what is reported about the clean sample."""
    return set(where(check(SAMPLE)))


@pytest.mark.parametrize("group", grouped(ALL), ids=lambda group: str(group[0]))
def test_mutations_are_caught(group: list[Mutation], own: set[tuple[str, str | None, str | None]],
                              tmp_path: Path) -> None:
    """Each mutation is reported at its cell by a rule that its column declares, and by that one alone."""
    package = clean()
    for mutation in group:
        plant(package, places(), mutation.edit)
    path = tmp_path / "mutated.xlsx"
    package.save(path)
    codes = defaultdict(list)
    for found in where(check(path)).elements():
        if found not in own:
            codes[found[1:]].append(found[0])
    for mutation in group:
        caught = set(codes[mutation.at]) & set(mutation.change.codes.split())
        assert len(caught) == 1, f"{mutation}: found {codes[mutation.at]}, expected one of {mutation.change.codes}"
        others = set(codes[mutation.at]) - caught - set(mutation.change.besides.split())
        assert not others, f"{mutation}: one fault, but also {others}"


def test_there_are_hundreds_in_every_table_and_column() -> None:
    """At least 400 mutations, and no table or column of the sample that none of them touches."""
    assert len(ALL) >= 400
    mutated = {tuple(mutation.place.split(" > "))[::2] for mutation in ALL if mutation.place.count(" > ") == 2}
    mutated |= {tuple(mutation.place.split(" > ")) for mutation in ALL if mutation.place.count(" > ") == 1}
    for table in TABLES:
        if table.part is Part.OWN or table.name == "RiskMatrix":
            continue
        assert {(table.name, column.header) for column in table.columns} <= mutated


def test_the_same_mutations_every_time() -> None:
    """The dice are seeded: a failure can be looked at again."""
    assert [str(mutation) for mutation in mutations()] == [str(mutation) for mutation in ALL]
