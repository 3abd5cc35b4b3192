"""The Dagster code location: feeds, models, gates, metrics and publication in one asset graph.

Nothing here is a second list: feeds come from their declarations, models from the dbt manifest, checks from the suites.
Loading the definitions reads the declarations and the manifest; it touches no data and imports neither dbt's runner,
Great Expectations nor MetricFlow.
"""

import datetime
import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import sqlalchemy
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from expectations.suite import Suite, load_suites
from orchestration import gates, ingest, metrics, publish, transform
from orchestration.feeds import Feed, load_feeds
from orchestration.run import Run, input_fingerprint, newest_version, open_run
from orchestration.workspace import Workspace


@sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, "connect")
def _relax_run_history(connection: Any, _: Any) -> None:
    """Dagster commits its run history event by event; waiting for the disk each time takes longer than the work itself.

    A killed process loses nothing. After a power cut the history may have to be deleted; facts and evidence do not depend on it.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")


WORKSPACE = Workspace.from_environment()
FEEDS = load_feeds()
PLATFORM_OWNER = "data-platform@opsfacts.example"


def _manifest() -> dict[str, Any]:
    path = WORKSPACE.dbt_target / "manifest.json"
    if not path.exists():
        raise dg.DagsterInvalidDefinitionError(
            f"No dbt manifest at {path}. `make dev` and `make run` build it; by hand: `opsfacts prepare`."
        )
    return json.loads(path.read_text())


MANIFEST = _manifest()
SEMANTIC_MANIFEST = json.loads((WORKSPACE.dbt_target / "semantic_manifest.json").read_text())


class Translator(DagsterDbtTranslator):
    """dbt's own groups and owners; `kinds` tell the layers apart in the graph."""

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        owner = _owner_of(manifest, props)
        return spec.replace_attributes(
            group_name=_group_of(props),
            owners=[owner],
            kinds={"dbt", "duckdb"} if props["resource_type"] != "source" else {"parquet"},
            description=(props.get("description") or "").strip() or spec.description,
        )

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetCheckSpec | None:
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and spec._replace(description=transform.test_sentence(manifest["nodes"][unique_id]))


def _group_of(props: Mapping[str, Any]) -> str:
    """The step of the way the asset belongs to, then its domain: `landing`, `staging`, `intermediate`, `core`, `support`, …"""
    return "landing" if props["resource_type"] == "source" else props["schema"]


def _owner_of(manifest: Mapping[str, Any], props: Mapping[str, Any]) -> str:
    owner = (props.get("config", {}).get("meta") or {}).get("owner")
    if not owner:
        group = props.get("group") or props.get("config", {}).get("group") or "data_platform"
        owner = next(g["owner"]["email"] for g in manifest["groups"].values() if g["name"] == group)
    return owner


def _markdown(rows: list[Mapping[str, Any]], *columns: str) -> str:
    """Rows as a Markdown table, in the order of the columns."""
    lines = ["| " + " | ".join(c.replace("_", " ") for c in columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join("" if r.get(c) is None else str(r[c]) for c in columns) + " |" for r in rows]
    return "\n".join(lines)


def feed_key(feed: Feed) -> dg.AssetKey:
    """The asset of a feed is the dbt source that reads it."""
    return dg.AssetKey([feed.source, feed.name])


RUN_PARAMETERS = dg.AssetKey(["warehouse", "run_parameters"])
LANDED_FILES = dg.AssetKey(["warehouse", "landed_files"])
QUARANTINED_ROWS = dg.AssetKey(["warehouse", "quarantined_rows"])
CHECK_RESULTS = dg.AssetKey(["warehouse", "check_results"])
PUBLICATION = dg.AssetKey(["publication", "warehouse"])


@dg.resource(
    config_schema={"as_of": dg.Field(str, default_value="", description="UTC instant to report as of; now when empty.")},
    description="The run: its lock, its clock, its evidence pack.",
)
def run_resource(context: dg.InitResourceContext) -> Iterator[Run]:
    text = context.resource_config["as_of"]
    as_of = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC) if text else None
    with open_run(WORKSPACE, context.run_id, trigger=_trigger(context), as_of=as_of) as run:
        yield run


