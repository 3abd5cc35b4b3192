"""Same input, same output: builds publish the same bytes, whenever and wherever they are made."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from command import AS_OF, opsfacts
from facts import reached
from journey import EXAMPLES, LATER, BadDays, differing, export

from orchestration.pseudonyms import key_file

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


def descendants(home: Path, source: str) -> set[str]:
    """`schema.table` of what is made of a source."""
    manifest = json.loads((home / "dbt" / "manifest.json").read_text())
    sources = [unique_id for unique_id, node in manifest["sources"].items() if node["name"] == source]
    found = reached(sources, manifest["child_map"])
    tables = {f"{manifest['nodes'][i]['schema']}.{manifest['nodes'][i]['name']}" for i in found & manifest["nodes"].keys()}
    return tables | {f"metrics.{i.split('.')[-1]}" for i in found & manifest["saved_queries"].keys()}


def test_a_run_at_another_time_in_another_place_publishes_the_same(
    examples_home: Path, bad_days: BadDays, tmp_path: Path
) -> None:
    """All models are built anew, after a kill amid them: what no new file touches is as it was, the rest is not."""
    version = f"versions/{bad_days.corrected.manifest['current_version']}"
    one, other = export(examples_home, tmp_path / "one"), export(bad_days.home, tmp_path / "other", version)
    assert one.keys() == other.keys()
    touched = {f"{table}.csv" for table in descendants(examples_home, "incident_event_log")}
    untouched = {table for table in one.keys() - touched if not table.startswith("audit.")}
    assert len(untouched) >= 25
    assert [table for table in sorted(untouched) if without_loading_time(one[table]) != without_loading_time(other[table])] == []
    assert {"core.fct_tickets.csv", "audit.landed_files.csv", "metrics.support_overview.csv"} <= set(differing(one, other))


@pytest.mark.slow
def test_a_build_from_nothing_at_another_time_publishes_the_same(examples_home: Path, tmp_path: Path) -> None:
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
