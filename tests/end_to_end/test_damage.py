"""One warehouse on bad days: a damaged file, a feed that breaks its contract, its correction, a step back.

The days follow each other; each is a fixture that goes on where the one before ended and keeps what its tests look at.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from command import AS_OF, opsfacts
from journey import (
    MORE_INCIDENTS,
    TRUNCATED,
    Updated,
    assert_published_whole,
    export,
    findings,
    history,
    incidents,
    workspace,
    write_rows,
)

from orchestration.evidence import files_below, sha256_file
from orchestration.ingest import ledger_entries
from orchestration.publish import current_version, versions, writer_lock

WRONG_DATES = "servicenow/incident_event_log_wrong_dates.csv"


@dataclass(frozen=True)
class Day:
    """How a run ended, and what it left."""

    result: subprocess.CompletedProcess[str]
    entries: dict[str, dict]
    pack: Path
    manifest: dict
    published_before: dict[str, str]
    published_after: dict[str, str]


def hashes(folder: Path) -> dict[str, str]:
    return {name: "link" if path.is_symlink() else sha256_file(path) for name, path in files_below(folder).items()}


def run(updated: Updated) -> Day:
    place = workspace(updated.home, updated.landing)
    before = hashes(place.published)
    packs = set(place.evidence.iterdir())
    result = opsfacts("run", "--as-of", AS_OF, home=updated.home, landing=updated.landing, check=False)
    (pack,) = set(place.evidence.iterdir()) - packs
    entries = {entry["file_name"]: entry for entry in ledger_entries(place) if entry["is_in_landing"]}
    return Day(result, entries, pack, json.loads((pack / "run_manifest.json").read_text()), before, hashes(place.published))


@pytest.fixture(scope="module")
def place(updated: Updated):
    return workspace(updated.home, updated.landing)


@pytest.fixture(scope="module")
def blocked(updated: Updated) -> Day:
    """ServiceNow's date format changed: every stamp of a newly landed file is in ISO form, which is not declared."""
    header, *rows = incidents(100, 40)
    for row in rows:
        row[header.index("opened_at")] = "2026-02-03T08:15:00Z"
    write_rows(updated.landing / WRONG_DATES, [header, *rows])
    return run(updated)


@pytest.fixture(scope="module")
def blocked_history(blocked: Day, updated: Updated) -> dict:
    return history(updated.home, updated.landing)


@pytest.fixture(scope="module")
def corrected(blocked: Day, blocked_history: dict, updated: Updated) -> Day:
    """The owner of the feed sends the same file with the right dates."""
    write_rows(updated.landing / WRONG_DATES, incidents(100, 40))
    return run(updated)


def test_a_damaged_file_is_refused_and_the_others_are_published(updated: Updated, place) -> None:
    version = place.published / "versions" / updated.version
    with duckdb.connect() as connection:
        connection.execute(f"attach '{version}/opsfacts.duckdb' as published (read_only)")
        ledger = {
            name: (status, reason, rows)
            for name, status, reason, rows in connection.execute(
                "select file_name, status, reason, raw_count from published.audit.landed_files"
            ).fetchall()
        }
        tickets = connection.execute("select count(*) from published.core.fct_tickets where ticket_id like 'INC9%'").fetchone()
        lost = connection.execute("select count(*) from published.audit.reconciliation where difference <> 0").fetchone()
    assert ledger.pop(TRUNCATED) == ("refused", "truncated_gzip", 0)
    assert {status for status, _, _ in ledger.values()} == {"loaded"}
    assert ledger[MORE_INCIDENTS][2] == len(incidents(1, 40)) - 1
    assert (tickets, lost) == ((40,), (0,))
    assert "12 loaded, 1 refused" in updated.output
    assert f"refused: {TRUNCATED}: " in updated.output


def test_a_feed_that_breaks_its_contract_blocks_publication(blocked: Day, updated: Updated, place) -> None:
    assert blocked.result.returncode == 1
    assert "blocked (gate_1: incident_event_log.opened_at_parses failed)" in blocked.result.stdout
    assert "published  nothing; what stood before stands" in blocked.result.stdout
    assert blocked.published_after == blocked.published_before
    assert blocked.manifest["current_version"] == updated.version
    assert (blocked.manifest["status"], blocked.manifest["published"]) == ("blocked", None)


