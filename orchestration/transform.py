"""The dbt stage: parses the project once, builds models and runs their tests inside this process.

Running dbt in process (through its own `dbtRunner`) pays for its imports once per run, where a subprocess would pay at every
call. Results go to three places: Dagster events (definitions.py), the check results of the run, and the evidence pack.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.metrics import SavedQuery, saved_queries
from orchestration.publish import PublishedTable
from orchestration.workspace import PROJECT_ROOT, Workspace, write_atomically

DBT_PROJECT = PROJECT_ROOT / "dbt_project"

# Models with this tag describe the checks of the run, so they are built when the gates have spoken.
AFTER_GATES = "after_gates"
# Models with this tag read other models by convention instead of `ref`, so they are built when all others stand.
AFTER_MODELS = "after_models"

SEVERITY = {"ERROR": "critical", "WARN": "warning"}
STATUS = {"pass": "passed", "warn": "failed", "fail": "failed", "error": "errored", "skipped": "not_run"}


class TransformError(RuntimeError):
    """dbt failed; the message names the model or test, its file and what the engine said."""


@dataclass(frozen=True)
class DbtResult:
    """What one dbt invocation did: raw result events (for dagster-dbt) and the content of run_results.json."""

    events: list[dict[str, Any]]
    run_results: dict[str, Any]
    success: bool

    def failures(self) -> list[str]:
        """One line for each node that errored or test that failed with severity error."""
        lines = []
        for result in self.run_results.get("results", []):
            if result["status"] in ("error", "fail", "runtime error"):
                lines.append(f"{result['unique_id']}: {(result['message'] or result['status']).strip()}")
        return lines


def project_files() -> list[Path]:
    """Files that decide what dbt builds: models, macros, tests, reference seeds and project settings."""
    roots = [DBT_PROJECT, PROJECT_ROOT / "seeds" / "reference"]
    wanted = {".sql", ".yml", ".csv"}
    return sorted(
        path
        for root in roots
        for path in root.rglob("*")
        if path.suffix in wanted and not {"target", "logs"} & set(path.relative_to(root).parts)
    )


def project_fingerprint(files: Iterable[Path] | None = None) -> str:
    """Hash over names and contents of the given files (default: all that decide what dbt builds)."""
    digest = hashlib.sha256()
    for path in files if files is not None else project_files():
        digest.update(str(path.relative_to(PROJECT_ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def adapters() -> dict[str, list[str]]:
    """Names of the adapters of each canonical entity, by `domain/entity`: the files of models/intermediate/<domain>/<entity>/."""
    found: dict[str, list[str]] = {}
    for path in sorted((DBT_PROJECT / "models" / "intermediate").glob("*/*/*.sql")):
        found.setdefault("/".join(path.parts[-3:-1]), []).append(path.stem)
    return found


def environment(workspace: Workspace) -> dict[str, str]:
    """What dbt must find in its environment: the warehouse, and the adapters that each union takes (macro `union_adapters`)."""
    return {"OPSFACTS_HOME": str(workspace.home), "OPSFACTS_ADAPTERS": json.dumps(adapters())}


def prepare(workspace: Workspace) -> Path:
    """Parse the project if it changed since the last parse; return the path of manifest.json.

    Called at set-up and before a run, never when definitions are imported.
    """
    manifest = workspace.dbt_target / "manifest.json"
    stamp = workspace.dbt_target / "parsed_from.txt"
    fingerprint = project_fingerprint()
    if not (manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint):
        _parse(workspace)
        write_atomically(stamp, fingerprint)
    return manifest


_parsed: dict[Path, Any] = {}  # dbt's own manifest of each warehouse that this process has parsed


def _parse(workspace: Workspace) -> None:
    result = _invoke(workspace, ["parse"])
    if not result.success:
        raise TransformError(f"dbt could not parse the project: {result.exception}")
    _parsed[workspace.home] = result.result


def build(workspace: Workspace, selection: list[str], progress: Callable[[str], None] | None = None) -> DbtResult:
    """Run `dbt build` (models and data tests, no unit tests: those belong to CI) on a selection.

    `selection` holds dbt's own arguments, e.g. ["--select", "tag:x"]. Never raises for a failing node: read `success`.
    """
    from google.protobuf.json_format import MessageToDict

    events: list[dict[str, Any]] = []

    def on_event(event: Any) -> None:
        if event.info.name not in ("LogModelResult", "LogTestResult", "LogSeedResult", "LogSnapshotResult"):
            return
        message = MessageToDict(event, preserving_proto_field_name=True)
        events.append(message)
        node = message["data"]["node_info"]
        if progress and (node["resource_type"] == "model" or node["node_status"] not in ("pass", "success")):
            seconds = message["data"].get("execution_time", 0.0)
            progress(f"{node['resource_type']} {node['node_name']}: {node['node_status']} ({seconds:.1f} s)")

    workspace.build.mkdir(parents=True, exist_ok=True)
    if workspace.home not in _parsed:
        _parse(workspace)
    result = _invoke(workspace, ["build", *selection, "--exclude-resource-type", "unit_test"], on_event)
    if result.exception is not None:
        raise TransformError(f"dbt could not run: {str(result.exception) or type(result.exception).__name__}")
    run_results = json.loads((workspace.dbt_target / "run_results.json").read_text())
    return DbtResult(events=events, run_results=run_results, success=result.success)


def describe(workspace: Workspace) -> None:
    """Write dbt's catalog.json and sources.json (freshness) for the evidence. What they find blocks nothing: gates do that."""
    _invoke(workspace, ["docs", "generate", "--no-compile"])
    _invoke(workspace, ["source", "freshness"])


