"""From the bytes of one landed file to Parquet: decode, count, parse as text, keep what does not parse.

Every file is first rewritten once, as UTF-8 with plain line feeds and without what is no record, into a private spool
file, and its records are counted on the way, apart from any parser. Delimited text that keeps its grammar, and JSON whose
records are of one form, are then read by DuckDB; where DuckDB refuses them, or counts differently, they are read record by
record, and the records that break a rule go to quarantine. Both ways give the same rows: every value is text, and an empty
field, quoted or not, is NULL.

A format is a reader: `take` makes the spool and its count, `read_with_duckdb` and `records` read it, fast and carefully.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration.feeds import Feed
from orchestration.readers.armoured_csv import ArmouredCsv
from orchestration.readers.delimited import Catalog, Delimited
from orchestration.readers.json_lines import JsonLines
from orchestration.readers.json_pages import JsonPages
from orchestration.readers.multi_record_csv import MultiRecordCsv
from orchestration.readers.parquet import Lineage, Table, parquet_row_count, quarantine_schema, raw_schema, write_empty
from orchestration.readers.pipe_list import PipeList
from orchestration.readers.received import Refusal, Spool, Undecodable, hash_file, hashed, normalised
from orchestration.readers.repeated_header_csv import RepeatedHeaderCsv

__all__ = [
    "Lineage",
    "Progress",
    "Refusal",
    "Spool",
    "connect",
    "hash_file",
    "parquet_row_count",
    "quarantine_schema",
    "raw_schema",
    "read_carefully",
    "read_with_duckdb",
    "spool_file",
    "write_empty",
]

Progress = Callable[[str], None]

READERS = {
    "csv": Delimited,
    "multi_record_csv": MultiRecordCsv,
    "repeated_header_csv": RepeatedHeaderCsv,
    "pipe_list": PipeList,
    "armoured_csv": ArmouredCsv,
    "jsonl": JsonLines,
    "json": JsonPages,
}


def spool_file(descriptor: int, feed: Feed, catalog: Catalog, spool: Spool) -> None:
    """Rewrite an open landed file into `spool.path` and note what was learned on the way, also when it is refused.

    Line ends become line feeds everywhere, also inside quoted fields: CR LF and lone CR are how systems end lines,
    and inside a text they mean a line end, too.
    """
    reader = READERS[feed.format]()
    undecodable = []
    encodings = list(feed.encodings)
    while encodings:
        try:
            with hashed(descriptor, spool) as found:
                reader.take(normalised(found.content(), encodings, reader.kind, spool), feed, catalog, spool)
            return
        except Undecodable as error:
            undecodable.append(f"byte {error.offset} is not valid {error.encoding}")
            encodings = encodings[1:]
    spool.encoding = None
    raise Refusal(
        "undecodable", f"{'; '.join(undecodable)}. Export as UTF-8, or declare the encoding in `encodings` of the feed."
    )


def connect(temporary: Path) -> Any:
    """A DuckDB connection for this stage: small, without network, rows in the order of the file.

    One thread: a file is scanned in one piece, and with two the scan runs ahead of the Parquet writer, which costs more
    memory and processor time than it saves.
    """
    import duckdb

    return duckdb.connect(
        config={
            "memory_limit": "1GB",
            "threads": 1,
            "temp_directory": str(temporary),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def read_with_duckdb(connection: Any, spool: Spool, feed: Feed, lineage: Lineage, raw: Path) -> bool:
    """Copy a spool to Parquet inside DuckDB; false where DuckDB may not read it, refuses it or counts differently."""
    return READERS[feed.format]().read_with_duckdb(connection, spool, feed, lineage, raw)


def read_carefully(
    spool: Spool, feed: Feed, lineage: Lineage, raw: Path, quarantine: Path, progress: Progress | None = None
) -> tuple[int, int]:
    """Read a spool record by record; returns how many records went to raw and how many to quarantine."""
    good = Table(raw, raw_schema(feed), lineage)
    bad = Table(quarantine, quarantine_schema(), lineage)
    with good, bad:
        for number, size, values, problem in READERS[feed.format]().records(spool, feed):
            if problem:
                bad.add(problem, number, size)
            else:
                good.add(values, number, size)
            if progress and number % 1_000_000 == 0:
                progress(f"{feed.name}: {lineage.file_name}: {number:,} records read one by one")
    if not bad.row_count:
        quarantine.unlink()
    return good.row_count, bad.row_count
