"""Compares the tables that Spark left as Parquet files with those of DuckDB's database."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

BOTH_WAYS = (("DuckDB", "Spark"), ("Spark", "DuckDB"))
SHOWN = 3


def differences(database: Path, spark_tables: Path, tables: list[tuple[str, str]]) -> list[str]:
    """One message for each table (schema, name) whose columns, types or rows differ between the engines."""
    found = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as expected (read_only); set timezone = 'UTC'")
        for schema, name in tables:
            folder = spark_tables / f"{schema}.db" / name
            if not list(folder.glob("*.parquet")):
                found.append(f"{schema}.{name}: not there on Spark")
                continue
            on_duckdb, on_spark = f"expected.{schema}.{name}", f"read_parquet('{folder}/*.parquet')"
            found += [f"{schema}.{name}: {message}" for message in _compared(connection, on_duckdb, on_spark)]
    return found


def _compared(connection: Any, on_duckdb: str, on_spark: str) -> list[str]:
    tables = {"DuckDB": on_duckdb, "Spark": on_spark}
    described = {engine: connection.execute(f"describe select * from {table}").fetchall() for engine, table in tables.items()}
    columns = {engine: [f"{row[0]} {_family(row[1])}" for row in rows] for engine, rows in described.items()}
    if columns["DuckDB"] != columns["Spark"]:
        only = {engine: [c for c in columns[engine] if c not in columns[other]] for engine, other in BOTH_WAYS}
        return [f"columns only on {engine}: {', '.join(names) or 'none, but in another order'}" for engine, names in only.items()]
    selects = {
        engine: f"select {', '.join(_comparable(row[0], row[1]) for row in rows)} from {tables[engine]}"
        for engine, rows in described.items()
    }
    unlike = {
        engine: Counter(
            tuple(map(_read_json, row))
            for row in connection.execute(f"from ({selects[engine]}) except all from ({selects[other]}) order by all").fetchall()
        )
        for engine, other in BOTH_WAYS
    }
    only = {engine: list((unlike[engine] - unlike[other]).elements()) for engine, other in BOTH_WAYS}
    if not any(only.values()):
        return []
    # The first column names the row; of the others, those are shown whose values are not the same on both sides.
    names = [row[0] for row in described["DuckDB"]]
    shown = [
        n for n in range(len(names)) if n == 0 or Counter(r[n] for r in only["DuckDB"]) != Counter(r[n] for r in only["Spark"])
    ]
    return [
        f"{len(rows)} rows only on {engine}, such as {[{names[n]: str(row[n]) for n in shown} for row in rows[:SHOWN]]}"
        for engine, rows in only.items()
        if rows
    ]


def _family(data_type: str) -> str:
    """Integers of any width are one family, and so are timestamps: Spark's are instants, shown in UTC."""
    if data_type.startswith("TIMESTAMP"):
        return "TIMESTAMP"
    return "INTEGER" if data_type in ("HUGEINT", "BIGINT", "SMALLINT") else data_type


def _comparable(column: str, data_type: str) -> str:
    if data_type == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', \"{column}\")"
    return f'round("{column}", 6)' if data_type == "DOUBLE" else f'"{column}"'


def _read_json(value: Any) -> Any:
    """An object or array in JSON, written in one way: an engine that takes it out of another writes its numbers anew."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        with contextlib.suppress(ValueError):
            return json.dumps(json.loads(value))
    return value
