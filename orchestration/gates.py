"""The two quality gates: Great Expectations on the raw feeds (gate 1) and on the facts and marts (gate 2).

Great Expectations takes seconds to import, so nothing here imports it before a gate runs; the index of checks that
should run comes from the suites, which are plain data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb

from expectations.suite import ROWS, Check, Severity, Stage, Suite, load_suites
from orchestration.workspace import Workspace, write_atomically

Status = Literal["passed", "failed", "errored", "not_run"]

MEMORY_LIMIT = "1GB"
THREADS = 2
READ_ONCE_BYTES = 1_000_000  # of Parquet; above that, reading it again costs less than a table

# Columns of the warehouse source `check_results`; the rest of a result goes to the evidence only.
RESULT_COLUMNS = (
    "stage",
    "check_id",
    "asset",
    "check_type",
    "column_name",
    "severity",
    "status",
    "failed_count",
    "observed_value",
    "rationale",
)
LEDGER_COLUMNS = {
    "feed": "VARCHAR",
    "file_name": "VARCHAR",
    "file_sha256": "VARCHAR",
    "status": "VARCHAR",
    "reason": "VARCHAR",
    "row_count": "BIGINT",
    "raw_count": "BIGINT",
    "quarantined_count": "BIGINT",
    "loaded_at": "TIMESTAMP",
}
QUARANTINE_COLUMNS = {
    "_feed": "VARCHAR",
    "_file_name": "VARCHAR",
    "_row_number": "BIGINT",
    "_line_number": "BIGINT",
    "reason": "VARCHAR",
}


@dataclass(frozen=True)
class CheckResult:
    """What one check found. `examples` are keys of failing rows, never their contents."""

    stage: Stage
    check_id: str
    asset: str
    check_type: str
    column_name: str | None
    severity: Severity
    status: Status
    failed_count: int | None
    observed_value: str | None
    rationale: str
    owner: str
    examples: tuple[dict[str, Any], ...] = field(default=())

    @property
    def blocks(self) -> bool:
        """Whether nothing may be published because of this result. A check that could not run proves nothing."""
        return self.severity == "critical" and self.status in ("failed", "errored")


def check_index(stage: Stage | None = None) -> list[CheckResult]:
    """Every check that should run, as a result not yet obtained. Does not import Great Expectations."""
    return [_result(suite, check, "not_run", None) for suite in load_suites(stage) for check in suite.checks]


def blocking_failures(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results that forbid publishing."""
    return [result for result in results if result.blocks]


def run_gate(
    workspace: Workspace,
    stage: Stage,
    run_id: str,
    feeds: Collection[str] | None = None,
    progress: Callable[[str], None] | None = None,
    suites: Sequence[Suite] | None = None,
) -> list[CheckResult]:
    """Run the checks of a stage and keep results and evidence; returns one result for every check in the index.

    `feeds` limits gate 1 to some feeds, and the checks of the others are recorded as not run.
    """
    suites = load_suites(stage) if suites is None else suites
    evidence = workspace.evidence / run_id / "great_expectations" / stage
    (evidence / "suites").mkdir(parents=True, exist_ok=True)
    as_of_at = json.loads(workspace.run_parameters.read_text())["as_of_at"]

    results: list[CheckResult] = []
    documents: dict[str, Any] = {}
    to_run: list[Suite] = []
    not_applicable = {suite.asset: _why_not_applicable(workspace, suite, feeds) for suite in suites}
    if stage == "gate_1":
        database = _database_of_raw(workspace, [suite.asset for suite in suites if not not_applicable[suite.asset]])
    else:
        database = workspace.build_database
    tables = _tables(database)
    for suite in suites:
        if reason := not_applicable[suite.asset]:
            results += [_result(suite, check, "not_run", reason) for check in suite.checks]
        elif suite.table not in tables:
            message = f"Table {suite.table} does not exist in {database.name}: build the model or remove its suite."
            results += [_result(suite, check, "errored", message) for check in suite.checks]
        else:
            to_run.append(suite)

    if to_run:
        gx = GreatExpectations(database, workspace.build / "spill", as_of_at, run_id)
        try:
            for number, suite in enumerate(to_run, start=1):
                if progress:
                    progress(f"{stage} {number}/{len(to_run)} {suite.asset}")
                documents[suite.asset], suite_results = gx.validate(suite)
                results += suite_results
                _write_json(evidence / "suites" / f"{suite.asset}.json", gx.suite_json(suite))
                _write_json(evidence / f"{suite.asset}.json", documents[suite.asset].to_json_dict())
        finally:
            gx.close()
    if stage == "gate_1":
        database.unlink()

    order = {suite.check_id(check): n for n, (suite, check) in enumerate((s, c) for s in suites for c in s.checks)}
    results.sort(key=lambda result: order[result.check_id])
    _write_json(evidence / "results.json", [asdict(result) for result in results])
    _write_check_results(workspace, stage, results)

    from expectations.data_docs import write_data_docs

    write_data_docs(workspace.evidence / run_id, stage, documents)
    return results


