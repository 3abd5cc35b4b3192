"""The tables of `small_world.yml` in a database: raw feeds as declared, marts as their contracts describe them."""

from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.feeds import load_feeds
from orchestration.workspace import PROJECT_ROOT

ROWS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text())


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """The raw feeds as text, with lineage."""
    connection.execute("create schema raw")
    for feed in load_feeds().values():
        columns = [f"{column} varchar" for column in feed.columns]
        lineage = ["_feed varchar", "_file_sha256 varchar", "_file_name varchar", "_row_number bigint"]
        connection.execute(f"create table raw.{feed.name} ({', '.join(columns + lineage)}, _loaded_at timestamp)")
        for number, row in enumerate(ROWS["raw"][feed.name], start=1):
            origin = {"_feed": feed.name, "_file_sha256": feed.name, "_file_name": f"{feed.name}.csv"}
            blank = dict.fromkeys(feed.columns, "")
            _insert(connection, f"raw.{feed.name}", blank | row | origin | {"_row_number": number})


def create_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """The marts with the columns and types that their contracts enforce."""
    for path in sorted((PROJECT_ROOT / "dbt_project" / "models" / "marts").glob("*/*.yml")):
        for model in yaml.safe_load(path.read_text())["models"]:
            table = f"{path.parent.name}.{model['name']}"
            columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
            connection.execute(f"create schema if not exists {path.parent.name}")
            connection.execute(f"create table {table} ({columns})")
            for row in ROWS["marts"].get(table, []):
                _insert(connection, table, row)
    connection.execute(
        "insert into core.dim_date by name select cast(day as date) as date_day, cast(day as date) as week_start_on,"
        " cast(day as date) as month_start_on from range(date '2026-01-01', date '2026-02-01', interval 1 day) d(day)"
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))
