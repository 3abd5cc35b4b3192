"""Publication: what passed every gate becomes a new version that BI tools read, all of it or nothing.

    published/versions/000012-1f0c9a3e/opsfacts.duckdb, parquet/<schema>/<table>.parquet, manifest.json
    published/current -> versions/000012-1f0c9a3e

A version is named by a sequence number, so that names sort by age, and the first characters of the run that made it. It
is written under a hidden name beside the others, compared with the build database and forced to disk. Then a link `.next` is
made that names it, the folder gets its name, and `.next` becomes `current` in one step: a version that was never current
is known by `.next`, is no version to anybody, and is removed by the next publication. A kill, a full disk or an error at
any moment leaves `current` as it was.

Readers: a process that opens `current/opsfacts.duckdb` sees one version for as long as it holds the connection. A
reader of several files (the database and Parquet, or many Parquet files) resolves the link once (`realpath
published/current`) and uses that folder, since each access through the link may meet a newer version. A version
outlives the next `keep` - 1 publications.

`content_hash` in manifest.json is the SHA-256 of a table's columns and of the canonical text of its rows in the order
of the grain, so that equal contents have equal hashes in any file. `canonical_export` writes the same text, sorted by
all columns, to compare two builds byte for byte.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.evidence import (
    NEXT,
    EvidencePack,
    exclusive_lock,
    files_below,
    fsync_path,
    link_target,
    make_durable,
    seal_interrupted,
    sha256_file,
    to_json,
    to_utc_text,
    utc_now,
    version_damage,
    writer_lock_path,
)
from orchestration.workspace import Workspace

DATABASE = "opsfacts.duckdb"
MANIFEST = "manifest.json"
STORAGE_VERSION = "v1.2.0"  # the oldest that BI tools in use embed; newer clients read it too
NULL_TEXT = r"\N"
PLAIN_TYPES = re.compile(r"BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(\d+,\d+\)|DATE|TIMESTAMP(_S|_MS|_NS)?")
PUBLICATION_COLUMNS = (
    ("version", "varchar", "Name of this published version."),
    ("run_id", "varchar", "Run that built it; names its evidence pack."),
    ("as_of_at", "timestamp", "Instant (UTC) that the facts report as of."),
    ("published_at", "timestamp", "Instant (UTC) at which this version was written."),
    (
        "fingerprint",
        "varchar",
        "Hash of everything that the content depends on; equal means equal content.",
    ),
)


class PublicationError(RuntimeError):
    """Nothing was published or switched; the message says why and what to do."""


@dataclass(frozen=True)
class PublishedTable:
    """A table of the build database that BI may read, with the descriptions that BI tools show."""

    schema: str
    name: str
    description: str
    columns: Sequence[tuple[str, str]]
    order_by: Sequence[str]

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Publication:
    """A published version."""

    version: str
    directory: Path
    manifest: Mapping[str, Any]

    @property
    def database(self) -> Path:
        """The file that a BI tool opens."""
        return self.directory / DATABASE

    @property
    def fingerprint(self) -> str:
        """Hash of everything that the content depends on."""
        return self.manifest["fingerprint"]


@contextmanager
def writer_lock(workspace: Workspace) -> Iterator[None]:
    """Be the only process that writes to this warehouse; `LockedError` names the one that is."""
    with exclusive_lock(writer_lock_path(workspace)):
        yield


# --- Versions ---------------------------------------------------------------------------------------


def versions(workspace: Workspace) -> list[str]:
    """Names of the published versions, oldest first."""
    unfinished = link_target(workspace, NEXT)
    return sorted(path.name for path in _versions(workspace).glob("[0-9]*") if path.name != unfinished)


def current_version(workspace: Workspace) -> str | None:
    """Name of the version that BI reads now, or None before the first publication."""
    return link_target(workspace, "current")


def read_version(workspace: Workspace, version: str) -> Publication:
    """A published version by name."""
    directory = _versions(workspace) / version
    if version not in versions(workspace):
        known = ", ".join(versions(workspace)) or "none"
        raise PublicationError(f"there is no published version {version!r}; there are: {known}")
    try:
        return Publication(version, directory, json.loads((directory / MANIFEST).read_bytes()))
    except (OSError, ValueError) as error:
        raise PublicationError(f"version {version} has no readable {MANIFEST} ({error}); choose another") from error


def rollback(workspace: Workspace, version: str | None = None, *, reason: str, operator: str | None = None) -> Publication:
    """Switch `current` to `version`, or to the one before the current, and record it as evidence.

    The version is checked against its manifest first. Nothing is deleted, so a later switch forward is possible.
    """
    if not reason.strip():
        raise PublicationError("a rollback needs a reason: it becomes evidence")
    with writer_lock(workspace):
        seal_interrupted(workspace)
        current = current_version(workspace)
        if version is None:
            earlier = [name for name in versions(workspace) if current and name < current]
            if not earlier:
                raise PublicationError(f"there is no version before the current one ({current or 'none'})")
            version = earlier[-1]
        if version == current:
            raise PublicationError(f"version {version} is current already")
        publication = read_version(workspace, version)
        damage = version_damage(publication.directory)
        if damage:
            raise PublicationError(
                f"version {version} is damaged ({'; '.join(damage)}); current stays {current}. "
                "Choose another version or restore it from a backup."
            )
        started = datetime.now(UTC)
        pack = EvidencePack(workspace, f"rollback-{started:%Y%m%dT%H%M%S.%fZ}")
        pack.start("rollback", None, {"from_version": current, "to_version": version, "reason": reason}, operator)
        _link(workspace, ".current.tmp", version)
        _make_current(workspace, ".current.tmp")
        pack.seal("rolled_back", detail=f"current switched from {current} to {version}: {reason}")
        return publication


def _versions(workspace: Workspace) -> Path:
    return workspace.published / "versions"


def _link(workspace: Workspace, name: str, version: str) -> None:
    link = workspace.published / name
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions", version))
    fsync_path(workspace.published)


def _make_current(workspace: Workspace, link: str) -> None:
    os.replace(workspace.published / link, workspace.published / "current")
    with suppress(OSError):  # switched already; a power cut would bring back the older version, which is whole too
        fsync_path(workspace.published)


def _remove(directory: Path) -> None:
    """Remove a version; under a hidden name first, so that a half-removed one never looks like a version."""
    hidden = _hidden(directory)
    os.rename(directory, hidden)
    shutil.rmtree(hidden, ignore_errors=True)  # the next publication removes what is left


def _remove_unfinished(workspace: Workspace) -> None:
    """Remove what a publication left that did not come to its end, or that is coming to a bad one."""
    unfinished = link_target(workspace, NEXT)
    if unfinished and (_versions(workspace) / unfinished).exists():
        _remove(_versions(workspace) / unfinished)
    (workspace.published / NEXT).unlink(missing_ok=True)
    for leftover in _versions(workspace).glob(".*.partial"):
        shutil.rmtree(leftover)


def _hidden(directory: Path) -> Path:
    return directory.with_name(f".{directory.name}.partial")


# --- Publishing -------------------------------------------------------------------------------------


def publish(
    workspace: Workspace,
    run_id: str,
    as_of: datetime,
    tables: Sequence[PublishedTable],
    fingerprint: str,
    metadata: Mapping[str, Any],
    keep: int = 7,
    progress: Callable[[str], None] | None = None,
) -> Publication:
    """Publish `tables` of the build database as a new version and switch `current` to it.

    The caller holds `writer_lock` and no connection to the build database. `keep` versions stay, and always the current
    one. Raises `PublicationError`, with `current` as it was, when anything goes wrong.
    """
    if not tables or keep < 1:
        raise PublicationError("give at least one table to publish and keep at least one version")
    folder = _versions(workspace)
    sequence = max((int(name.split("-")[0]) for name in versions(workspace)), default=0) + 1
    version = f"{sequence:06d}-{run_id[:8]}"
    final = folder / version
    partial = _hidden(final)
    try:
        _remove_unfinished(workspace)
        partial.mkdir(parents=True)
        manifest = {
            "version": version,
            "run_id": run_id,
            "as_of_at": to_utc_text(as_of),
            "published_at": utc_now(),
            "fingerprint": fingerprint,
            "metadata": dict(metadata),
        }
        entries = _write_tables(workspace, partial, tables, manifest, progress or (lambda message: None))
        files = {name: sha256_file(path) for name, path in files_below(partial).items()}
        for entry in entries:
            entry["parquet_sha256"] = files[entry["parquet"]]
        manifest |= {"tables": entries, "files": files}
        (partial / MANIFEST).write_bytes(to_json(manifest))
        make_durable(partial)
        _link(workspace, NEXT, version)
        os.rename(partial, final)
        fsync_path(folder)
        _make_current(workspace, NEXT)
    except BaseException as error:
        with suppress(OSError):  # else the next publication tries again
            _remove_unfinished(workspace)
        if not isinstance(error, (OSError, duckdb.Error)):
            raise
        raise PublicationError(_explain(workspace, version, error)) from error
    for name in versions(workspace)[:-keep]:
        _remove(folder / name)
    return Publication(version, final, manifest)


def _explain(workspace: Workspace, version: str, error: Exception) -> str:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    full = full or any(text in str(error) for text in ("No space left", "Disk quota", "File too large"))
    remedy = f"The disk is full: free space below {workspace.home}" if full else "Mend the cause"
    current = current_version(workspace) or "nothing"
    return f"version {version} was not published: {error}. {remedy} and run again; BI reads {current} as before."


def _write_tables(
    workspace: Workspace,
    directory: Path,
    tables: Sequence[PublishedTable],
    manifest: Mapping[str, Any],
    progress: Callable[[str], None],
) -> list[dict[str, Any]]:
    """Write database and Parquet into `directory`; returns the tables' part of the manifest."""
    if not workspace.build_database.exists():
        raise PublicationError(f"there is no build database {workspace.build_database}: build before publishing")
    entries = []
    with _connect(workspace.build / "spill") as connection:
        connection.execute(f"attach {_text(workspace.build_database)} as build (read_only)")
        connection.execute(f"attach {_text(directory / DATABASE)} as published (storage_version '{STORAGE_VERSION}')")
        _write_publication_table(connection, manifest)
        for table in tables:
            progress(f"publishing {table}")
            columns = _columns(connection, "build", table.schema, table.name)
            unknown = [name for name in (*dict(table.columns), *table.order_by) if name not in columns]
            if unknown:
                names = ", ".join(columns) or "none: there is no such table"
                raise PublicationError(f"{table} has no column {unknown[0]!r}; its columns are: {names}")
            _write_table(connection, table)
            parquet = _parquet(directory, table)
            parquet.parent.mkdir(parents=True, exist_ok=True)
            relation = _relation("published", table.schema, table.name)
            connection.execute(f"copy {relation} to {_text(parquet)} (format parquet, compression zstd, compression_level 1)")
        connection.execute("checkpoint published")
        connection.execute("detach published")
        connection.execute(f"attach {_text(directory / DATABASE)} as published (read_only)")
        for table in tables:
            progress(f"verifying {table}")
            entries.append(_verified_entry(connection, directory, table))
    return entries