def _trigger(context: dg.InitResourceContext) -> str:
    tags = context.run.tags if context.run else {}
    for tag, name in (("dagster/schedule_name", "schedule"), ("dagster/sensor_name", "sensor")):
        if tag in tags:
            return f"{name} {tags[tag]}"
    return tags.get("opsfacts/trigger", "user")


# --- landing ---------------------------------------------------------------------------------------------------------


@dg.asset(
    key=RUN_PARAMETERS,
    group_name="landing",
    owners=[PLATFORM_OWNER],
    kinds={"json"},
    required_resource_keys={"run"},
    description="Inputs of the run that are not files: its id and the instant it reports as of.",
)
def run_parameters(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    run: Run = context.resources.run
    return dg.MaterializeResult(metadata={"run id": run.run_id, "as of (UTC)": run.as_of.isoformat(sep=" ")})


def _feed_asset(feed: Feed) -> dg.AssetsDefinition:
    @dg.asset(
        key=feed_key(feed),
        deps=[RUN_PARAMETERS],
        group_name="landing",
        owners=[feed.owner],
        kinds={"parquet", *sorted({form.format for form in feed.forms})[:2]},  # Dagster shows three
        required_resource_keys={"run"},
        description=feed.description,
        metadata={
            "files": _patterns(feed),
            "formats": ", ".join(dict.fromkeys(form.format for form in feed.forms)),
            "time zone of the export": ", ".join(dict.fromkeys(form.source_timezone for form in feed.forms)),
            "key": ", ".join(feed.key),
            "dagster/column_schema": dg.TableSchema(
                columns=[dg.TableColumn(c, "string", description=feed.column_descriptions.get(c)) for c in feed.columns]
            ),
        },
        freshness_policy=_looked_at_within(feed),
        check_specs=[
            dg.AssetCheckSpec(
                "file_arrived_in_time",
                asset=feed_key(feed),
                description=f"A new file was loaded within {_allowed_age(feed)}. Warns; an old export is still a true one.",
            )
        ],
    )
    def feed_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        run: Run = context.resources.run
        with run.stage("ingest"):
            result = ingest.ingest_feed(WORKSPACE, feed, run.as_of, progress=run.progress)
        refused = [e for e in result.entries if e["status"] == "refused"]
        rows_by_file = dg.MarkdownMetadataValue(
            _markdown(result.entries, "file_name", "status", "row_count", "raw_count", "quarantined_count", "reason", "detail")
        )
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(e["raw_count"] or 0 for e in result.entries if e["status"] == "loaded"),
                "files": rows_by_file,
                "files loaded by this run": result.loaded,
                "files unchanged": result.unchanged,
                "files refused": len(refused),
                "rows quarantined": sum(e["quarantined_count"] or 0 for e in result.entries),
            },
            check_results=[_file_arrived_in_time(feed, run)],
        )

    return feed_asset


def _allowed_age(feed: Feed) -> datetime.timedelta:
    """dbt's own source freshness (`error_after`), which is declared beside the feed."""
    node = next(node for node in MANIFEST["sources"].values() if node["name"] == feed.name)
    limit = node["freshness"]["error_after"]
    return datetime.timedelta(**{limit["period"] + "s": limit["count"]})


def _patterns(feed: Feed) -> str:
    """Which landed files carry the feed, in any of its forms."""
    return ", ".join(dict.fromkeys(form.files for form in feed.forms))


def _looked_at_within(feed: Feed) -> dg.FreshnessPolicy:
    """Dagster's policy asks when the feed was last looked at; the check `file_arrived_in_time`, when a file last came."""
    return dg.FreshnessPolicy.time_window(fail_window=_allowed_age(feed))


