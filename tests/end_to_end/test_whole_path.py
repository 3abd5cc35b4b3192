"""What a run on the example exports leaves behind, as an analyst, an auditor and an operator find it."""

from __future__ import annotations

import csv
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from command import AS_OF, opsfacts
from journey import EXAMPLES, assert_published_whole, history

from orchestration import gates
from orchestration.feeds import load_feeds
from orchestration.ingest import ledger_entries
from orchestration.metrics import saved_queries
from orchestration.transform import public_models
from orchestration.workspace import Workspace

# Columns of the exports that hold persons or free text.
PRIVATE = {
    "ekko": ["ernam", "verkf", "telf1", "description"],
    "ekpo": ["txz01"],
    "mkpf": ["usnam", "bktxt"],
    "mseg": ["sgtxt", "wempf"],
    "bkpf": ["usnam", "bktxt"],
    "incident_event_log": ["caller_id", "opened_by", "sys_created_by", "sys_updated_by", "resolved_by"],
    "takedown_cases": ["filename", "description"],
}


@pytest.fixture(scope="module")
def place(examples_home: Path):
    return Workspace(examples_home, EXAMPLES)


@pytest.fixture(scope="module")
def published(examples_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opened as the README tells BI tools to."""
    settings = {"access_mode": "READ_ONLY", "enable_external_access": "false", "lock_configuration": "true"}
    with duckdb.connect(str(examples_home / "published/current/opsfacts.duckdb"), config=settings) as connection:
        yield connection


@pytest.fixture(scope="module")
def manifest(examples_home: Path) -> dict:
    return json.loads((examples_home / "dbt/manifest.json").read_text())


@pytest.fixture(scope="module")
def promised(examples_home: Path, manifest: dict) -> set[str]:
    """`schema.table` of every public model and every saved query."""
    semantic = json.loads((examples_home / "dbt/semantic_manifest.json").read_text())
    models = {f"{node['schema']}.{node['name']}" for node in public_models(manifest)}
    return models | {f"metrics.{query.name}" for query in saved_queries(semantic)}


@pytest.fixture(scope="module")
def pack(place) -> Path:
    (directory,) = (path for path in place.evidence.iterdir() if path.is_dir())
    return directory


def test_what_is_published_is_whole(place) -> None:
    assert assert_published_whole(place).startswith("000001-")


def test_what_is_published_is_read_only(published) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        published.execute("create table core.mine (a int)")


def test_every_public_model_and_saved_query_is_published_in_both_forms(examples_home, published, promised) -> None:
    tables = {
        f"{schema}.{name}"
        for schema, name in published.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name <> 'publication'"
        ).fetchall()
    }
    assert tables == promised
    assert len(tables) >= 30
    parquet = examples_home / "published/current/parquet"
    assert {".".join(path.relative_to(parquet).with_suffix("").parts) for path in parquet.rglob("*")} - {
        path.name for path in parquet.iterdir()
    } == promised
    with duckdb.connect() as connection:
        connection.execute(f"attach '{examples_home}/published/current/opsfacts.duckdb' as published (read_only)")
        for table in sorted(promised):
            copy = f"read_parquet('{parquet}/{table.replace('.', '/')}.parquet')"
            for left, right in ((f"published.{table}", copy), (copy, f"published.{table}")):
                query = f"select count(*) from (select * from {left} except all select * from {right})"
                assert connection.execute(query).fetchone() == (0,), table


def test_every_fact_has_rows(published, promised) -> None:
    empty = [t for t in promised if published.execute(f"select count(*) from {t}").fetchone() == (0,)]
    assert empty == ["audit.quarantined_rows"]


def test_every_published_table_and_column_is_described(published) -> None:
    tables = published.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall()
    columns = published.execute(
        "select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns() where not internal"
    ).fetchall()
    assert len(columns) > len(tables) >= 30
    assert [name for name, comment in tables + columns if not (comment or "").strip()] == []


def test_a_second_run_finds_nothing_new_quickly_and_changes_nothing(examples_home, place) -> None:
    def state() -> dict[str, tuple[int, int]]:
        kept = [path for path in examples_home.rglob("*") if path.is_file() and path.name != "writer.lock"]
        return {str(path.relative_to(examples_home)): (path.stat().st_size, path.stat().st_mtime_ns) for path in kept}

    before = state()
    started = time.perf_counter()
    result = opsfacts("run", "--as-of", AS_OF, home=examples_home, landing=EXAMPLES)
    assert time.perf_counter() - started < 3
    assert result.stdout.startswith("Nothing new in ")
    assert result.stdout.rstrip().endswith("Nothing published.")
    assert state() == before


def test_the_evidence_verifies(examples_home) -> None:
    said = opsfacts("verify", home=examples_home, landing=EXAMPLES).stdout
    assert said.startswith("1 evidence packs, ")
    assert said.endswith("The chain, every pack and every published file are as they were sealed.\n")


def test_every_check_has_exactly_one_result_and_was_run(published, manifest) -> None:
    after_gates = {name for name, node in manifest["nodes"].items() if "after_gates" in node["tags"]}
    assert len(after_gates) == 1, "fct_check_results, whose own tests run after it"
    expected = [result.check_id for result in gates.check_index()] + [
        f"dbt.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node") not in after_gates
    ]
    results = published.execute("select check_id, status, severity from audit.fct_check_results").fetchall()
    assert Counter(check_id for check_id, _, _ in results) == Counter(expected)
    assert len(expected) > 500
    assert [r for r in results if r[1] not in ("passed", "failed")] == []
    assert [r for r in results if r[1] == "failed" and r[2] == "critical"] == []


def test_nothing_is_lost_between_the_stages(published) -> None:
    bridges = published.execute("select stage, object, difference from audit.reconciliation").fetchall()
    assert [bridge for bridge in bridges if bridge[2] != 0] == []
    feeds = load_feeds()
    staged = {f"{name}.{record}" for name, feed in feeds.items() for record in feed.records}
    staged |= {name for name, feed in feeds.items() if not feed.records}
    assert {name for found, name, _ in bridges if found == "landed_to_raw"} == set(feeds)
    assert {name for found, name, _ in bridges if found == "raw_to_staging"} == staged
    assert {stage for stage, _, _ in bridges} == {"landed_to_raw", "raw_to_staging", "staging_to_fact"}


def test_the_ledger_accounts_for_every_landed_file_and_record(place, published) -> None:
    entries = ledger_entries(place)
    landed = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file())
    assert sorted(entry["file_name"] for entry in entries) == landed
    assert {entry["status"] for entry in entries} == {"loaded"}
    assert all(entry["row_count"] == entry["raw_count"] + entry["quarantined_count"] > 0 for entry in entries)
    with duckdb.connect() as connection:
        for entry in entries:
            raw = f"read_parquet('{place.raw}/{entry['feed']}/{entry['raw_stem']}.parquet')"
            assert connection.execute(f"select count(*) from {raw}").fetchone() == (entry["raw_count"],)
    rows = published.execute("select sum(row_count), count(*) from audit.landed_files").fetchone()
    assert rows == (sum(entry["row_count"] for entry in entries), len(landed))


def test_a_published_number_leads_to_its_file_and_row(place, published) -> None:
    sha256, row, ticket = published.execute(
        "select source_file_sha256, source_row_number, ticket_id from core.fct_tickets"
        " where source_system = 'servicenow' order by all limit 1"
    ).fetchone()
    (file_name,) = published.execute("select file_name from audit.landed_files where file_sha256 = ?", [sha256]).fetchone()
    with duckdb.connect() as connection:
        landed = f"read_csv('{EXAMPLES / file_name}', all_varchar = true)"
        found = connection.execute(f"select number from {landed} limit 1 offset {row - 1}").fetchone()
    assert found == (ticket,)


def test_no_person_and_no_free_text_is_published(place, published) -> None:
    texts: set[str] = set()
    columns = published.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and not internal"
    ).fetchall()
    for schema, table, column in columns:
        rows = published.execute(f'select distinct "{column}" from {schema}.{table} where "{column}" is not null').fetchall()
        texts |= {text for (text,) in rows}
    assert len(texts) > 10_000
    assert [text for text in texts if re.search(r"[^\s@]+@[^\s@]+\.\w", text)] == []
    private: set[str] = set()
    with duckdb.connect() as connection:
        for feed, names in PRIVATE.items():
            for name in names:
                rows = connection.execute(
                    f"select distinct trim({name}) from read_parquet('{place.raw}/{feed}/*.parquet', union_by_name = true) "
                    f"where length(trim({name})) > 4 and trim({name}) <> '00/00/0000'"
                ).fetchall()
                private |= {text for (text,) in rows}
    assert len(private) > 200
    everything = "\n".join(texts)
    assert sorted(text for text in private if text in texts or (" " in text and text in everything)) == []


def test_the_evidence_pack_holds_what_an_auditor_asks_for(pack, promised) -> None:
    names = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    expected = {
        *("run_start.json", "run_manifest.json", "SHA256SUMS", "REPERFORM.txt", "log.txt", "seconds.json"),
        *("inputs/ledger.json", "access.json", "exceptions.json", "outputs/publication.json", "data_docs/index.html"),
        *("dbt/manifest.json", "dbt/run_results.json", "dbt/semantic_manifest.json"),
        *("metrics/definitions.json", "metrics/definition_hashes.json"),
        *("checks/gate_1.json", "checks/gate_2.json", "checks/dbt.json"),
    }
    expected |= {f"metrics/{name.split('.')[1]}.sql" for name in promised if name.startswith("metrics.")}
    for suite in gates.load_suites():
        expected |= {f"great_expectations/{suite.stage}/{folder}{suite.asset}.json" for folder in ("", "suites/")}
    assert expected - names == set()
    assert any(name.startswith("dbt/compiled/") and name.endswith("fct_tickets.sql") for name in names)

    manifest = json.loads((pack / "run_manifest.json").read_text())
    assert (manifest["status"], manifest["as_of_at"], manifest["trigger"]) == ("published", f"{AS_OF}Z", "command line")
    filled = {
        *("run_id", "operator", "started_at", "ended_at", "environment", "input_totals", "seed_sha256", "checks", "published"),
        *("current_version", "files", "sequence"),
    }
    assert {name for name in filled if not manifest[name]} == set()
    assert manifest["prev_manifest_sha256"] is None
    assert {"duckdb", "dbt-core", "great-expectations", "dagster", "metricflow"} <= manifest["environment"]["versions"].keys()
    assert manifest["environment"]["git"].keys() >= {"commit", "dirty"}
    totals = {table["schema"] + "." + table["name"]: table["control_totals"] for table in manifest["published"]["tables"]}
    assert totals.keys() == promised
    assert {t["column"] for t in totals["core.fct_purchase_orders"]} >= {"ordered_amount"}


def test_no_record_is_in_the_evidence(pack) -> None:
    """A pack may be handed out: descriptions of order lines and the people in the exports are not in it."""
    with (EXAMPLES / "sap/EKPO.csv").open(encoding="utf-8-sig", newline="") as lines:
        texts = {row["TXZ01"] for row in csv.DictReader(lines) if " " in row["TXZ01"]}
    with (EXAMPLES / "takedowns/2026-COMPILED-DATA.csv").open(encoding="utf-8-sig", newline="") as lines:
        texts |= {row["Filename"] for row in csv.DictReader(lines)}
    assert len(texts) > 50
    content = "\n".join(path.read_text(errors="replace") for path in pack.rglob("*") if path.is_file())
    assert sorted(text for text in texts if text in content) == []


def test_every_step_is_in_the_run_history(examples_home, pack, promised) -> None:
    """The command runs, in process, the Dagster job of the UI: each asset is materialised, each asset check evaluated."""
    found = history(examples_home, EXAMPLES, pack.name)
    assert found["status"] == "SUCCESS"
    assert promised <= {".".join(key) for key in found["materialised"]}
    assert found["not_materialised"] == []
    assert found["not_evaluated"] == []
    assert len(found["evaluations"]) > 300
    failed = [evaluation for evaluation in found["evaluations"] if not evaluation["passed"]]
    assert {evaluation["severity"] for evaluation in failed} <= {"WARN"}
