"""Jira and Jira Service Management: repeated headers, part files, moved issues, the change log and SLA cycles."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb


def issue(warehouse: duckdb.DuckDBPyConnection, issue_id: str, *columns: str) -> tuple:
    rows = warehouse.execute(
        f"select {', '.join(columns)} from core.fct_tickets where source_system = 'jira' and ticket_id = ?", [issue_id]
    ).fetchall()
    assert len(rows) == 1
    return rows[0]


def intervals(warehouse: duckdb.DuckDBPyConnection, issue_id: str) -> list[tuple]:
    return warehouse.execute(
        "select status_raw, status_category, team_id, priority, started_at from core.fct_ticket_status_intervals"
        " where source_system = 'jira' and ticket_id = ? order by interval_number",
        [issue_id],
    ).fetchall()


def test_an_issue_in_several_parts_and_exports_is_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    """10102 is in both parts of an export; 10101 was moved to another project between two exports and keeps its id."""
    assert warehouse.execute(
        "select ticket_id, ticket_number, team_id from core.fct_tickets where source_system = 'jira' order by 1"
    ).fetchall() == [
        ("10101", "OPS-7", "OPS"),
        ("10102", "SUP-2", "SUP"),
        ("10103", "SUP-3", "SUP"),
        ("10104", "OPS-8", "OPS"),
    ]


def test_headers_that_repeat_become_one_list(examples_home: Path) -> None:
    """Two or three labels, three comments - with semicolons, quotes and a line break in them -, labels as pandas numbers them."""
    raw = duckdb.sql(
        "select issue_id, json_array_length(comment), labels, comment->>'$[1]' from"
        f" read_parquet('{examples_home}/lake/raw/jira_issues/*.parquet')"
        " where _file_name in ('jira/issues_export_20240228_part1.csv', 'jira/issues_export_20240305_part2.csv',"
        " 'jira/issues_spreadsheet_20240622.csv') order by issue_id"
    ).fetchall()
    assert [(issue_id, comments, labels) for issue_id, comments, labels, _ in raw] == [
        ("10101", 3, '["vip","orders"]'),
        ("10102", 1, '["hardware"]'),
        ("10103", None, '["a","b","c"]'),
        ("10104", None, '["printer","floor2"]'),
    ]
    assert raw[0][3].endswith(';Which order; the first, or the second?\nPlease say "which".')


def test_local_times_of_each_form_are_read_in_its_zone(warehouse: duckdb.DuckDBPyConnection) -> None:
    """26/Feb/24 10:17 PM in New York; the first response has fractions of a second; the spreadsheet says 6/20/2024 9:00."""
    assert issue(warehouse, "10101", "opened_at", "first_responded_at") == (
        datetime(2024, 2, 27, 3, 17),
        datetime(2024, 2, 27, 3, 23, 43, 430000),
    )
    assert issue(warehouse, "10104", "opened_at", "resolved_at") == (datetime(2024, 6, 20, 13), datetime(2024, 6, 21, 19))


def test_the_status_before_the_first_change_holds_from_the_creation(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Jira does not log the first status; a change of priority or project is a transfer; no summary, no text of any field."""
    assert intervals(warehouse, "10101") == [
        ("Waiting for support", "open", "SUP", "moderate", datetime(2024, 2, 27, 3, 17)),
        ("In Progress", "open", "SUP", "moderate", datetime(2024, 2, 27, 3, 30)),
        ("Waiting for customer", "pending_customer", "SUP", "moderate", datetime(2024, 2, 27, 15)),
        ("Waiting for customer", "pending_customer", "SUP", "high", datetime(2024, 2, 27, 16)),
        ("In Progress", "open", "SUP", "high", datetime(2024, 2, 28, 13)),
        ("Done", "solved", "SUP", "high", datetime(2024, 2, 28, 14)),
        ("Done", "solved", "OPS", "high", datetime(2024, 2, 29, 10, 30)),
    ]
    assert issue(warehouse, "10101", "priority_at_open", "priority") == ("moderate", "high")
    assert warehouse.execute(
        "select distinct field from core.fct_ticket_events where source_system = 'jira' order by 1"
    ).fetchall() == [("agent",), ("priority",), ("status",), ("team",)]


def test_an_issue_without_a_log_is_known_by_its_stamps(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A status that the map does not name goes by the category that Jira files it under."""
    assert intervals(warehouse, "10103") == [("To Do", "new", "SUP", "planning", datetime(2024, 3, 2, 21))]
    assert intervals(warehouse, "10104") == [
        (None, "new", "OPS", "low", datetime(2024, 6, 20, 13)),
        ("Verified", "solved", "OPS", "low", datetime(2024, 6, 21, 19)),
    ]


def test_cycles_win_over_what_the_list_shows(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The list shows -12:05 for 10101 too, but its cycles tell more; 10104 has the list alone, half an hour too late."""
    assert warehouse.execute(
        "select ticket_id, source_sla_id, outcome, target_seconds, remaining_seconds, is_paused, started_at is not null"
        " from core.fct_source_sla_instances where source_system = 'jira' order by 1, 2"
    ).fetchall() == [
        ("10101", "1-1", "met", 14400, 14040, False, True),
        ("10101", "2-1", "breached", 28800, -43500, False, True),
        ("10102", "1-1", "met", 14400, 7200, False, True),
        ("10102", "2-1", "undecided", 28800, 21600, True, True),
        ("10104", "time_to_resolution", "breached", None, -1800, False, False),
    ]


def test_satisfaction_keeps_its_scale(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select ticket_id, score, scale_max, is_positive, responded_at from core.fct_csat_responses"
        " where source_system = 'jira' order by 1"
    ).fetchall() == [
        ("10101", 5, 5, True, datetime(2024, 2, 28, 17)),
        ("10104", 2, 5, False, datetime(2024, 6, 21, 20, 14)),
    ]