def test_the_evidence_of_a_blocked_run_names_check_file_and_row(blocked: Day) -> None:
    results = json.loads((blocked.pack / "great_expectations/gate_1/results.json").read_text())
    (failed,) = (r for r in results if r["severity"] == "critical" and r["status"] != "passed")
    assert failed["check_id"] == "incident_event_log.opened_at_parses"
    assert failed["failed_count"] == len(incidents(100, 40)) - 1
    assert failed["examples"]
    assert {example["_file_name"] for example in failed["examples"]} == {WRONG_DATES}
    assert failed["examples"][0].keys() >= {"_row_number", "number"}
    exceptions = json.loads((blocked.pack / "exceptions.json").read_text())
    assert "incident_event_log.opened_at_parses" in {e["check_id"] for e in exceptions if e["status"] == "failed"}


def test_dagster_shows_the_failed_check_and_ran_nothing_behind_it(blocked: Day, blocked_history: dict) -> None:
    assert blocked_history["run_id"] == blocked.manifest["run_id"]
    assert blocked_history["status"] == "FAILURE"
    failed = [e for e in blocked_history["evaluations"] if not e["passed"] and e["severity"] == "ERROR"]
    assert [(e["asset"][-1], e["check"], e["blocking"]) for e in failed] == [("incident_event_log", "gate_1", True)]
    assert "opened_at_parses" in failed[0]["description"]
    assert WRONG_DATES in failed[0]["failed"]
    reached = {key[0] for key in blocked_history["materialised"]}
    assert not reached & {"core", "support", "metrics", "publication"}
    assert "incident_event_log" in {key[-1] for key in blocked_history["materialised"]}
    assert ["publication", "warehouse"] not in blocked_history["materialised"]


def test_a_blocked_warehouse_says_so_again(blocked: Day, updated: Updated) -> None:
    """Nothing is pending, but what is loaded was never published: a run must not pass that over as nothing new."""
    from orchestration.run import nothing_new

    assert not nothing_new(workspace(updated.home, updated.landing))


def test_the_corrected_file_takes_the_place_of_the_bad_one(blocked: Day, corrected: Day, place) -> None:
    assert corrected.result.returncode == 0, corrected.result.stderr[-3000:]
    assert corrected.manifest["status"] == "published"
    bad, good = blocked.entries[WRONG_DATES], corrected.entries[WRONG_DATES]
    assert (bad["status"], good["status"]) == ("loaded", "loaded")
    superseded = [entry for entry in ledger_entries(place) if entry["status"] == "superseded"]
    assert [entry["file_sha256"] for entry in superseded] == [bad["file_sha256"]]
    assert "1 superseded" in corrected.result.stdout
    assert assert_published_whole(place) == corrected.manifest["published"]["version"]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{place.published}/current/opsfacts.duckdb' as published (read_only)")
        counts = connection.execute(
            "select count(*) filter (opened_at is null), count(*) from published.core.fct_tickets where ticket_id like 'INC9%'"
        ).fetchone()
        lost = connection.execute("select count(*) from published.audit.reconciliation where difference <> 0").fetchone()
    assert (counts, lost) == ((0, 80), (0,))


def test_a_second_writer_is_told_who_is_writing_and_changes_nothing(corrected: Day, updated: Updated, place) -> None:
    def state() -> dict[str, str]:
        return {name: sha256_file(p) for name, p in files_below(updated.home).items() if not p.is_symlink()}

    with writer_lock(place):
        before = state()
        for command in (["run", "--force"], ["run"], ["rollback", "--reason", "numbers look odd"]):
            result = opsfacts(*command, home=updated.home, landing=updated.landing, check=False)
            assert result.returncode == 2, command
            assert "is held by process" in result.stderr
            assert f"process {place.build.joinpath('writer.lock').read_text()}, which is writing" in result.stderr
            assert "Traceback" not in result.stderr
        assert state() == before


def test_a_step_back_stays_until_something_new_lands(corrected: Day, updated: Updated, place, tmp_path: Path) -> None:
    def opsfacts_here(*arguments: str) -> str:
        return opsfacts(*arguments, home=updated.home, landing=updated.landing).stdout

    newest = current_version(place)
    assert opsfacts_here("rollback", "--reason", "figures are being looked at") == f"BI now reads {updated.version}\n"
    assert assert_published_whole(place) == updated.version
    lines = opsfacts_here("versions").splitlines()
    assert [line.split()[0] for line in lines] == versions(place)
    assert [line.split()[0] for line in lines if line.endswith("<- current")] == [updated.version]
    assert opsfacts_here("run", "--as-of", AS_OF).startswith("Nothing new")
    assert current_version(place) == updated.version
    assert opsfacts_here("rollback", "--version", newest, "--reason", "figures are right") == f"BI now reads {newest}\n"
    assert findings(place) == []
    assert export(updated.home, tmp_path / "a", newest).keys() == export(updated.home, tmp_path / "b", updated.version).keys()
