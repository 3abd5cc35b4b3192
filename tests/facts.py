"""Builds the facts of a lake in a fraction of a second: the SQL that dbt compiled for the examples, run on other raw files.

What a test lands is read by the ingest stage as in life; only dbt and Dagster, which take seconds to do nothing, are left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace

import duckdb

from orchestration.dbt_plugin import register
from orchestration.pseudonyms import load_key
from orchestration.transform import AFTER_GATES, AFTER_MODELS

# What tells how a row came here, not what it says.
LOADING = {"loaded_at"}
FILE = LOADING | {"source_file_sha256", "source_row_number"}


class CompiledProject:
    """The models of the examples' warehouse that lead to the marts of some schemas, in the order in which they are built."""

    def __init__(self, examples_home: Path, schemas: Iterable[str] = ("core",)) -> None:
        self.home = examples_home
        manifest = json.loads((examples_home / "dbt" / "manifest.json").read_text())
        feeds = {i for i, source in manifest["sources"].items() if source["source_name"] != "warehouse"}
        late = {AFTER_GATES, AFTER_MODELS}
        nodes = {
            i: SimpleNamespace(schema=n["schema"], name=n["name"], parents=set(n["depends_on"]["nodes"]), is_model=True)
            for i, n in manifest["nodes"].items()
            if n["resource_type"] == "model" and n["config"]["materialized"] != "ephemeral" and not late & set(n["tags"])
        }
        parents = {i: set(n["depends_on"]["nodes"]) for i, n in manifest["nodes"].items() if n["resource_type"] == "model"}
        wanted = reached({i for i, node in nodes.items() if node.schema in set(schemas)}, parents)
        of_feeds = {i for i in wanted if reached({i}, parents) & feeds}
        self.order = [nodes[i] for i in _sorted(of_feeds, parents) if i in nodes]
        self.kept = [nodes[i] for i in sorted(wanted - of_feeds) if i in nodes]
        self.kept += [
            SimpleNamespace(schema=n["schema"], name=n["name"])
            for n in manifest["nodes"].values()
            if n["resource_type"] == "seed"
        ]
        paths = {Path(n["path"]).stem: n["path"] for n in manifest["nodes"].values() if n["resource_type"] == "model"}
        compiled = examples_home / "dbt" / "compiled" / "opsfacts" / "models"
        self.sql = {node.name: (compiled / paths[node.name]).read_text() for node in self.order}

    def build(self, home: Path, as_of: str | None = None) -> duckdb.DuckDBPyConnection:
        """A database in memory with every mart of the raw files below `home`, as of the instant of the examples or another."""
        places = {f"{self.home}/lake/": f"{home}/lake/"}
        if as_of:
            parameters = home / "run_parameters.json"
            parameters.write_text(json.dumps({"run_id": "test", "as_of_at": as_of}))
            places[f"{self.home}/build/run_parameters.json"] = str(parameters)
        connection = duckdb.connect()
        connection.execute("attach ':memory:' as opsfacts; use opsfacts; set TimeZone = 'UTC'")
        connection.execute(f"attach '{self.home}/build/opsfacts.duckdb' as examples (read_only)")
        register(connection, load_key(self.home))
        for schema in sorted({node.schema for node in [*self.kept, *self.order]}):
            connection.execute(f"create schema if not exists {schema}")
        for node in self.kept:
            connection.execute(f"create view {node.schema}.{node.name} as from examples.{node.schema}.{node.name}")
        for node in self.order:
            sql = self.sql[node.name]
            for place, other in places.items():
                sql = sql.replace(place, other)
            connection.execute(f"create table {node.schema}.{node.name} as {sql}")
        return connection

    def facts(self, home: Path, without: Iterable[str] = LOADING) -> dict[str, Counter[tuple]]:
        """The rows of every core table as a multiset, without the columns that say how they came."""
        found = {}
        with self.build(home) as connection:
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'opsfacts' and schema_name = 'core'"
            ).fetchall():
                relation = connection.table(f"core.{table}")
                columns = [f'"{name}"' for name in relation.columns if name not in set(without)]
                found[table] = Counter(relation.select(", ".join(columns)).fetchall())
        return found


def reached(wanted: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """The nodes to which edges lead from some, and these."""
    found: set[str] = set()
    pending = list(wanted)
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending.extend(edges.get(node, ()))
    return found


def _sorted(wanted: set[str], parents: dict[str, set[str]]) -> list[str]:
    done: list[str] = []
    pending = sorted(wanted)
    while pending:
        ready = [node for node in pending if not (parents.get(node, set()) & set(pending))]
        done += ready
        pending = [node for node in pending if node not in ready]
    return done