def _invoke(workspace: Workspace, arguments: list[str], callback: Callable[[Any], None] | None = None) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ.update(environment(workspace))
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    paths = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    paths += ["--target-path", str(workspace.dbt_target), "--log-path", str(workspace.dbt_target / "logs")]
    try:
        # Reading the project back takes seconds at each call, so it is done once for all calls of a process.
        manifest = None if arguments == ["parse"] else _parsed.get(workspace.home)
        return dbtRunner(manifest=manifest, callbacks=[callback] if callback else []).invoke(
            ["--log-level", "none", "--log-level-file", "info", *arguments, *paths]
        )
    finally:
        # The adapter keeps the database open read-write for the life of the process, which would lock out every reader.
        DuckDBConnectionManager.close_all_connections()


def check_results(manifest: dict[str, Any], runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One record per dbt data test of the models built before the gates, run or not (see source warehouse.check_results)."""
    by_id = {result["unique_id"]: result for run in runs for result in run["results"]}
    late = after_gates(manifest)
    records = []
    for unique_id, node in sorted(manifest["nodes"].items()):
        if node["resource_type"] != "test" or tested_table(manifest, node) in late:
            continue
        result = by_id.get(unique_id, {"status": "skipped", "failures": None, "message": "not reached"})
        status = STATUS.get(result["status"], "errored")
        records.append(
            {
                "stage": "dbt",
                "check_id": f"dbt.{node['name']}",
                "asset": tested_table(manifest, node),
                "check_type": (node.get("test_metadata") or {}).get("name", "singular"),
                "column_name": node.get("column_name"),
                "severity": SEVERITY[node["config"]["severity"].upper()],
                "status": status,
                "failed_count": result["failures"],
                "observed_value": None if status == "passed" else result.get("message"),
                "rationale": test_sentence(node),
            }
        )
    return records


def write_check_results(workspace: Workspace, manifest: dict[str, Any], runs: list[dict[str, Any]]) -> Counter[str]:
    """Put the results of dbt's tests beside those of the gates; returns how many checks of the run are in which status."""
    records = check_results(manifest, runs)
    lines = "".join(json.dumps(record) + "\n" for record in records)
    write_atomically(workspace.check_results / "dbt.json", lines)
    return Counter(
        json.loads(line)["status"] for path in workspace.check_results.glob("*.json") for line in path.read_text().splitlines()
    )


def test_sentence(node: dict[str, Any]) -> str:
    """What a data test says, in words: its own description, else the rule it applies."""
    if node.get("description"):
        return node["description"].strip()
    metadata = node.get("test_metadata") or {}
    arguments = {k: v for k, v in metadata.get("kwargs", {}).items() if k != "model"}
    column = arguments.get("column_name")
    if metadata.get("name") == "not_null":
        return f"`{column}` is never null."
    if metadata.get("name") == "never_null":
        return f"Never null: {', '.join(arguments['columns'])}."
    if metadata.get("name") == "keyed":
        return f"{', '.join(arguments['columns'])}: never null, and no combination twice."
    if metadata.get("name") == "unique":
        return f"`{column}` is unique: no row is counted twice."
    if metadata.get("name") == "accepted_values":
        return f"`{column}` is one of {', '.join(map(str, arguments['values']))}."
    if metadata.get("name") == "relationships":
        return f"Every `{column}` is found in {arguments['to']}, column `{arguments['field']}`."
    return f"{metadata.get('name', node['name'])}: " + ", ".join(f"{k} {v}" for k, v in arguments.items())


def tested_table(manifest: dict[str, Any], node: dict[str, Any]) -> str | None:
    """`schema.table` that a test is about: what it is attached to, what its declaration names, else the last it reads."""
    reference = (node["config"].get("meta") or {}).get("dagster", {}).get("ref", {}).get("name")
    named = next((i for i, n in manifest["nodes"].items() if reference and n["name"] == reference), None)
    target = node.get("attached_node") or named or next(iter(reversed(node["depends_on"]["nodes"])), None)
    props = manifest["nodes"].get(target) or manifest["sources"].get(target)
    return f"{props['schema']}.{props['name']}" if props else None


def public_models(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Models that BI may read, in the order of their names."""
    for _, node in sorted(manifest["nodes"].items()):
        if node["resource_type"] == "model" and node["config"].get("access", node.get("access")) == "public":
            yield node


def after_gates(manifest: dict[str, Any]) -> set[str]:
    """`schema.table` of the models that are built when the gates have spoken."""
    return {
        f"{node['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and AFTER_GATES in node["tags"]
    }


def split_selection(manifest: dict[str, Any], selected: Iterable[Any], keys: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Names of the selected models and seeds: those to build first, and those that wait until the others stand."""
    wanted = set(selected)
    nodes = [n for n in manifest["nodes"].values() if keys.get(f"{n['schema']}.{n['name']}") in wanted]
    first = sorted(n["name"] for n in nodes if AFTER_MODELS not in n.get("tags", []))
    last = sorted(n["name"] for n in nodes if AFTER_MODELS in n.get("tags", []))
    return first, last


def drop_build_database(workspace: Workspace) -> None:
    """Remove the private build database and what belongs to it (write-ahead log)."""
    for path in workspace.build.glob(f"{workspace.build_database.name}*"):
        path.unlink()


@dataclass(frozen=True)
class Table:
    """A table of the build database as it stands."""

    row_count: int
    columns: list[tuple[str, str]]


def built_tables(workspace: Workspace) -> dict[str, Table]:
    """Every table of the build database with its rows and columns, by `schema.table`; from the catalog, no scan."""
    import duckdb

    if not workspace.build_database.exists():
        return {}
    with duckdb.connect(str(workspace.build_database), read_only=True) as connection:
        counts = connection.execute("select schema_name, table_name, estimated_size from duckdb_tables()").fetchall()
        columns: dict[str, list[tuple[str, str]]] = {}
        for schema, table, name, data_type in connection.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() order by column_index"
        ).fetchall():
            columns.setdefault(f"{schema}.{table}", []).append((name, data_type))
    return {f"{s}.{t}": Table(row_count, columns[f"{s}.{t}"]) for s, t, row_count in counts}


def published_tables(manifest: dict[str, Any], semantic_manifest: dict[str, Any]) -> list[PublishedTable]:
    """What a publication holds: every public model and every saved query, described, in a total order of rows."""
    tables = [
        PublishedTable(
            schema=node["schema"],
            name=node["name"],
            description=node["description"].strip(),
            columns=[(c["name"], (c.get("description") or "").strip()) for c in node["columns"].values()],
            order_by=node["config"]["meta"]["grain"],
        )
        for node in public_models(manifest)
    ]
    descriptions = {m["name"]: (m.get("description") or "").strip() for m in semantic_manifest["metrics"]}
    for query in saved_queries(semantic_manifest):
        columns = [_grouping_column(manifest, query, item) for item in query.group_by]
        columns += [(name, descriptions[name]) for name in query.metrics]
        tables.append(PublishedTable("metrics", query.name, query.description, columns, order_by=[]))
    return tables


def _grouping_column(manifest: dict[str, Any], query: SavedQuery, item: str) -> tuple[str, str]:
    """Name and description of the column that an item of a saved query's `group_by` becomes."""
    name, *grain = re.findall(r"'(\w+)'", item)
    if grain:
        return f"{name}__{grain[0]}", f"First day of the {grain[0]} (UTC) in which what is measured took place."
    models = (node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["name"] in query.models)
    described = (model["columns"].get(name.split("__")[-1]) for model in models)
    return name, next(column["description"].strip() for column in described if column)
