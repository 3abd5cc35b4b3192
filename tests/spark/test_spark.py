"""Both engines build the same tables from the same exports: every model on Spark and on DuckDB, compared row by row."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from command import AS_OF, ROOT
from differences import differences
from spellings import SPELLINGS, query

from orchestration import ingest, transform
from orchestration.feeds import load_feeds
from orchestration.workspace import Workspace

pytestmark = pytest.mark.spark
HERE = Path(__file__).parent
NODES = ["--resource-type", "model", "--resource-type", "seed"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A warehouse of the example exports whose models both engines have built, at the same time and side by side."""
    if not shutil.which("java"):
        pytest.fail("Spark needs Java 17: install openjdk-17-jre-headless, or set PATH to where `java` is.")
    workspace = Workspace(tmp_path_factory.mktemp("spark") / "warehouse", ROOT / "seeds" / "examples")
    workspace.ensure()
    as_of, feeds = datetime.datetime.fromisoformat(AS_OF), load_feeds()
    for feed in feeds.values():
        ingest.ingest_feed(workspace, feed, as_of)
    ingest.ingest_unclaimed(workspace, feeds, as_of)
    workspace.run_parameters.write_text(json.dumps({"run_id": "spark", "as_of_at": AS_OF}))
    manifest = json.loads(transform.prepare(workspace).read_text())
    transform.write_check_results(workspace, manifest, runs=[])
    with (workspace.build / "spark.log").open("w") as log:
        on_spark = subprocess.Popen(
            [sys.executable, str(HERE / "build_on_spark.py"), str(workspace.home)],
            cwd=ROOT,
            env=os.environ | transform.environment(workspace) | {"PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        for selection in (["--exclude", f"tag:{transform.AFTER_MODELS}"], ["--select", f"tag:{transform.AFTER_MODELS}"]):
            built = transform.build(workspace, [*NODES, *selection])
            assert built.success, built.failures()
        on_spark.wait(timeout=1200)
    finally:
        on_spark.kill()
    yield workspace
    shutil.rmtree(workspace.home)


def results(workspace: Workspace, command: str) -> dict[str, str]:
    """`good` for each node of a dbt command on Spark that succeeded or passed, else what it said."""
    path = workspace.home / "spark" / command / "run_results.json"
    assert path.exists(), (workspace.build / "spark.log").read_text()[-4000:]
    statuses = {}
    for result in json.loads(path.read_text())["results"]:
        is_good = result["status"] in ("success", "pass")
        statuses[result["unique_id"]] = "good" if is_good else f"{result['status']}: {result['message']}"
    return statuses


def materialised(workspace: Workspace) -> list[tuple[str, str]]:
    """Schema and name of every seed and of every model that is a table; views and ephemeral models are seen through them."""
    manifest = json.loads((workspace.dbt_target / "manifest.json").read_text())
    return sorted(
        (node["schema"], node["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "seed" or (node["resource_type"] == "model" and node["config"]["materialized"] == "table")
    )


def test_spark_builds_every_model(workspace: Workspace) -> None:
    """And none is left out for want of a parent."""
    built = results(workspace, "models") | results(workspace, "last_models")
    assert {name: status for name, status in built.items() if status != "good"} == {}
    manifest = json.loads((workspace.dbt_target / "manifest.json").read_text())
    standing = {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral"
    }
    assert set(built) == standing


def test_every_table_has_the_same_columns_and_rows(workspace: Workspace) -> None:
    found = differences(workspace.build_database, workspace.build / "spark", materialised(workspace))
    assert not found, "\n".join(found)


def test_every_staging_table_has_rows(workspace: Workspace) -> None:
    """Empty tables are equal on any engine, so the example exports must reach all of them."""
    tables = transform.built_tables(workspace)
    staging = {f"{schema}.{name}" for schema, name in materialised(workspace) if schema == "staging"}
    assert staging
    assert sorted(name for name in staging if tables[name].row_count == 0) == []


def test_keys_of_the_core_hold_on_spark(workspace: Workspace) -> None:
    """Constraints are not enforced on Spark, so the data tests must run there as they do on DuckDB."""
    tested = results(workspace, "tests")
    assert len(tested) >= 20
    assert {name: status for name, status in tested.items() if status != "good"} == {}


def test_spellings_give_the_same_text(workspace: Workspace) -> None:
    expected = {name: text for name, (_, text) in SPELLINGS.items()}
    on_spark = json.loads((workspace.home / "spark" / "spellings.json").read_text())
    assert on_spark == expected
    assert spelled_on_duckdb(workspace) == expected


def spelled_on_duckdb(workspace: Workspace) -> dict[str, str | None]:
    """The same query as on Spark, run by DuckDB."""
    compiled = transform._invoke(workspace, ["compile", "--inline", query()]).result.results[0].node.compiled_code
    with duckdb.connect() as connection:
        relation = connection.execute(f"set timezone = 'UTC'; {compiled}")
        return dict(zip([column[0] for column in relation.description], relation.fetchone(), strict=True))
