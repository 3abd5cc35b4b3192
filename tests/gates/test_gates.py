"""What a gate does as a whole: which states its checks can have, what it writes, and what it must never do."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from small_world import ROWS, create_marts, create_raw

from expectations.suite import DATA_PLATFORM, Suite, load_suites, no_rows, not_empty, rows_where
from orchestration.feeds import load_feeds
from orchestration.gates import RESULT_COLUMNS, CheckResult, blocking_failures, check_index, run_gate
from orchestration.workspace import PROJECT_ROOT, Workspace

RUN = "run-1"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A home after ingest and dbt: every feed has landed once, and every mart is built."""
    workspace = Workspace(home=tmp_path, landing=tmp_path / "landing")
    workspace.build.mkdir()
    workspace.run_parameters.write_text(json.dumps({"run_id": RUN, "as_of_at": "2026-01-31T00:00:00"}))
    with duckdb.connect() as connection:
        create_raw(connection)
        for feed in ROWS["raw"]:
            write_raw(connection, workspace, feed)
            write_ledger(workspace, feed, status="loaded", row_count=1, raw_count=1, quarantined_count=0)
    with duckdb.connect(str(workspace.build_database)) as connection:
        connection.begin()
        create_marts(connection)
        connection.commit()
    return workspace


def write_raw(connection: duckdb.DuckDBPyConnection, workspace: Workspace, feed: str, where: str = "true") -> None:
    folder = workspace.raw / feed
    folder.mkdir(parents=True, exist_ok=True)
    connection.execute(f"copy (from raw.{feed} where {where}) to '{folder / f'{feed}.parquet'}'")
    connection.execute(f"copy (from raw.{feed} limit 0) to '{folder / 'schema.parquet'}'")


def write_ledger(workspace: Workspace, feed: str, **entry: object) -> None:
    folder = workspace.ledger / feed
    folder.mkdir(parents=True, exist_ok=True)
    known = {"feed": feed, "file_name": f"{feed}.csv", "file_sha256": feed, "loaded_at": "2026-01-31T00:00:00"}
    (folder / f"{entry['status']}.json").write_text(json.dumps(known | entry))


def only(asset: str) -> list[Suite]:
    return [suite for suite in load_suites() if suite.asset == asset]


def states(results: list[CheckResult]) -> dict[str, set[str]]:
    """Check ids by status, without those that passed."""
    found: dict[str, set[str]] = {}
    for result in results:
        if result.status != "passed":
            found.setdefault(result.status, set()).add(result.check_id)
    return found


@pytest.mark.parametrize("stage", ["gate_1", "gate_2"])
def test_every_check_of_the_index_has_one_result_and_sound_data_passes(workspace: Workspace, stage: str) -> None:
    steps: list[str] = []
    results = run_gate(workspace, stage, RUN, progress=steps.append)
    assert states(results) == {}
    assert [r.check_id for r in results] == [r.check_id for r in check_index(stage)]
    assert len(steps) == len(load_suites(stage))

    lines = (workspace.check_results / f"{stage}.json").read_text().splitlines()
    written = [json.loads(line) for line in lines]
    assert [tuple(line) for line in written] == [RESULT_COLUMNS] * len(results)
    assert [line["check_id"] for line in written] == [r.check_id for r in results]

    evidence = workspace.evidence / RUN
    for suite in load_suites(stage):
        document = json.loads((evidence / "great_expectations" / stage / f"{suite.asset}.json").read_text())
        declared = json.loads((evidence / "great_expectations" / stage / "suites" / f"{suite.asset}.json").read_text())
        assert len(document["results"]) == len(declared["expectations"]) == len(suite.checks)
        assert declared["meta"]["owner"] == suite.owner
        assert (evidence / "data_docs" / stage / f"{suite.asset}.html").exists()


