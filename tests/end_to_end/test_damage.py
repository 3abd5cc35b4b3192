"""A warehouse on bad days: a damaged file, a feed that breaks its contract, its correction, a second writer, a step back."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import duckdb
import pytest
from command import opsfacts
from journey import LATER, MORE_INCIDENTS, TRUNCATED, BadDays, assert_published_whole, findings, hashes, history, incidents

from orchestration.ingest import ledger_entries
from orchestration.publish import versions, writer_lock

NEW_INCIDENTS = "select count(opened_at), count(*) from published.core.fct_tickets where ticket_id like 'INC9%'"


def query(bad_days: BadDays, sql: str) -> list[tuple]:
    """Asks the version that the correction published."""
    version = bad_days.corrected.manifest["published"]["version"]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{bad_days.place.published}/versions/{version}/opsfacts.duckdb' as published (read_only)")
        return connection.execute(sql).fetchall()


def test_a_damaged_file_is_refused_and_the_others_are_published(bad_days: BadDays) -> None:
    rows = query(bad_days, "select file_name, status, reason, raw_count from published.audit.landed_files where is_in_landing")
    ledger = {name: (status, reason, count) for name, status, reason, count in rows}
    assert ledger.pop(TRUNCATED) == ("refused", "truncated_gzip", 0)
    assert {status for status, _, _ in ledger.values()} == {"loaded"}
    assert ledger[MORE_INCIDENTS][2] == len(incidents(1, 40)) - 1
    assert query(bad_days, NEW_INCIDENTS) == [(40, 40)]
    assert f"refused: {TRUNCATED}: " in bad_days.corrected.stdout


def test_a_feed_that_breaks_its_contract_blocks_publication(bad_days: BadDays) -> None:
    blocked = bad_days.blocked
    assert blocked.returncode == 1
    assert "blocked (gate_1: incident_event_log.opened_at_parses failed)" in blocked.stdout
    assert "published  nothing; what stood before stands" in blocked.stdout
    assert "Traceback" not in blocked.stderr
    assert blocked.published_after == blocked.published_before
    assert blocked.published_after["current"].startswith("versions/000001-")
    assert (blocked.manifest["status"], blocked.manifest["published"]) == ("blocked", None)
    assert blocked.published_after["current"] == f"versions/{blocked.manifest['current_version']}"


def test_the_evidence_of_a_blocked_run_names_check_file_and_row(bad_days: BadDays) -> None:
    pack = Path(bad_days.blocked.pack)
    results = json.loads((pack / "great_expectations/gate_1/results.json").read_text())
    (failed,) = (r for r in results if r["severity"] == "critical" and r["status"] != "passed")
    assert failed["check_id"] == "incident_event_log.opened_at_parses"
    assert failed["failed_count"] == len(incidents(1, 40)) - 1
    assert {example["_file_name"] for example in failed["examples"]} == {MORE_INCIDENTS}
    assert failed["examples"][0].keys() >= {"_row_number", "number"}
    exceptions = json.loads((pack / "exceptions.json").read_text())
    assert "incident_event_log.opened_at_parses" in {e["check_id"] for e in exceptions if e["status"] == "failed"}


def test_dagster_shows_the_failed_check_and_ran_nothing_behind_it(bad_days: BadDays) -> None:
    found = history(bad_days.home, bad_days.landing, bad_days.blocked.manifest["run_id"])
    assert found["status"] == "FAILURE"
    failed = [e for e in found["evaluations"] if not e["passed"] and e["severity"] == "ERROR"]
    assert [(e["asset"][-1], e["check"], e["blocking"]) for e in failed] == [("incident_event_log", "gate_1", True)]
    assert "opened_at_parses" in failed[0]["description"] + failed[0]["failed"]
    assert MORE_INCIDENTS in failed[0]["failed"]
    assert "incident_event_log" in {key[-1] for key in found["materialised"]}
    assert not {key[0] for key in found["materialised"]} & {"staging", "core", "support", "metrics", "audit", "publication"}


def test_a_kill_amid_the_models_changes_nothing_that_bi_reads(bad_days: BadDays) -> None:
    killed, corrected = bad_days.killed, bad_days.corrected
    assert killed.returncode == -signal.SIGKILL
    assert killed.entries[MORE_INCIDENTS] == corrected.entries[MORE_INCIDENTS], "the file was taken before the kill, and once"
    assert killed.published_after == killed.published_before == bad_days.blocked.published_before


def test_the_corrected_file_takes_the_place_of_the_bad_one(bad_days: BadDays) -> None:
    blocked, corrected = bad_days.blocked, bad_days.corrected
    assert corrected.returncode == 0, corrected.stderr[-3000:]
    assert corrected.manifest["status"] == "published"
    bad, good = blocked.entries[MORE_INCIDENTS], corrected.entries[MORE_INCIDENTS]
    assert (bad["status"], good["status"]) == ("loaded", "loaded")
    superseded = [entry["file_sha256"] for entry in ledger_entries(bad_days.place) if entry["status"] == "superseded"]
    assert superseded == [bad["file_sha256"]]
    assert " loaded, 1 refused, 0 duplicate, 1 superseded" in corrected.stdout
    assert query(bad_days, "select count(*) from published.audit.reconciliation where difference <> 0") == [(0,)]


def test_a_second_writer_is_told_who_is_writing_and_changes_nothing(bad_days: BadDays) -> None:
    with writer_lock(bad_days.place):
        before = hashes(bad_days.home)
        for command in (["run", "--force"], ["run"], ["rollback", "--reason", "figures look odd"]):
            result = opsfacts(*command, home=bad_days.home, landing=bad_days.landing, check=False)
            assert result.returncode == 2, command
            holder = (bad_days.place.build / "writer.lock").read_text()
            assert f"is held by process {holder}, which is writing to this warehouse" in result.stderr
            assert "Traceback" not in result.stderr
        assert hashes(bad_days.home) == before


def test_a_step_back_stays_until_something_new_lands(bad_days: BadDays) -> None:
    def say(*arguments: str) -> str:
        return opsfacts(*arguments, home=bad_days.home, landing=bad_days.landing).stdout

    older, newest = versions(bad_days.place)
    assert say("rollback", "--reason", "figures are being looked at") == f"BI now reads {older}\n"
    assert assert_published_whole(bad_days.place) == older
    lines = say("versions").splitlines()
    assert [(line.split()[0], line.endswith("<- current")) for line in lines] == [(older, True), (newest, False)]
    assert say("run", "--as-of", LATER).startswith("Nothing new")
    assert assert_published_whole(bad_days.place) == older
    assert say("rollback", "--version", newest, "--reason", "figures are right") == f"BI now reads {newest}\n"
    assert assert_published_whole(bad_days.place) == newest
    assert findings(bad_days.place) == []


@pytest.mark.parametrize("command", [["rollback", "--version", "000099-none", "--reason", "no"], ["rollback", "--reason", " "]])
def test_a_step_back_to_nowhere_or_without_a_reason_is_refused(bad_days: BadDays, command: list[str]) -> None:
    before = hashes(bad_days.place.published)
    result = opsfacts(*command, home=bad_days.home, landing=bad_days.landing, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("opsfacts: ")
    assert "Traceback" not in result.stderr
    assert hashes(bad_days.place.published) == before


def test_a_home_whose_path_engines_would_misread_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "O'Brien"
    result = opsfacts("run", home=home, landing=tmp_path, check=False)
    assert result.returncode == 2
    assert f"The path of the warehouse {home} holds ', which" in result.stderr
    assert not home.exists()