def _file_arrived_in_time(feed: Feed, run: Run) -> dg.AssetCheckResult:
    loaded = [e["loaded_at"] for e in ingest.ledger_entries(WORKSPACE, feed.name) if e["status"] == "loaded"]
    newest = datetime.datetime.fromisoformat(max(loaded)).replace(tzinfo=datetime.UTC) if loaded else None
    return dg.AssetCheckResult(
        check_name="file_arrived_in_time",
        passed=newest is not None and run.as_of - newest <= _allowed_age(feed),
        severity=dg.AssetCheckSeverity.WARN,
        description=f"The newest file was loaded at {newest:%Y-%m-%d %H:%M} UTC."
        if newest
        else f"No file matches {_patterns(feed)}.",
    )


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            LANDED_FILES,
            deps=[feed_key(f) for f in FEEDS.values()],
            group_name="landing",
            owners=[PLATFORM_OWNER],
            kinds={"json"},
            description="The ledger: every landed file, what became of it, and how many of its records went where.",
        ),
        dg.AssetSpec(
            QUARANTINED_ROWS,
            deps=[feed_key(f) for f in FEEDS.values()],
            group_name="landing",
            owners=[PLATFORM_OWNER],
            kinds={"parquet"},
            description="Records that could not be parsed, with file, line and reason.",
        ),
    ],
    required_resource_keys={"run"},
)
def ledger(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    run: Run = context.resources.run
    with run.stage("ingest"):
        ingest.ingest_unclaimed(WORKSPACE, FEEDS, run.as_of)
        entries = ingest.ledger_entries(WORKSPACE)
    refused = [e for e in entries if e["status"] != "loaded"]
    yield dg.MaterializeResult(
        asset_key=LANDED_FILES,
        metadata={
            "dagster/row_count": len(entries),
            "set aside": dg.MarkdownMetadataValue(_markdown(refused, "file_name", "feed", "status", "reason", "detail")),
        },
    )
    yield dg.MaterializeResult(
        asset_key=QUARANTINED_ROWS,
        metadata={"dagster/row_count": sum(e["quarantined_count"] or 0 for e in entries)},
    )


# --- gates -----------------------------------------------------------------------------------------------------------


FEED_KEYS = {feed.name: feed_key(feed) for feed in FEEDS.values()}
TABLE_KEYS = {
    f"{node['schema']}.{node['name']}": dg.AssetKey([node["schema"], node["name"]])
    for node in MANIFEST["nodes"].values()
    if node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral"
} | {f"metrics.{q.name}": dg.AssetKey(["metrics", q.name]) for q in metrics.saved_queries(SEMANTIC_MANIFEST)}


def _asset_of(suite: Suite) -> dg.AssetKey:
    return FEED_KEYS[suite.asset] if suite.stage == "gate_1" else TABLE_KEYS[suite.table]


def _gate_checks(stage: str) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            name=stage,
            asset=_asset_of(suite),
            blocking=True,
            description=f"{len(suite.checks)} expectations, owned by {suite.owner}. "
            "A critical failure blocks publication; a warning opens an exception.",
            metadata={
                "expectations": dg.MarkdownMetadataValue(
                    _markdown(
                        [{"check": c.name, "severity": c.severity, "because": c.because} for c in suite.checks],
                        "check",
                        "severity",
                        "because",
                    )
                )
            },
        )
        for suite in load_suites(stage)
    ]


