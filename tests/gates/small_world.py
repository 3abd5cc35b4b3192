"""The tables of `small_world.yml` in a database: raw feeds as declared, marts as their contracts describe them.

A feed that has no row there gets one made from its declaration; every row of a fact or dimension is accounted for.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.feeds import LINEAGE, RECORD_TYPE, Feed, load_feeds
from orchestration.workspace import PROJECT_ROOT

ROWS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text())
LINEAGE_TYPES = {"_file_time": "timestamp", "_row_number": "bigint", "_loaded_at": "timestamp"}
AT = datetime(2026, 1, 5, 8, 30)
SOUND = {"decimal": "1", "double": "0.5", "integer": "1", "boolean": "true", "json": "[]", "email": "a@opsfacts.example"}
EPOCH = {"epoch_seconds": "1767602000", "epoch_millis": "1767602000000"}


def sound_row(feed: Feed) -> dict[str, str]:
    """A row that keeps the declaration; of a multi-record feed, one of its first record type."""
    form = feed.forms[0]
    record = next(iter(feed.records.values()), None)
    row = {column: SOUND.get(feed.types.get(column), "1") for column in (record.columns if record else feed.columns)}
    for column in row:
        if feed.types.get(column) in ("timestamp", "date"):
            spelling = (form.datetime_formats if feed.types[column] == "timestamp" else form.date_formats)[0]
            row[column] = EPOCH.get(spelling) or (AT.isoformat() if spelling == "iso" else AT.strftime(spelling))
    return row | ({RECORD_TYPE: record.types[0]} if record else {})


for _name, _feed in load_feeds().items():
    ROWS["raw"].setdefault(_name, [sound_row(_feed)])


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """The raw feeds as text, with lineage."""
    connection.execute("create schema raw")
    for feed in load_feeds().values():
        columns = [f"{column} varchar" for column in feed.raw_columns]
        lineage = [f"{name} {LINEAGE_TYPES.get(name, 'varchar')}" for name in LINEAGE]
        connection.execute(f"create table raw.{feed.name} ({', '.join(columns + lineage)})")
        for number, row in enumerate(ROWS["raw"][feed.name], start=1):
            origin = {"_feed": feed.name, "_file_sha256": feed.name, "_file_name": f"{feed.name}.csv"}
            blank = dict.fromkeys(feed.columns, "")
            origin |= {"_delivery": feed.forms[0].delivery, "_row_number": number}
            _insert(connection, f"raw.{feed.name}", blank | row | origin)


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
    for table, rows in ROWS["marts"].items():
        bridge = {"source_system": "small_world", "object": f"stg_small_world__rows to {table.split('.')[1]}", "measure": "rows"}
        bridge |= {"stage": "staging_to_fact", "left_value": len(rows), "right_value": len(rows)}
        _insert(connection, "audit.reconciliation", bridge | {"excluded_value": 0, "difference": 0})
    connection.execute("create schema reference")
    seed = PROJECT_ROOT / "seeds" / "reference" / "sla_targets.csv"
    connection.execute(f"create table reference.sla_targets as from read_csv('{seed}', types = {{'valid_to': 'date'}})")
    connection.execute(
        "insert into core.dim_date by name select cast(day as date) as date_day, cast(day as date) as week_start_on,"
        " cast(day as date) as month_start_on from range(date '2026-01-01', date '2026-02-01', interval 1 day) d(day)"
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))
