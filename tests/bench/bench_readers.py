"""Measures each reader against DuckDB's plain reader on the same bytes.

For each format a file is made and loaded by the ingest stage, in a process of its own; then DuckDB alone copies the same bytes to
Parquet, every column text, on one thread. For a page of JSON the yardstick is `read_json` of its records, one per line. Times are
processor seconds, since other processes do not lengthen them.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet  # noqa: F401  (the reader imports it when it writes; that is not what is measured)

from orchestration.feeds import Feed, RecordType
from orchestration.ingest import ingest_feed
from orchestration.workspace import Workspace

ROOT = Path(__file__).parents[2]
COLUMNS = tuple(f"column_{n}" for n in range(1, 21))
AS_OF = datetime(2024, 1, 31)


def feed(format: str, suffix: str = "csv", columns: tuple[str, ...] = COLUMNS, **settings: object) -> Feed:
    """A feed of twenty columns, the first of which is its key."""
    return Feed(
        **{
            "name": format,
            "source": "bench",
            "files": f"bench/{format}*.{suffix}",
            "format": format,
            "required_columns": columns[:1],
            "optional_columns": columns[1:],
            "key": columns[:1],
            "keeps_unknown_columns": True,
            **settings,
        }
    )


FEEDS = {
    "csv": feed("csv"),
    "multi_record_csv": feed(
        "multi_record_csv",
        columns=("record_type", *COLUMNS),
        key=(),
        records={
            "headers": RecordType("headers", ("Header",), COLUMNS[:12], COLUMNS[:1]),
            "lines": RecordType("lines", ("Line",), COLUMNS[10:], COLUMNS[10:11]),
        },
    ),
    "repeated_header_csv": feed("repeated_header_csv", types={"column_19": "json", "column_20": "json"}),
    "pipe_list": feed("pipe_list", "txt"),
    "armoured_csv": feed("armoured_csv"),
    "jsonl": feed("jsonl", "jsonl", types={"column_20": "json"}),
    "json": feed("json", "json", records_at="list", types={"column_20": "json"}),
}


def values(rows: int) -> Iterator[list[str]]:
    """Rows of twenty values: identifiers, times, amounts, words, blanks."""
    chance = random.Random(1)
    words = ["open", "closed", "waiting for approval", "", "Zürich", "IT services", "", "4500000017"]
    for row in range(rows):
        times = [f"2024-01-{chance.randrange(1, 29):02} 10:{chance.randrange(60):02}:00" for _ in range(4)]
        amounts = [f"{chance.randrange(10**7) / 100:.2f}" for _ in range(5)]
        yield [str(row), *times, *amounts, *chance.choices(words, k=10)]


def write(format: str, path: Path, rows: int) -> None:
    """A file of the format."""
    with open(path, "w", encoding="utf-8") as file:
        if format == "csv":
            file.write(",".join(COLUMNS) + "\n")
            file.writelines(",".join(f'"{v}"' for v in row) + "\n" for row in values(rows))
        elif format == "multi_record_csv":
            file.write('"Header",' + ",".join(f'"{name}"' for name in COLUMNS[:12]) + "\n")
            file.write('"Line",' + ",".join(f'"{name}"' for name in COLUMNS[10:]) + ',"",""\n')
            for number, row in enumerate(values(rows)):
                cells = ["Line", *row[:10], "", ""] if number % 4 else ["Header", *row[:12]]
                file.write(",".join(f'"{v}"' for v in cells) + "\n")
        elif format == "repeated_header_csv":
            file.write(",".join(COLUMNS[:12]) + ",column_19" * 3 + ",column_20" * 3 + ",other,other\n")
            file.writelines(",".join(f'"{v}"' for v in row) + "\n" for row in values(rows))
        elif format == "pipe_list":
            header = "|" + "|".join(f"{name:>20}" for name in COLUMNS) + "|\n"
            for number, row in enumerate(values(rows)):
                if number % 60 == 0:
                    file.write(f"\n31.01.2024   List of orders   {number // 60 + 1}\n{'-' * 421}\n{header}{'-' * 421}\n")
                file.write("|" + "|".join(f"{v:>20}" for v in row) + "|\n")
        elif format == "armoured_csv":
            file.write(",".join(COLUMNS) + "\n")
            file.writelines(",".join(f'="{v}"' if 0 < n < 5 else v for n, v in enumerate(row)) + "\n" for row in values(rows))
        else:
            objects = (
                json.dumps({**dict(zip(COLUMNS, row[:19], strict=False)), "column_20": row[18:], "other": {"a": 1.50}})
                for row in values(rows)
            )
            if format == "jsonl":
                file.writelines(line + "\n" for line in objects)
            else:
                file.write('{"size": 1, "list": [\n' + ",\n".join(objects) + '\n], "next_page_token": null}\n')


def load(format: str, folder: Path) -> None:
    """Ingest the file of a format and print processor seconds and peak memory."""
    workspace = Workspace(folder / "home", folder / "landing")
    started = time.process_time()
    result = ingest_feed(workspace, FEEDS[format], AS_OF)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (entry,) = result.entries
    print(json.dumps([seconds, peak, entry["raw_count"], entry["reader"], entry["detail"]]))


def plain(format: str, path: Path, rows: int) -> float:
    """Processor seconds that DuckDB's own reader needs for the same bytes; for a page of JSON, for its records one per line."""
    if format in ("json", "jsonl"):
        path = path.with_suffix(".plain")
        write("jsonl", path, rows)
        columns = ", ".join(f"{name}: 'VARCHAR'" for name in (*COLUMNS, "other"))
        source = f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"
    else:
        delimiter, quote = ("|", "") if format == "pipe_list" else (",", '"')
        width = {"pipe_list": 22, "multi_record_csv": 13}.get(format, 20)
        columns = ", ".join(f"c{number}: 'VARCHAR'" for number in range(width))
        source = (
            f"read_csv('{path}', columns = {{{columns}}}, auto_detect = false, header = false, delim = '{delimiter}',"
            f" quote = '{quote}', escape = '{quote}', null_padding = true, strict_mode = {format != 'armoured_csv'})"
        )
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set enable_progress_bar = false")
        started = time.process_time()
        connection.execute(f"copy (from {source}) to '{path}.parquet' (format parquet, compression zstd)")
        return time.process_time() - started


def measure(folder: Path, rows: int) -> None:
    """Every reader on a file of so many rows."""
    print(f"\n== readers, {rows:,} rows of 20 values ==")
    print(f"{'':<22}{'MB':>8}{'seconds':>10}{'plain':>8}{'ratio':>8}{'peak MiB':>10}  reader")
    for format, declared in FEEDS.items():
        path = folder / "landing" / declared.files.replace("*", "")
        path.parent.mkdir(parents=True)
        write(format, path, rows)
        command = [sys.executable, __file__, format, str(folder)]
        loaded = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
        seconds, peak, count, reader, detail = json.loads(loaded.stdout)
        if count != rows:
            raise SystemExit(f"{format}: {count} of {rows} rows were read: {detail}")
        alone = plain(format, path, rows)
        size = path.stat().st_size / 1e6
        print(
            f"{format:<22}{size:>8.0f}{seconds:>10.2f}{alone:>8.2f}{seconds / alone:>8.2f}{peak / 1024:>10.0f}  {reader}",
            flush=True,
        )
        shutil.rmtree(folder)


if __name__ == "__main__":
    load(sys.argv[1], Path(sys.argv[2]))
