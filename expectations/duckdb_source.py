"""Great Expectations on DuckDB, read-only and pushed down.

Great Expectations has no DuckDB data source. Its SQLAlchemy engine closes the connection before it fetches the
rows, and DuckDB gives none after that; the engine here keeps one connection until `close()`.
The classes live in an importable module because Great Expectations looks them up by their dotted name.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

import sqlalchemy
from great_expectations.compatibility import pydantic
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

EXAMPLES = 20  # failing rows kept per check: enough to find the fault, not a copy of the data


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """SQLAlchemy engine that reads every result on one kept connection."""

    @contextmanager
    def get_connection(self) -> Generator[sqlalchemy.Connection, None, None]:
        """Yield the engine's connection without closing it afterwards."""
        if self._connection is None:
            self._connection = self.engine.connect()
        yield self._connection


class DuckDBDatasource(SQLDatasource):
    """Tables of a DuckDB file. Defining the class makes `context.data_sources.add_duckdb` available."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> type[SqlAlchemyExecutionEngine]:
        """The engine that keeps its connection, instead of the library's own."""
        return DuckDBExecutionEngine

    def close(self) -> None:
        """Let go of the file, so that the next stage can write to it."""
        engine = self.get_execution_engine()
        if engine._connection is not None:
            engine._connection.close()
            engine._connection = None
        engine.engine.dispose()
        self.get_engine().dispose()


class UnexpectedRows(UnexpectedRowsExpectation):
    """A query that must find no rows, with the first few that it found.

    The library's own class shows rows in the COMPLETE result format only, which would also fetch every failing
    value of the other expectations.
    """

    expectation_type: ClassVar[str] = "unexpected_rows"

    @pydantic.validator("unexpected_rows_query")
    def _validate_query(cls, query: str) -> str:
        # Replaces a validator that prints advice on every use: checks of the ledger rightly look beyond the batch.
        return query

    def _validate(self, metrics: dict, runtime_configuration: Any = None, execution_engine: Any = None) -> dict:
        count = metrics["unexpected_rows_query.row_count"]
        rows = metrics["unexpected_rows_query.table"][:EXAMPLES]
        return {"success": count == 0, "result": {"observed_value": count, "details": {"unexpected_rows": rows}}}
