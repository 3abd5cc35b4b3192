"""The Dagster code location as a data owner sees it: loaded without data, complete, connected."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def defs(examples_home: Path):
    os.environ["OPSFACTS_HOME"] = str(examples_home)
    os.environ["OPSFACTS_LANDING"] = str(ROOT / "seeds" / "examples")
    from orchestration.definitions import defs

    return defs


@pytest.fixture(scope="module")
def graph(defs):
    return defs.resolve_asset_graph()


def test_definitions_load_quickly_without_data(tmp_path: Path, examples_home: Path) -> None:
    """Only the manifest is needed: no lake, no database, no landing folder, and none of the heavy libraries."""
    home = tmp_path / "warehouse"
    (home / "dbt").mkdir(parents=True)
    for name in ("manifest.json", "semantic_manifest.json"):
        (home / "dbt" / name).write_bytes((examples_home / "dbt" / name).read_bytes())
    script = textwrap.dedent(
        """
        import sys, time
        started = time.perf_counter()
        import orchestration.definitions
        seconds = time.perf_counter() - started
        heavy = [m for m in ("great_expectations", "dbt.cli.main", "metricflow", "pandas") if m in sys.modules]
        assert not heavy, heavy
        print(seconds)
        """
    )
    environment = {**os.environ, "OPSFACTS_HOME": str(home), "OPSFACTS_LANDING": str(tmp_path / "absent")}
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert float(run.stdout) < 30
    assert sorted(p.name for p in home.iterdir()) == ["dbt"], "loading definitions wrote something"


def test_every_asset_has_an_owner_a_group_and_a_description(graph) -> None:
    lacking = {
        key.to_user_string(): [f for f in ("owners", "group_name", "description") if not getattr(graph.get(key), f)]
        for key in graph.get_all_asset_keys()
    }
    assert not {key: fields for key, fields in lacking.items() if fields}
    assert not [k for k in graph.get_all_asset_keys() if graph.get(k).group_name == "default"]


def test_every_feed_has_a_freshness_policy_and_a_gate(graph, defs) -> None:
    from orchestration.definitions import FEEDS, feed_key

    checked = {key.asset_key for key in graph.asset_check_keys if key.name == "gate_1"}
    for feed in FEEDS.values():
        assert graph.get(feed_key(feed)).freshness_policy is not None, feed.name
        assert feed_key(feed) in checked, f"feed {feed.name} has no suite"


def test_landing_is_connected_to_publication_with_no_orphan(graph) -> None:
    from orchestration.definitions import FEEDS, PUBLICATION, feed_key

    upstream, frontier = set(), {PUBLICATION}
    while frontier:
        upstream |= frontier
        frontier = {parent for key in frontier for parent in graph.get(key).parent_keys} - upstream
    assert {feed_key(feed) for feed in FEEDS.values()} <= upstream
    orphans = graph.get_all_asset_keys() - upstream
    assert not orphans, f"nothing published depends on {sorted(k.to_user_string() for k in orphans)}"


def test_the_sensor_asks_for_one_run_per_state_of_the_landing_folder(defs, tmp_path, monkeypatch) -> None:
    import dagster as dg

    from orchestration import definitions
    from orchestration.workspace import Workspace

    assert isinstance(definitions.landing_folder(dg.build_sensor_context()), dg.SkipReason), "all examples are loaded"

    landing = tmp_path / "landing"
    (landing / "takedowns").mkdir(parents=True)
    export = landing / "takedowns" / "2026-COMPILED-DATA.csv"
    export.write_text("Filename,Year")
    monkeypatch.setattr(definitions, "WORKSPACE", Workspace(tmp_path / "warehouse", landing))
    first = definitions.landing_folder(dg.build_sensor_context())
    again = definitions.landing_folder(dg.build_sensor_context())
    export.write_text("Filename,Year,Month")
    changed = definitions.landing_folder(dg.build_sensor_context())
    assert first.run_key == again.run_key != changed.run_key


def test_rollback_asks_for_a_reason(defs) -> None:
    import dagster as dg

    job = defs.resolve_job_def("rollback")
    assert dg.validate_run_config(job, {"ops": {"switch_version": {"config": {"reason": "wrong currency"}}}})
    with pytest.raises(dg.DagsterInvalidConfigError):
        dg.validate_run_config(job, {"ops": {"switch_version": {"config": {"version": "000001"}}}})


def test_gates_block(defs) -> None:
    from orchestration.definitions import gate_1, gate_2

    assert all(spec.blocking for gate in (gate_1, gate_2) for spec in gate.check_specs)