@dg.multi_asset_check(specs=_gate_checks("gate_1"), required_resource_keys={"run"}, can_subset=True)
def gate_1(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Great Expectations on the feeds: does each keep its contract?"""
    yield from _run_gate(context, "gate_1")


@dg.multi_asset_check(specs=_gate_checks("gate_2"), required_resource_keys={"run"}, can_subset=True)
def gate_2(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Great Expectations on facts, marts, reconciliation and metrics: may this be published?"""
    yield from _run_gate(context, "gate_2")


def _run_gate(context: dg.AssetCheckExecutionContext, stage: str) -> Iterator[dg.AssetCheckResult]:
    run: Run = context.resources.run
    wanted = {key.asset_key for key in context.selected_asset_check_keys}
    suites = [suite for suite in load_suites(stage) if _asset_of(suite) in wanted]
    with run.stage(stage):
        results = gates.run_gate(WORKSPACE, stage, run.run_id, progress=run.progress, suites=suites)
    blocking = gates.blocking_failures(results)
    if blocking:
        run.status, run.reason = "blocked", f"{stage}: " + "; ".join(f"{r.check_id} {r.status}" for r in blocking)
    for suite in suites:
        of_asset = [r for r in results if r.asset == suite.asset]
        bad = [r for r in of_asset if r.status in ("failed", "errored")]
        critical = [r for r in bad if r.severity == "critical"]
        yield dg.AssetCheckResult(
            asset_key=_asset_of(suite),
            check_name=stage,
            passed=not bad,
            severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
            description=_sentence(of_asset, bad),
            metadata={
                "failed expectations": dg.MarkdownMetadataValue(_failures(bad) if bad else "none"),
                "passed": sum(r.status == "passed" for r in of_asset),
                "failed": sum(r.status == "failed" for r in of_asset),
                "errored": sum(r.status == "errored" for r in of_asset),
                "not run": sum(r.status == "not_run" for r in of_asset),
                "data docs": dg.MetadataValue.path(str(run.evidence.directory / "data_docs" / "index.html")),
                "evidence": dg.MetadataValue.path(str(run.evidence.directory)),
            },
        )


def _failures(bad: list[gates.CheckResult]) -> str:
    """Each failed expectation with its reason and the keys of failing rows: file and row where the table has them."""
    parts = []
    for result in bad:
        found = result.observed_value or (f"{result.failed_count} rows" if result.failed_count else result.status)
        parts.append(f"**{result.check_id}** ({result.severity}, {result.status}): {found}\n\n*{result.rationale}*")
        if result.examples:
            parts.append(_markdown(list(result.examples), *result.examples[0]))
    return "\n\n".join(parts)


def _sentence(results: list[gates.CheckResult], bad: list[gates.CheckResult]) -> str:
    """What a data owner reads first: which rule broke, on how many rows, and where the first of them is."""
    if not bad:
        return f"All {len(results)} expectations hold."
    parts = []
    for result in bad:
        count = f" on {result.failed_count:,} {'row' if result.failed_count == 1 else 'rows'}" if result.failed_count else ""
        where = ", ".join(f"{key.lstrip('_')} {value}" for key, value in result.examples[0].items()) if result.examples else ""
        parts.append(f"{result.check_id} {result.status}{count}" + (f", first: {where}" if where else ""))
    return "; ".join(parts)


# --- models ----------------------------------------------------------------------------------------------------------

TRANSLATOR = Translator()


@dbt_assets(
    manifest=MANIFEST,
    exclude=f"tag:{transform.AFTER_GATES}",
    dagster_dbt_translator=TRANSLATOR,
    name="models",
    required_resource_keys={"run"},
)
def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Staging, canonical facts and marts, with their data tests, in the private build database."""
    run: Run = context.resources.run
    late = f"tag:{transform.AFTER_MODELS}"
    if context.is_subset:
        first, last = transform.split_selection(MANIFEST, context.selected_asset_keys, TABLE_KEYS)
        selections = [["--select", *names] for names in (first, last) if names]
    else:
        # A full build starts from an empty database: nothing of an earlier or interrupted build can survive in it.
        transform.drop_build_database(WORKSPACE)
        selections = [["--exclude", f"tag:{transform.AFTER_GATES}", late], ["--select", late]]
    for selection in selections:
        yield from _build(context, run, selection)


@dbt_assets(
    manifest=MANIFEST,
    select=f"tag:{transform.AFTER_GATES}",
    dagster_dbt_translator=TRANSLATOR,
    name="check_marts",
    required_resource_keys={"run"},
)
def check_marts(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Marts about the checks of the run, built when the gates have spoken."""
    yield from _build(context, context.resources.run, ["--select", f"tag:{transform.AFTER_GATES}"])


def _build(context: dg.AssetExecutionContext, run: Run, selection: list[str]) -> Iterator[Any]:
    with run.stage("dbt"):
        result = transform.build(WORKSPACE, selection, progress=run.progress)
        run.dbt_results.append(result)
        run.evidence.add_json(f"dbt/invocations/{len(run.dbt_results)}_run_results.json", result.run_results)
        tables = transform.built_tables(WORKSPACE)
    for raw_event in result.events:
        message = DbtCoreCliEventMessage(raw_event=raw_event, event_history_metadata={})
        for event in message.to_default_asset_events(MANIFEST, TRANSLATOR, context, WORKSPACE.dbt_target):
            yield _with_table_metadata(event, raw_event, tables)
    if not result.success:
        failures = result.failures()
        run.reason = "dbt: " + "; ".join(failures)
        raise dg.Failure(description="\n".join(["dbt could not build a publishable warehouse:", *failures]))


def _with_table_metadata(event: Any, raw_event: Mapping[str, Any], tables: Mapping[str, transform.Table]) -> Any:
    if not isinstance(event, dg.Output):
        return event
    node = MANIFEST["nodes"][raw_event["data"]["node_info"]["unique_id"]]
    table = tables.get(f"{node['schema']}.{node['name']}")
    if table is None:
        return event
    described = {c["name"]: c.get("description") for c in node["columns"].values()}
    schema = dg.TableSchema([dg.TableColumn(n, t, description=described.get(n)) for n, t in table.columns])
    return event.with_metadata({**event.metadata, "dagster/row_count": table.row_count, "dagster/column_schema": schema})


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ["metrics", query.name],
            deps=[key for table, key in TABLE_KEYS.items() if table.split(".")[1] in query.models],
            group_name="metrics",
            owners=[PLATFORM_OWNER],
            kinds={"metricflow", "duckdb"},
            description=query.description,
            metadata={"metrics": ", ".join(query.metrics), "grouped by": ", ".join(query.group_by)},
        )
        for query in metrics.saved_queries(SEMANTIC_MANIFEST)
    ],
    required_resource_keys={"run"},
)
def saved_queries(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """The saved queries of the metric layer as tables."""
    run: Run = context.resources.run
    with run.stage("metrics"):
        tables = metrics.materialise(WORKSPACE, progress=run.progress)
    for table in tables:
        run.evidence.add_file(f"metrics/{table.name}.sql", table.sql.encode())
        yield dg.MaterializeResult(
            asset_key=["metrics", table.name],
            metadata={
                "dagster/row_count": table.row_count,
                "dagster/column_schema": dg.TableSchema([dg.TableColumn(n, t) for n, t in table.columns]),
                "SQL": dg.MetadataValue.md(f"```sql\n{table.sql}\n```"),
                "definition": table.definition_sha256,
            },
        )
    run.evidence.add_json("metrics/definitions.json", {t.name: t.definition_sha256 for t in tables})


@dg.asset(
    key=CHECK_RESULTS,
    deps=[key for table, key in TABLE_KEYS.items() if table not in transform.after_gates(MANIFEST)],
    group_name="audit",
    owners=[PLATFORM_OWNER],
    kinds={"json"},
    required_resource_keys={"run"},
    description="Results of both gates and of dbt's tests, beside the index of the checks that should have run.",
)
def check_results(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    run: Run = context.resources.run
    counts = transform.write_check_results(WORKSPACE, MANIFEST, [r.run_results for r in run.dbt_results])
    return dg.MaterializeResult(metadata=dict(counts))


# --- publication -----------------------------------------------------------------------------------------------------


@dg.asset(
    key=PUBLICATION,
    deps=[TABLE_KEYS[f"{n['schema']}.{n['name']}"] for n in transform.public_models(MANIFEST)]
    + [k for t, k in TABLE_KEYS.items() if t.startswith("metrics.")],
    group_name="publication",
    owners=[PLATFORM_OWNER],
    kinds={"duckdb", "parquet"},
    required_resource_keys={"run"},
    description="The version that BI reads: one read-only DuckDB file and Parquet copies, switched atomically.",
)
def publication(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    run: Run = context.resources.run
    with run.stage("dbt"):
        transform.describe(WORKSPACE)
    run.evidence.add_dbt(WORKSPACE.dbt_target)
    with run.stage("publish"):
        fingerprint = input_fingerprint(WORKSPACE)
        newest = newest_version(WORKSPACE)
        if newest is not None and newest.fingerprint == fingerprint:
            run.status, run.reason = "nothing_new", f"the same files and code as version {newest.version}"
            return dg.MaterializeResult(metadata={"version": newest.version, "published": "no: nothing new"})
        published = publish.publish(
            WORKSPACE,
            run_id=run.run_id,
            as_of=run.as_of,
            tables=transform.published_tables(MANIFEST, SEMANTIC_MANIFEST),
            fingerprint=fingerprint,
            metadata={},
            progress=run.progress,
        )
        run.publication = published
        run.status, run.reason = "published", f"version {published.version}"
    return dg.MaterializeResult(
        metadata={
            "version": published.version,
            "tables": len(published.manifest["tables"]),
            "dagster/row_count": sum(table["row_count"] for table in published.manifest["tables"]),
            "folder": dg.MetadataValue.path(str(published.directory)),
            "evidence": dg.MetadataValue.path(str(run.evidence.directory)),
            "data docs": dg.MetadataValue.path(str(run.evidence.directory / "data_docs" / "index.html")),
        }
    )


class RollbackConfig(dg.Config):
    """Which version to switch to, and why."""

    version: str = ""
    reason: str


@dg.op
def switch_version(config: RollbackConfig) -> None:
    """Switch `published/current` to an earlier version (the one before the current when none is named)."""
    publish.rollback(WORKSPACE, config.version or None, reason=config.reason)


@dg.job(executor_def=dg.in_process_executor, description="Take BI back to an earlier published version.")
def rollback() -> None:
    switch_version()


# --- automation ------------------------------------------------------------------------------------------------------

whole_path = dg.define_asset_job(
    "whole_path",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Landing to publication: ingest, gate 1, models, metrics, gate 2, publish.",
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=whole_path,
    cron_schedule="0 5 * * *",
    execution_timezone="Etc/UTC",
    description="Every morning at 05:00 UTC. Publishes nothing when nothing is new.",
)


@dg.sensor(job=whole_path, minimum_interval_seconds=60, description="Starts a run when files have landed.")
def landing_folder(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    pending = ingest.pending_files(WORKSPACE, FEEDS)
    if not pending:
        return dg.SkipReason(f"nothing new in {WORKSPACE.landing.name}")
    # The key names the files as they are now, so that the same files start one run and a changed file starts another.
    return dg.RunRequest(run_key=ingest.pending_key(WORKSPACE, pending), tags={"opsfacts/files": str(len(pending))})


defs = dg.Definitions(
    assets=[
        run_parameters,
        *(_feed_asset(f) for f in FEEDS.values()),
        ledger,
        models,
        saved_queries,
        check_results,
        check_marts,
        publication,
    ],
    asset_checks=[gate_1, gate_2],
    jobs=[whole_path, rollback],
    schedules=[daily],
    sensors=[landing_folder],
    resources={"run": run_resource},
    executor=dg.in_process_executor,
)