def _write_publication_table(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> None:
    relation = "published.publication.publication"
    connection.execute("create schema published.publication")
    columns = ", ".join(f"{name} {type_}" for name, type_, _ in PUBLICATION_COLUMNS)
    connection.execute(f"create table {relation} ({columns})")
    values = ", ".join(_text(manifest[name]) for name, *_ in PUBLICATION_COLUMNS)
    connection.execute(f"insert into {relation} values ({values})")
    descriptions = [(name, description) for name, _, description in PUBLICATION_COLUMNS]
    _comment(connection, relation, "One row: which version this database is.", descriptions)


def _write_table(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    relation = _relation("published", table.schema, table.name)
    connection.execute(f"create schema if not exists published.{_name(table.schema)}")
    connection.execute(f"create table {relation} as select * from {_source(connection, table)} order by {_order(table.order_by)}")
    _comment(connection, relation, table.description, table.columns)


def _source(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> str:
    """The built table as it is published: neither Parquet nor BI tools hold HUGEINT, which sums of integers have."""
    columns = _columns(connection, "build", table.schema, table.name)
    casts = [f"{_name(name)}::bigint as {_name(name)}" for name, type_ in columns.items() if type_ == "HUGEINT"]
    replace = f" replace ({', '.join(casts)})" if casts else ""
    return f"(select *{replace} from {_relation('build', table.schema, table.name)})"


def _parquet(directory: Path, table: PublishedTable) -> Path:
    return directory / "parquet" / table.schema / f"{table.name}.parquet"


def _comment(connection: duckdb.DuckDBPyConnection, relation: str, description: str, columns: Sequence[tuple[str, str]]) -> None:
    connection.execute(f"comment on table {relation} is {_text(description)}")
    for name, text in columns:
        if text:
            connection.execute(f"comment on column {relation}.{_name(name)} is {_text(text)}")


def _verified_entry(connection: duckdb.DuckDBPyConnection, directory: Path, table: PublishedTable) -> dict[str, Any]:
    """The manifest's entry for a table, after comparing what was written with the build database."""
    parquet = _parquet(directory, table)
    published = _relation("published", table.schema, table.name)
    # The engine's own hash is fast and good enough to find a fault; the content hash is for later and for others.
    counted = [
        connection.execute(f"select count(*), sum(hash(content)::hugeint) from {relation} as content").fetchone()
        for relation in (_source(connection, table), published, f"read_parquet({_text(parquet)})")
    ]
    if len(set(counted)) > 1:
        built, in_database, in_parquet = (f"{rows} rows with hash {content}" for rows, content in counted)
        raise PublicationError(
            f"{table} was not written as built: {built} built, {in_database} in the database, {in_parquet} in Parquet. "
            "Check disk and memory and run again."
        )
    columns = _columns(connection, "published", table.schema, table.name)
    return {
        "schema": table.schema,
        "name": table.name,
        "row_count": counted[0][0],
        "content_hash": canonical_hash(connection, "published", table.schema, table.name),
        "parquet": parquet.relative_to(directory).as_posix(),
        "columns": [{"name": name, "type": type_} for name, type_ in columns.items()],
        "order_by": list(table.order_by),
        "control_totals": _control_totals(connection, table, columns),
    }


def _control_totals(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, columns: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Exact sum of every decimal column, by currency where the table has one."""
    decimals = [name for name, type_ in columns.items() if type_.startswith("DECIMAL")]
    if not decimals:
        return []
    currency = "currency_code" if "currency_code" in columns else "null"
    sums = ", ".join(f"sum({_name(name)})::varchar" for name in decimals)
    relation = _relation("published", table.schema, table.name)
    rows = connection.execute(f"select {currency}, {sums} from {relation} group by 1 order by 1 nulls last").fetchall()
    return [
        {"column": name, "currency_code": code, "total": total}
        for code, *totals in rows
        for name, total in zip(decimals, totals, strict=True)
    ]


# --- Canonical content ------------------------------------------------------------------------------


def canonical_hash(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str, order_by: Sequence[str] = ()
) -> str:
    """Content hash of a table in the order of its grain; a published table is stored in that order. Streams."""
    columns = _columns(connection, database, schema, table)
    fields = [
        f"""coalesce('"' || replace({text}, '"', '""') || '"', '{NULL_TEXT}')"""
        if is_text
        else f"coalesce({text}, '{NULL_TEXT}')"
        for text, is_text in (_canonical(name, type_) for name, type_ in columns.items())
    ]
    order = f" order by {_order(order_by)}" if order_by else ""
    digest = hashlib.sha256(json.dumps(list(columns.items())).encode())
    result = connection.execute(
        f"select concat_ws(',', {', '.join(fields)}) || chr(10) from {_relation(database, schema, table)}{order}"
    )
    while rows := result.fetchmany(10_000):
        digest.update("".join(row for (row,) in rows).encode())
    return digest.hexdigest()


def canonical_export(database_path: Path, out_dir: Path) -> list[Path]:
    """Write every table of a build or published database to `<schema>.<table>.csv`: equal content gives equal bytes.

    Text is quoted, null is an unquoted backslash N, numbers and times have one rendering, rows are sorted by all
    columns. What tells publications apart (schema `publication`) is left out. Sorting spills to disk where memory ends.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    with _connect(out_dir / ".spill") as connection:
        connection.execute(f"attach {_text(database_path)} as content (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'content' and schema_name <> 'publication' order by all"
        ).fetchall()
        for schema, table in tables:
            columns = _columns(connection, "content", schema, table)
            canonical = {name: _canonical(name, type_) for name, type_ in columns.items()}
            fields = ", ".join(f"{text} as {_name(name)}" for name, (text, _) in canonical.items())
            quoted = ", ".join(_name(name) for name, (_, is_text) in canonical.items() if is_text)
            path = out_dir / f"{schema}.{table}.csv"
            connection.execute(
                f"copy (select {fields} from {_relation('content', schema, table)} order by all nulls first) "
                f"to {_text(path)} (format csv, header, nullstr '{NULL_TEXT}'" + (f", force_quote ({quoted}))" if quoted else ")")
            )
            written.append(path)
    return written


def _canonical(column: str, type_: str) -> tuple[str, bool]:
    """SQL for the one text that stands for a value, and whether that text needs quotes."""
    name = _name(column)
    if type_ in ("FLOAT", "DOUBLE"):
        return f"({name} + 0.0)::varchar", False  # shortest text that reads back equal; minus zero equals zero
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({name}))::varchar", False  # UTC, whatever the session's zone
    return f"{name}::varchar", not PLAIN_TYPES.fullmatch(type_)


# --- SQL --------------------------------------------------------------------------------------------


@contextmanager
def _connect(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of its own with the limits of the build (see profiles.yml), spilling into a folder that is removed."""
    configuration = {
        "threads": 2,
        "memory_limit": os.environ.get("OPSFACTS_MEMORY_LIMIT", "2GB"),
        "temp_directory": str(spill),
    }
    try:
        with duckdb.connect(config=configuration) as connection:
            yield connection
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _columns(connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str) -> dict[str, str]:
    """Column name -> type, in order; empty when there is no such table."""
    return dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
            [database, schema, table],
        ).fetchall()
    )


def _order(columns: Sequence[str]) -> str:
    return ", ".join(f"{_name(column)} nulls last" for column in columns) or "all nulls last"


def _relation(database: str, schema: str, table: str) -> str:
    return ".".join(map(_name, (database, schema, table)))


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
