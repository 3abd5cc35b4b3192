"""The metrics stage: materialises every saved query of the MetricFlow layer as a table of schema `metrics`.

MetricFlow renders the SQL, in process; DuckDB runs it in the build database. `mf` itself does not execute the exports of
saved queries on a local engine, and costs seconds a query where this costs milliseconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orchestration.workspace import Workspace


@dataclass(frozen=True)
class SavedQuery:
    """A saved query as the semantic manifest declares it."""

    name: str
    description: str
    metrics: list[str]
    group_by: list[str]
    models: list[str]


@dataclass(frozen=True)
class MetricsTable:
    """A materialised saved query: where it is, what SQL made it and by which definitions."""

    name: str
    row_count: int
    columns: list[tuple[str, str]]
    sql: str
    definition_sha256: str


class _RenderOnlyClient:
    """The SQL client MetricFlow asks for: it renders DuckDB's dialect and never executes anything."""

    def __init__(self) -> None:
        from metricflow.protocols.sql_client import SqlEngine
        from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

        self.sql_engine_type = SqlEngine.DUCKDB
        self.sql_plan_renderer = DuckDbSqlPlanRenderer()


def saved_queries(semantic_manifest: dict[str, Any]) -> list[SavedQuery]:
    """Saved queries with the models they are computed from, read from semantic_manifest.json (no MetricFlow import)."""
    metrics = {metric["name"]: metric for metric in semantic_manifest["metrics"]}
    model_of_measure = {
        measure["name"]: model["node_relation"]["alias"]
        for model in semantic_manifest["semantic_models"]
        for measure in model["measures"]
    }

    def models(metric_name: str) -> set[str]:
        parameters = metrics[metric_name]["type_params"]
        found = {model_of_measure[m["name"]] for m in parameters.get("input_measures") or []}
        inputs = [parameters.get("numerator"), parameters.get("denominator"), *(parameters.get("metrics") or [])]
        for item in filter(None, inputs):
            found |= models(item["name"])
        return found

    result = []
    for query in sorted(semantic_manifest["saved_queries"], key=lambda q: q["name"]):
        parameters = query["query_params"]
        upstream = set().union(*(models(name) for name in parameters["metrics"]))
        result.append(
            SavedQuery(
                name=query["name"],
                description=(query.get("description") or "").strip(),
                metrics=list(parameters["metrics"]),
                group_by=list(parameters["group_by"]),
                models=sorted(upstream),
            )
        )
    return result


def materialise(workspace: Workspace, progress: Callable[[str], None] | None = None) -> list[MetricsTable]:
    """Create or replace `metrics.<saved query>` for every saved query; rows in the order of the grouping columns."""
    import duckdb
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    text = (workspace.dbt_target / "semantic_manifest.json").read_text()
    declared = json.loads(text)
    engine = MetricFlowEngine(
        SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest_json_string=text)),
        _RenderOnlyClient(),
    )
    tables = []
    with duckdb.connect(str(workspace.build_database), config=connection_settings(workspace)) as connection:
        connection.execute("create schema if not exists metrics")
        for query in saved_queries(declared):
            request = MetricFlowQueryRequest.create(saved_query_name=query.name)
            sql = engine.explain(request).sql_statement.sql
            connection.execute(f'create or replace table metrics."{query.name}" as {sql}')
            columns = connection.execute(
                "select column_name, data_type from duckdb_columns() where schema_name = 'metrics' and table_name = ?"
                " order by column_index",
                [query.name],
            ).fetchall()
            (row_count,) = connection.execute(f'select count(*) from metrics."{query.name}"').fetchone()
            tables.append(MetricsTable(query.name, row_count, columns, sql, definition_sha256(declared, query)))
            if progress:
                progress(f"metrics.{query.name}: {row_count} rows")
    return tables


def definition_sha256(semantic_manifest: dict[str, Any], query: SavedQuery) -> str:
    """Hash over the saved query and the metrics it asks for: changes when, and only when, a definition changes."""
    metrics = [m for m in semantic_manifest["metrics"] if m["name"] in query.metrics]
    definition = {
        "metrics": sorted(
            ({k: m[k] for k in ("name", "type", "type_params", "filter") if k in m} for m in metrics),
            key=lambda m: m["name"],
        ),
        "group_by": query.group_by,
    }
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


def connection_settings(workspace: Workspace) -> dict[str, str]:
    """Settings of every connection this project opens on the build database, the same as dbt's profile."""
    import os

    return {
        "memory_limit": os.environ.get("OPSFACTS_MEMORY_LIMIT", "2GB"),
        "threads": "2",
        "temp_directory": str(workspace.build / "spill"),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
