"""What the tests of a system ask the warehouse; answers come in a total order."""

import duckdb

Rows = list[tuple]


def rows(warehouse: duckdb.DuckDBPyConnection, query: str) -> Rows:
    return warehouse.sql(query).fetchall()


def facts(warehouse: duckdb.DuckDBPyConnection, system: str, columns: str, table: str, where: str = "true") -> Rows:
    """Rows of a table of the core that come from the system."""
    query = f"select {columns} from core.{table} where source_system = '{system}' and ({where}) order by all nulls first"
    return rows(warehouse, query)


def staged(warehouse: duckdb.DuckDBPyConnection, columns: str, model: str, where: str = "true") -> Rows:
    """Rows of the staging model `stg_<model>`."""
    return rows(warehouse, f"select {columns} from staging.stg_{model} where {where} order by all nulls first")
