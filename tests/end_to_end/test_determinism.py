"""Same input, same output: two builds from nothing publish the same bytes, whenever they are made."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from command import AS_OF, opsfacts
from journey import DEMO, differing, export

LATER = "2027-02-03T04:05:06"
# The one thing in publications that says when a run took a file; DECISIONS.md says why results do not depend on it.
AS_OF_COLUMNS = {"audit.landed_files.csv": "loaded_at", "audit.quarantined_rows.csv": "loaded_at"}


def without(content: bytes, column: str) -> list[list[str]]:
    header, *rows = csv.reader(io.StringIO(content.decode()))
    position = header.index(column)
    return [row[:position] + row[position + 1 :] for row in (header, *rows)]


def test_a_build_at_another_time_in_another_place_publishes_the_same(demo_home: Path, tmp_path: Path) -> None:
    opsfacts("run", "--as-of", LATER, home=tmp_path / "elsewhere", landing=DEMO)
    one, other = export(demo_home, tmp_path / "one"), export(tmp_path / "elsewhere", tmp_path / "other")
    assert one.keys() == other.keys()
    assert len(one) >= 30
    assert differing(one, other) == ["audit.landed_files.csv"]
    for table, column in AS_OF_COLUMNS.items():
        assert without(one[table], column) == without(other[table], column)


@pytest.mark.slow
def test_two_builds_as_of_the_same_instant_are_equal_to_the_byte(demo_home: Path, tmp_path: Path) -> None:
    opsfacts("run", "--as-of", AS_OF, home=tmp_path / "again", landing=DEMO)
    one, other = export(demo_home, tmp_path / "one"), export(tmp_path / "again", tmp_path / "other")
    assert differing(one, other) == []
    assert len(one) >= 30