def test_the_gate_needs_no_network_and_lets_go_of_the_database(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError(f"a gate reached for the network: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    run_gate(workspace, "gate_2", RUN, suites=only("core.fct_tickets"))
    with duckdb.connect(str(workspace.build_database)) as connection:
        connection.execute("create table written_after_the_gate as select 1 as n")


def test_damage_to_one_table_fails_the_checks_it_breaks_and_no_others(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.build_database)) as connection:
        connection.execute("update audit.reconciliation set right_value = 0, difference = 1 where object = 'ekko'")
    results = run_gate(workspace, "gate_2", RUN)
    assert states(results) == {"failed": {"audit.reconciliation.difference_is_zero"}}
    (blocking,) = blocking_failures(results)
    assert blocking.failed_count == 1
    assert blocking.examples[0]["object"] == "ekko"
    assert blocking.examples[0]["difference"] == "1.0000"


def test_a_failed_check_names_file_row_and_key_but_not_every_row(workspace: Workspace) -> None:
    with duckdb.connect() as connection:
        create_raw(connection)
        connection.execute("update raw.ekpo set menge = 'many', txz01 = 'text of a person'")
        connection.execute("insert into raw.ekpo select r.* replace (n as _row_number) from raw.ekpo r, range(2, 301) t(n)")
        write_raw(connection, workspace, "ekpo")
    write_ledger(workspace, "ekpo", status="loaded", row_count=300, raw_count=300, quarantined_count=0)
    results = run_gate(workspace, "gate_1", RUN, feeds=["ekpo"])
    assert states([r for r in results if r.asset == "ekpo"]) == {"failed": {"ekpo.menge_is_number", "ekpo.key_once_per_file"}}
    failed = next(r for r in results if r.check_id == "ekpo.menge_is_number")
    assert failed.blocks
    assert failed.failed_count == 300
    assert failed.examples[0] == {"_file_name": "ekpo.csv", "_row_number": 1, "ebeln": "45001", "ebelp": "10"}
    assert len(failed.examples) == 20
    everything = "".join(p.read_text() for p in (workspace.evidence / RUN).rglob("*") if p.is_file())
    assert "text of a person" not in everything


def test_a_feed_that_never_landed_is_not_run_and_the_others_are(workspace: Workspace) -> None:
    for path in (*(workspace.ledger / "ekko").iterdir(), *(workspace.raw / "ekko").iterdir()):
        path.unlink()
    results = run_gate(workspace, "gate_1", RUN, suites=only("ekko") + only("ekpo"))
    assert states(results) == {"not_run": {r.check_id for r in results if r.asset == "ekko"}}
    assert {r.observed_value for r in results if r.status == "not_run"} == {"Nothing has landed for ekko."}
    assert blocking_failures(results) == []


def test_a_feed_whose_files_were_all_refused_fails(workspace: Workspace) -> None:
    (workspace.raw / "ekko" / "ekko.parquet").unlink()
    (workspace.ledger / "ekko" / "loaded.json").unlink()
    write_ledger(workspace, "ekko", status="refused", reason="missing_columns")
    results = run_gate(workspace, "gate_1", RUN, suites=only("ekko"))
    assert states(results) == {"failed": {"ekko.not_empty", "ekko.no_refused_files"}}
    assert [r.check_id for r in blocking_failures(results)] == ["ekko.not_empty"]


def test_a_corrected_export_under_the_same_name_clears_the_refusal(workspace: Workspace) -> None:
    write_ledger(workspace, "ekko", status="refused", reason="missing_columns", loaded_at="2026-01-30T00:00:00")
    assert states(run_gate(workspace, "gate_1", RUN, suites=only("ekko"))) == {}


def test_equal_snapshots_of_two_days_are_each_counted_once(workspace: Workspace) -> None:
    roster = "workforce_vendor_roster"
    first, later = workspace.raw / roster / f"{roster}.parquet", workspace.raw / roster / "later.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * replace ('later.csv' as _file_name) from '{first}') to '{later}'")
    (workspace.ledger / roster / "loaded.json").rename(workspace.ledger / roster / "first.json")
    write_ledger(workspace, roster, status="loaded", file_name="later.csv", row_count=1, raw_count=1, quarantined_count=0)
    assert states(run_gate(workspace, "gate_1", RUN, suites=only(roster))) == {}

    later.unlink()
    results = run_gate(workspace, "gate_1", RUN, suites=only(roster))
    assert states(results) == {"failed": {f"{roster}.rows_match_ledger"}}


def test_an_empty_fact_fails_only_if_the_accounting_expects_rows_of_it(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.build_database)) as connection:
        connection.execute("delete from core.fct_takedown_cases")
    results = run_gate(workspace, "gate_2", RUN, suites=only("core.fct_takedown_cases"))
    assert states(results) == {"failed": {"core.fct_takedown_cases.not_empty"}}

    with duckdb.connect(str(workspace.build_database)) as connection:
        connection.execute(
            "update audit.reconciliation set excluded_value = left_value where object like '% to fct_takedown_cases'"
        )
    assert states(run_gate(workspace, "gate_2", RUN, suites=only("core.fct_takedown_cases"))) == {}