class GreatExpectations:
    """One context and one connection for all suites of a gate."""

    def __init__(self, database: Path, spill: Path, as_of_at: str, run_id: str) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations
        from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

        from expectations import duckdb_source

        self._gx = great_expectations
        self._examples = duckdb_source.EXAMPLES
        self._as_of_at = as_of_at
        self._run_id = run_id
        self._suites: dict[str, Any] = {}
        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            progress_bars={"globally": False},
            analytics_enabled=False,
        )
        context = great_expectations.get_context(mode="ephemeral", project_config=config)
        self._datasource = context.data_sources.add_duckdb(
            name="opsfacts",
            connection_string=f"duckdb:///{database}",
            kwargs={"connect_args": {"read_only": True, "config": _settings(spill)}},
        )

    def close(self) -> None:
        """Let go of the database, so that the next stage can write to it."""
        self._datasource.close()

    def validate(self, suite: Suite) -> tuple[Any, list[CheckResult]]:
        """Run one suite; returns the library's document and our results."""
        schema, _, table = suite.table.rpartition(".")
        asset = self._datasource.add_table_asset(name=suite.table, table_name=table, schema_name=schema)
        batch = asset.add_batch_definition_whole_table("whole table").get_batch()
        expectations = self._gx.ExpectationSuite(
            name=suite.asset,
            expectations=[self._expectation(suite, check) for check in suite.checks],
            meta={"owner": suite.owner, "stage": suite.stage, "table": suite.table},
        )
        self._suites[suite.asset] = expectations
        document = batch.validate(
            expectations,
            result_format={
                "result_format": "SUMMARY",
                "partial_unexpected_count": self._examples,
                "unexpected_index_column_names": list(suite.keys),
            },
        )
        document.meta["run_id"] = self._run_id
        found = {result.expectation_config.meta["check_id"]: result for result in document.results}
        return document, [_read(suite, check, found.get(suite.check_id(check))) for check in suite.checks]

    def suite_json(self, suite: Suite) -> dict[str, Any]:
        """The suite as the library stores it."""
        return self._suites[suite.asset].to_json_dict()

    def _expectation(self, suite: Suite, check: Check) -> Any:
        kwargs = dict(check.kwargs)
        if check.expectation == ROWS:
            # Filled in here and not by the library, so that the evidence shows a query that runs as it stands.
            sql = kwargs["unexpected_rows_query"].replace("{batch}", suite.table)
            sql = sql.replace("{keys}", ", ".join(suite.keys)).replace("{as_of_at}", f"timestamp '{self._as_of_at}'")
            kwargs["unexpected_rows_query"] = sql
        elif check.column:
            kwargs["column"] = check.column
        meta = {"check_id": suite.check_id(check)}
        expectation_class = self._gx.expectations.registry.get_expectation_impl(check.expectation)
        return expectation_class(**kwargs, meta=meta, notes=check.because, severity=check.severity)


def _result(
    suite: Suite,
    check: Check,
    status: Status,
    observed_value: str | None,
    failed_count: int | None = None,
    examples: Sequence[dict[str, Any]] = (),
) -> CheckResult:
    return CheckResult(
        stage=suite.stage,
        check_id=suite.check_id(check),
        asset=suite.asset,
        check_type=check.expectation,
        column_name=check.column,
        severity=check.severity,
        status=status,
        failed_count=failed_count,
        observed_value=observed_value,
        rationale=check.because,
        owner=suite.owner,
        examples=tuple(examples),
    )


