"""A past report does not change when time goes on: the same log, built as of two instants."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from facts import CompiledProject

from orchestration.feeds import load_feeds
from orchestration.ingest import ingest_feed
from orchestration.workspace import Workspace

EARLY, LATE = "2024-02-10T12:00:00", "2024-12-31T00:00:00"
STATES = ["New", "Active", "Awaiting User Info", "Awaiting Vendor", "Resolved", "Active", "Resolved", "Closed"]


def incident_log() -> list[dict[str, str]]:
    """A made-up log of 80 incidents, every case attribute repeated on every event as the real export has it."""
    generator = random.Random(20240101)
    rows = []
    for number in range(80):
        at = datetime(2024, 1, 1) + timedelta(minutes=generator.randrange(60 * 24 * 60))
        opened, events = at, []
        for version, state in enumerate(STATES[: generator.choice([5, 5, 8, 8, 3])] + ["Closed"]):
            events.append((version, state, at))
            at += timedelta(minutes=generator.randrange(3, 6000))
        for version, state, stamp in events:
            rows.append(
                {
                    "number": f"INC{number:07}",
                    "sys_mod_count": str(version),
                    "sys_updated_at": f"{stamp:%d/%m/%Y %H:%M}",
                    "opened_at": f"{opened:%d/%m/%Y %H:%M}",
                    "closed_at": f"{events[-1][2]:%d/%m/%Y %H:%M}",
                    "resolved_at": "?",
                    "incident_state": state,
                    "made_sla": "true",
                    "priority": generator.choice(["2 - High", "3 - Moderate"]),
                    "assignment_group": generator.choice(["Group 1", "Group 2", "?"]),
                }
            )
    return rows


@pytest.fixture(scope="module")
def reports(examples_home: Path, tmp_path_factory: pytest.TempPathFactory):
    place = tmp_path_factory.mktemp("reports")
    workspace = Workspace(place / "home", place / "landing")
    log = workspace.landing / "servicenow" / "incident_event_log.csv"
    log.parent.mkdir(parents=True)
    with log.open("w", newline="") as file:
        writer = csv.DictWriter(file, load_feeds()["incident_event_log"].columns, restval="?")
        writer.writeheader()
        writer.writerows(incident_log())
    for feed in load_feeds().values():  # a feed without files has its columns all the same
        assert ingest_feed(workspace, feed, datetime(2025, 1, 1)).refused == 0
    project = CompiledProject(examples_home, schemas=("core", "support"))
    queries = {
        "tickets": "select * from core.fct_tickets",
        "intervals": "select * from core.fct_ticket_status_intervals",
        "promises": "select * from core.fct_sla_instances",
        "closed": f"select ticket_id from core.fct_tickets where closed_at <= timestamp '{EARLY}'",
        "states": "select is_open, count(*) from core.fct_tickets group by 1",
        # A team and priority that first come up later have rows of zeros before.
        "backlog": f"""
            select * from support.ticket_backlog_daily
            where backlog_on < cast(timestamp '{EARLY}' as date)
                and open_count + opened_count + resolved_count + transferred_in_count + transferred_out_count > 0
        """,
    }
    results = {}
    for as_of_at in (EARLY, LATE):
        with project.build(workspace.home, as_of_at) as connection:
            results[as_of_at] = {name: set(connection.execute(sql).fetchall()) for name, sql in queries.items()}
    return results


def test_the_early_report_sees_open_tickets_that_the_late_one_sees_closed(reports):
    assert dict(reports[EARLY]["states"])[True] > 0
    assert reports[LATE]["states"] == {(False, 80)}


def test_backlog_of_days_before_the_early_report_is_the_same(reports):
    assert reports[EARLY]["backlog"]
    assert reports[EARLY]["backlog"] == reports[LATE]["backlog"]


@pytest.mark.parametrize("fact", ["tickets", "intervals", "promises"])
def test_tickets_closed_before_the_early_report_are_the_same(reports, fact):
    closed = {ticket_id for (ticket_id,) in reports[EARLY]["closed"]}
    early, late = ({row for row in reports[as_of][fact] if closed & set(row)} for as_of in (EARLY, LATE))
    assert early
    assert early == late
