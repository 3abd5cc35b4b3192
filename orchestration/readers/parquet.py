"""Raw and quarantine as Parquet: their columns, their lineage, and the rows that Python writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.feeds import LINEAGE, Feed
from orchestration.readers.layout import literal

if TYPE_CHECKING:
    import pyarrow

BATCH_ROWS = 20_000
BATCH_CHARACTERS = 1 << 25


@dataclass(frozen=True)
class Lineage:
    """The values that every raw and quarantined row of one file carries."""

    feed: str
    file_sha256: str
    file_name: str
    loaded_at: datetime
    file_time: datetime | None = None
    delivery: str = "default"


def raw_schema(feed: Feed) -> pyarrow.Schema:
    """Every column text, then the lineage."""
    import pyarrow

    text, stamp = pyarrow.string(), pyarrow.timestamp("us")
    types = (text, text, text, stamp, text, pyarrow.int64(), stamp)
    return pyarrow.schema([(name, text) for name in feed.raw_columns] + list(zip(LINEAGE, types, strict=True)))


def quarantine_schema() -> pyarrow.Schema:
    """What broke the rule, then the lineage; `_record` keeps the text, which no model reads."""
    import pyarrow

    text = pyarrow.string()
    return pyarrow.schema(
        [("_line_number", pyarrow.int64()), ("reason", text), ("detail", text), ("_record", text)]
        + [("_feed", text), ("_file_sha256", text), ("_file_name", text)]
        + [("_row_number", pyarrow.int64()), ("_loaded_at", pyarrow.timestamp("us"))]
    )


def copy_rows(connection: Any, columns: str, source: str, lineage: Lineage, path: Path) -> int | None:
    """Copy raw columns from a source to a Parquet file inside DuckDB; returns how many rows, none where DuckDB refuses."""
    import duckdb

    stamp = f"TIMESTAMP {literal(lineage.file_time.isoformat(' '))}" if lineage.file_time else "NULL::TIMESTAMP"
    statement = f"""
        COPY (
            SELECT {columns}, {literal(lineage.feed)} AS _feed, {literal(lineage.file_sha256)} AS _file_sha256,
                {literal(lineage.file_name)} AS _file_name, {stamp} AS _file_time,
                {literal(lineage.delivery)} AS _delivery, row_number() OVER () AS _row_number,
                TIMESTAMP {literal(lineage.loaded_at.isoformat(" "))} AS _loaded_at
            FROM {source}
        ) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"""
    try:
        return connection.execute(statement).fetchone()[0]
    except duckdb.Error:
        return None


class Table:
    """Rows on their way to a Parquet file, a batch in memory at a time."""

    def __init__(self, path: Path, schema: pyarrow.Schema, lineage: Lineage) -> None:
        self.row_count = 0
        self._path = path
        self._schema = schema
        self._constants = {
            "_feed": lineage.feed,
            "_file_sha256": lineage.file_sha256,
            "_file_name": lineage.file_name,
            "_file_time": lineage.file_time,
            "_delivery": lineage.delivery,
            "_loaded_at": lineage.loaded_at,
        }
        self._rows: list[Any] = []
        self._numbers: list[int] = []
        self._characters = 0

    def __enter__(self) -> Table:
        import pyarrow.parquet

        self._writer = pyarrow.parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._flush()
        finally:
            self._writer.close()

    def add(self, row: Any, number: int, size: int) -> None:
        """Take the values of one row, its number in the file and its size in characters."""
        self._rows.append(row)
        self._numbers.append(number)
        self._characters += size
        if len(self._rows) == BATCH_ROWS or self._characters > BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        if not self._rows:
            return
        count = len(self._rows)
        own = zip(*self._rows, strict=True)
        arrays = []
        for column in self._schema:
            if column.name in self._constants:
                arrays.append(pyarrow.repeat(pyarrow.scalar(self._constants[column.name], column.type), count))
                continue
            values = self._numbers if column.name == "_row_number" else [value or None for value in next(own)]
            arrays.append(pyarrow.array(values, column.type))
        self._writer.write_batch(pyarrow.record_batch(arrays, schema=self._schema))
        self.row_count += count
        self._rows, self._numbers, self._characters = [], [], 0


def parquet_row_count(path: Path) -> int:
    """Rows that a finished Parquet file really holds."""
    import pyarrow.parquet

    return pyarrow.parquet.read_metadata(path).num_rows


def write_empty(path: Path, schema: pyarrow.Schema) -> None:
    """A Parquet file without rows, so that readers of the folder always find the columns."""
    import pyarrow.parquet

    pyarrow.parquet.write_table(schema.empty_table(), path, compression="zstd")