def test_where_nothing_has_landed_empty_tables_are_sound(workspace: Workspace) -> None:
    """What is left are the calendars, the days, the declared policies and the accounting of feeds without rows."""
    with duckdb.connect(str(workspace.build_database)) as connection:
        for table in {suite.table for suite in load_suites("gate_2")} - {
            "core.dim_calendar_intervals",
            "core.dim_date",
            "core.dim_policies",
        }:
            connection.execute(f"delete from {table}" + (" where object <> 'ekko'" if table == "audit.reconciliation" else ""))
    assert states(run_gate(workspace, "gate_2", RUN)) == {}


def test_a_mart_that_is_not_there_is_errored(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.build_database)) as connection:
        connection.execute("drop table core.fct_takedown_cases")
    results = run_gate(workspace, "gate_2", RUN, suites=only("core.fct_takedown_cases"))
    assert {r.status for r in results} == {"errored"}
    assert len(blocking_failures(results)) == sum(r.severity == "critical" for r in results) > 0


def test_a_check_that_breaks_is_errored_and_blocks_but_a_warning_does_not(workspace: Workspace) -> None:
    suite = Suite(
        asset="core.dim_teams",
        stage="gate_2",
        owner=DATA_PLATFORM,
        keys=("team_id",),
        checks=(
            not_empty(),
            rows_where("broken", "no_such_column > 1", "Because."),
            rows_where("untidy", "team_id is not null", "Because.", "warning"),
            no_rows("sound", "select team_id from {batch} where team_id is null", "Because."),
        ),
    )
    results = run_gate(workspace, "gate_2", RUN, suites=[suite])
    assert [r.status for r in results] == ["passed", "errored", "failed", "passed"]
    assert "no_such_column" in results[1].observed_value
    assert [r.check_id for r in blocking_failures(results)] == ["core.dim_teams.broken"]


def test_checks_of_feeds_outside_the_run_are_recorded_as_not_run(workspace: Workspace) -> None:
    results = run_gate(workspace, "gate_1", RUN, feeds=["mkpf"])
    assert [r.check_id for r in results] == [r.check_id for r in check_index("gate_1")]
    assert {r.asset for r in results if r.status == "passed"} == {"mkpf"}
    assert {r.observed_value for r in results if r.status == "not_run"} == {"Not part of this run."}


def test_data_docs_show_both_gates_and_load_nothing_from_elsewhere(workspace: Workspace) -> None:
    run_gate(workspace, "gate_1", RUN, suites=only("ekko"))
    run_gate(workspace, "gate_2", RUN, suites=only("core.dim_teams"))
    docs = workspace.evidence / RUN / "data_docs"
    pages = list(docs.rglob("*.html"))
    assert len(pages) == 3
    for page in pages:
        html = page.read_text()
        assert not re.search(r"<script|<link|<img|src=|url\(|https?:", html), page
        for target in re.findall(r'href="([^"#]+)', html):
            assert (page.parent / target).exists(), (page, target)
    index = (docs / "index.html").read_text()
    assert "Gate 1" in index
    assert "Gate 2" in index


def test_the_index_of_checks_costs_no_import_of_great_expectations() -> None:
    script = (
        "import sys; from orchestration.gates import check_index; assert len(check_index()) > 100;"
        "sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=PROJECT_ROOT).returncode == 0


def test_every_feed_and_every_suite_is_complete() -> None:
    assert {suite.asset for suite in load_suites("gate_1")} == set(load_feeds())
    for suite in load_suites():
        assert suite.owner.endswith("@opsfacts.example")
        for check in suite.checks:
            assert check.because.endswith("."), suite.check_id(check)
            assert check.severity in ("critical", "warning", "info")


def test_every_core_fact_and_mart_has_a_suite() -> None:
    marts = PROJECT_ROOT / "dbt_project" / "models" / "marts"
    models = {f"{path.parent.name}.{path.stem}" for path in marts.glob("*/*.sql")}
    # The audit marts besides the reconciliation restate the ledger and the checks; their rules are dbt tests.
    models = {model for model in models if not model.startswith("audit.")} | {"audit.reconciliation"}
    assert {suite.table for suite in load_suites("gate_2")} == models
