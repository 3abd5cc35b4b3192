"""Same input, same output: two builds from nothing publish the same bytes, whenever they are made."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from command import AS_OF, opsfacts
from journey import EXAMPLES, differing, export

from orchestration.pseudonyms import key_file

LATER = "2027-02-03T04:05:06"
# The one thing in publications that says when a run took a file; DECISIONS.md says why results do not depend on it.
LOADED_AT = "loaded_at"


def without_loading_time(content: bytes) -> list[list[str]]:
    header, *rows = csv.reader(io.StringIO(content.decode()))
    if LOADED_AT not in header:
        return [header, *rows]
    position = header.index(LOADED_AT)
    return [row[:position] + row[position + 1 :] for row in (header, *rows)]


def with_the_key_of(examples_home: Path, home: Path) -> Path:
    """Pseudonyms are the same under the same key only."""
    shutil.copy(key_file(examples_home), key_file(home))
    return home


def test_a_build_at_another_time_in_another_place_publishes_the_same(examples_home: Path, tmp_path: Path) -> None:
    elsewhere = with_the_key_of(examples_home, tmp_path / "elsewhere")
    opsfacts("run", "--as-of", LATER, home=elsewhere, landing=EXAMPLES)
    one, other = export(examples_home, tmp_path / "one"), export(elsewhere, tmp_path / "other")
    assert one.keys() == other.keys()
    assert len(one) >= 60
    assert "audit.landed_files.csv" in differing(one, other)
    assert [table for table in one if without_loading_time(one[table]) != without_loading_time(other[table])] == []


@pytest.mark.slow
def test_two_builds_as_of_the_same_instant_are_equal_to_the_byte(examples_home: Path, tmp_path: Path) -> None:
    again = with_the_key_of(examples_home, tmp_path / "again")
    opsfacts("run", "--as-of", AS_OF, home=again, landing=EXAMPLES)
    one, other = export(examples_home, tmp_path / "one"), export(again, tmp_path / "other")
    assert differing(one, other) == []
    assert len(one) >= 30
