"""How DuckDB would run the models: an outer join on a condition that is no comparison compares every row with every other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.dbt_plugin import register
from orchestration.pseudonyms import load_key

# The other side of these joins is a handful of rows, whatever is loaded.
SMALL = {"fct_agreement": "one policy or all of them", "int_calendar__business_clock": "days of the longest opening"}


def test_no_model_compares_every_row_with_every_other(examples_home: Path) -> None:
    manifest = json.loads((examples_home / "dbt" / "manifest.json").read_text())
    compared = {}
    with duckdb.connect(str(examples_home / "build" / "opsfacts.duckdb"), read_only=True) as connection:
        register(connection, load_key(examples_home))
        for node in manifest["nodes"].values():
            compiled = examples_home / "dbt" / "compiled" / "opsfacts" / node["original_file_path"]
            if node["resource_type"] == "model" and node["name"] not in SMALL and compiled.exists():
                (plan,) = json.loads(connection.execute(f"explain (format json) {compiled.read_text()}").fetchone()[1])
                compared[node["name"]] = [
                    condition
                    for name, condition in joins(plan)
                    if name == "BLOCKWISE_NL_JOIN" and "SUBQUERY" not in condition  # which is one value
                ]
    assert len(compared) > 100
    assert not {name: conditions for name, conditions in compared.items() if conditions}


def joins(plan: dict) -> Iterator[tuple[str, str]]:
    """Name and condition of every join of a plan."""
    if plan["name"].endswith("JOIN"):
        yield plan["name"], str(plan["extra_info"])
    for child in plan["children"]:
        yield from joins(child)