def _read(suite: Suite, check: Check, found: Any) -> CheckResult:
    """Great Expectations reports an error as `success = false`; the exceptions tell it from a failure."""
    if found is None:
        return _result(suite, check, "errored", "Great Expectations returned no result for this check.")
    message = _exception_message(found.exception_info)
    if message:
        return _result(suite, check, "errored", message)
    details = found.result
    observed = details.get("observed_value")
    count = details.get("unexpected_count", observed if check.expectation == ROWS else int(not found.success))
    if observed is None:
        observed = f"{count} of {details.get('element_count')} rows"
    elif check.expectation == ROWS:
        observed = f"{observed} rows"
    examples = details.get("partial_unexpected_index_list") or details.get("details", {}).get("unexpected_rows") or []
    examples = [{key: _plain(value) for key, value in row.items()} for row in examples]
    return _result(suite, check, "passed" if found.success else "failed", str(observed), count, examples)


def _exception_message(exception_info: dict[str, Any]) -> str | None:
    """The message of the first exception; the library nests them by metric where a metric failed."""
    infos = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    for info in infos:
        if info["raised_exception"]:
            return str(info["exception_message"]).strip().splitlines()[0]
    return None


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _database_of_raw(workspace: Workspace, feeds: Iterable[str]) -> Path:
    """A throw-away database with each feed, the ledger and the index of the quarantine.

    A feed is a view of its files; where they are small a table, since each check of a view opens them all again.
    """
    database = workspace.build / "gate_1.duckdb"
    for leftover in (database, database.with_name(database.name + ".wal")):
        leftover.unlink(missing_ok=True)
    with duckdb.connect(str(database), config=_settings(workspace.build / "spill")) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("create schema raw")
        for feed in sorted(feeds):
            files = workspace.raw / feed / "*.parquet"
            sizes = [file.stat().st_size for file in files.parent.glob("*.parquet")]
            if sizes:
                kind = "table" if sum(sizes) < READ_ONCE_BYTES else "view"
                source = f"read_parquet('{_quoted(files)}', union_by_name = true)"
                connection.execute(f'create {kind} raw."{feed}" as select * from {source}')
        ledger = workspace.ledger
        connection.execute(f"create table landed_files ({_columns(LEDGER_COLUMNS)})")
        if any(ledger.glob("*/*.json")):
            types = ", ".join(f"{name}: '{type_}'" for name, type_ in LEDGER_COLUMNS.items())
            source = f"read_json('{_quoted(ledger / '*' / '*.json')}', columns = {{{types}}})"
            connection.execute(f"insert into landed_files by name select * from {source}")
        quarantine = workspace.quarantine
        connection.execute(f"create table quarantined_rows ({_columns(QUARANTINE_COLUMNS)})")
        if any(quarantine.glob("*/*.parquet")):
            names = ", ".join(QUARANTINE_COLUMNS)
            source = f"read_parquet('{_quoted(quarantine / '*' / '*.parquet')}', union_by_name = true)"
            connection.execute(f"insert into quarantined_rows by name select {names} from {source}")
    return database


def _settings(spill: Path) -> dict[str, str]:
    return {"memory_limit": MEMORY_LIMIT, "threads": str(THREADS), "temp_directory": str(spill)}


def _tables(database: Path) -> set[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    return {name for (name,) in found}


def _why_not_applicable(workspace: Workspace, suite: Suite, feeds: Collection[str] | None) -> str | None:
    """The reason why the suite of a feed need not run, if there is one: not every company has every system."""
    if suite.stage == "gate_2":
        return None
    if feeds is not None and suite.asset not in feeds:
        return "Not part of this run."
    landed = any((workspace.ledger / suite.asset).glob("*.json")) or any(
        path.name != "schema.parquet" for path in (workspace.raw / suite.asset).glob("*.parquet")
    )
    return None if landed else f"Nothing has landed for {suite.asset}."


def _write_check_results(workspace: Workspace, stage: Stage, results: Sequence[CheckResult]) -> None:
    """Newline-delimited JSON for the warehouse source `check_results`, replaced as a whole."""
    lines = [json.dumps({column: getattr(result, column) for column in RESULT_COLUMNS}) for result in results]
    write_atomically(workspace.check_results / f"{stage}.json", "".join(f"{line}\n" for line in lines))


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True, default=str) + "\n")


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {type_}" for name, type_ in columns.items())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
