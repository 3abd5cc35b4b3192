"""Zendesk Support: API pages and JSON lines beside the CSV of earlier days, deletions, reopenings, clocks and surveys."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb


def ticket(warehouse: duckdb.DuckDBPyConnection, ticket_id: str, *columns: str, system: str = "zendesk") -> tuple:
    rows = warehouse.execute(
        f"select {', '.join(columns)} from core.fct_tickets where source_system = ? and ticket_id = ?", [system, ticket_id]
    ).fetchall()
    assert len(rows) == 1
    return rows[0]


def clocks(warehouse: duckdb.DuckDBPyConnection, ticket_id: str, *columns: str) -> list[tuple]:
    return warehouse.execute(
        f"select source_sla_id, {', '.join(columns)} from core.fct_source_sla_instances"
        " where source_system = 'zendesk' and ticket_id = ? order by 1",
        [ticket_id],
    ).fetchall()


def test_pages_and_lines_give_each_ticket_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    """35001 came in a page and, later, in the line export; an id beyond 2^53 keeps every digit."""
    assert warehouse.execute("select ticket_id from core.fct_tickets where source_system = 'zendesk' order by 1").fetchall() == [
        ("35001",),
        ("35002",),
        ("35003",),
        ("35004",),
        ("9007199254740993",),
    ]
    assert ticket(warehouse, "35001", "status_category", "channel", "ticket_type") == ("closed", "email", "incident")


def test_the_csv_fills_what_the_api_lacks(warehouse: duckdb.DuckDBPyConnection) -> None:
    """35001 is in both and comes from the API; times are those of New York, five hours behind; `-` is nothing."""
    assert warehouse.execute(
        "select ticket_id from core.fct_tickets where source_system = 'zendesk_csv' order by 1"
    ).fetchall() == [
        ("34990",),
        ("34991",),
    ]
    assert ticket(
        warehouse, "34990", "opened_at", "first_response_seconds", "resolved_at", "closed_at", "team_id", system="zendesk_csv"
    ) == (
        datetime(2024, 1, 8, 14),
        15 * 60,
        datetime(2024, 1, 8, 22, 30),
        datetime(2024, 1, 12, 22, 30),
        "Tier 1",
    )
    assert ticket(warehouse, "34991", "status_category", "priority", "agent_key", "is_open", system="zendesk_csv") == (
        "open",
        "unknown",
        None,
        True,
    )


def test_without_a_log_the_stamps_tell_the_history(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Solved in between by its own stamp; new until the status is known."""
    intervals = warehouse.execute(
        "select ticket_id, status_category, status_raw, cast(elapsed_seconds / 60 as integer)"
        " from core.fct_ticket_status_intervals where source_system = 'zendesk_csv' order by ticket_id, interval_number"
    ).fetchall()
    assert intervals[:3] == [
        ("34990", "new", None, 510),
        ("34990", "solved", None, 4 * 24 * 60),
        ("34990", "closed", "Closed", 0),
    ]
    assert intervals[3][:3] == ("34991", "new", None)


def test_a_reopened_ticket_is_resolved_last_when_it_was_solved_again(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert ticket(
        warehouse, "35001", "first_resolved_at", "resolved_at", "closed_at", "reopen_count", "source_reopen_count", "team_id"
    ) == (
        datetime(2024, 3, 4, 12),
        datetime(2024, 3, 5, 10),
        datetime(2024, 3, 9, 10),
        1,
        1,
        "21000000002",
    )
    start = datetime(2024, 3, 4, 9)
    minutes = warehouse.execute(
        "select status_raw, team_id, started_at from core.fct_ticket_status_intervals"
        " where source_system = 'zendesk' and ticket_id = '35001' order by interval_number"
    ).fetchall()
    assert [(status, team[-1], (at - start) / timedelta(minutes=1)) for status, team, at in minutes] == [
        ("new", "1", 0),
        ("open", "1", 10),
        ("pending", "1", 60),
        ("open", "1", 120),
        ("solved", "1", 180),
        ("open", "1", 1440),
        ("open", "2", 1470),
        ("solved", "2", 1500),
        ("closed", "2", 7260),
    ]


def test_a_deleted_ticket_stays_and_leaves_the_backlog(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert ticket(warehouse, "35003", "is_deleted", "status_raw", "status_category", "is_open", "resolved_at") == (
        True,
        "deleted",
        "cancelled",
        False,
        None,
    )
    assert warehouse.execute(
        "select sum(cancelled_count), sum(resolved_count) from support.ticket_backlog_daily"
        " where source_system = 'zendesk' and team_id = '21000000001' and priority = 'low'"
    ).fetchone() == (1, 0)


def test_promises_are_counted_as_zendesk_measured_them(warehouse: duckdb.DuckDBPyConnection) -> None:
    """35001: exactly on target is met; the first wait breached; the breach written ahead for the second one was withdrawn.
    35002: the target in force at the reply counts, not the one set later; a breach that lies ahead decides nothing."""
    assert clocks(warehouse, "35001", "outcome", "target_seconds", "elapsed_seconds", "due_at") == [
        ("reply_time-1", "met", 3600, 3600, datetime(2024, 3, 4, 10)),
        ("requester_wait_time-1", "breached", 5400, 7200, datetime(2024, 3, 4, 11, 30)),
        ("requester_wait_time-2", "met", 5400, 3600, datetime(2024, 3, 5, 10, 30)),
    ]
    assert clocks(warehouse, "35002", "outcome", "target_seconds", "elapsed_seconds", "due_at") == [
        ("reply_time-1", "breached", 3600, 4800, datetime(2024, 3, 6, 9)),
        ("requester_wait_time-1", "undecided", 14 * 86400, 7200, datetime(2024, 3, 20, 8)),
    ]
    assert clocks(warehouse, "9007199254740993", "outcome") == [], "a clock without a target promises nothing"


def test_changes_hold_no_text_and_no_account(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Fields that are facts, agents as pseudonyms; subjects, messages and tags stay in raw."""
    changes = warehouse.execute(
        "select field, from_value, to_value, actor_key from core.fct_ticket_events"
        " where source_system = 'zendesk' and ticket_id = '35001' order by change_number"
    ).fetchall()
    assert [(field, before, after) for field, before, after, _ in changes if field != "agent"] == [
        ("status", None, "new"),
        ("priority", None, "high"),
        ("team", None, "21000000001"),
        ("status", "new", "open"),
        ("status", "open", "pending"),
        ("status", "pending", "open"),
        ("status", "open", "solved"),
        ("status", "solved", "open"),
        ("team", "21000000001", "21000000002"),
        ("status", "open", "solved"),
        ("status", "solved", "closed"),
    ]
    agents = [(before, after) for field, before, after, _ in changes if field == "agent"]
    assert agents == [(None, None), (None, ticket(warehouse, "35001", "agent_key")[0])]
    assert all(actor.split(":")[0] in ("account", "person") for _, _, _, actor in changes)


def test_whose_address_is_known_is_that_person_in_every_export(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The users' export tells the address behind an account, the CSV tells it itself."""
    (requester,) = ticket(warehouse, "35002", "requester_key")
    assert requester.startswith("person:")
    assert ticket(warehouse, "34990", "requester_key", system="zendesk_csv") == (requester,)


def test_an_offer_is_no_answer(warehouse: duckdb.DuckDBPyConnection) -> None:
    """62000003 was offered first and answered later; 62000002 was offered, 62000004 not even that. The CSV knows no time."""
    assert warehouse.execute(
        "select csat_response_id, ticket_id, score_raw, is_positive, responded_at from core.fct_csat_responses"
        " where source_system in ('zendesk', 'zendesk_csv') order by 1"
    ).fetchall() == [
        ("34990", "34990", "Good", True, None),
        ("62000001", "35001", "good_with_comment", True, datetime(2024, 3, 5, 11)),
        ("62000003", "9007199254740993", "bad", False, datetime(2024, 3, 12, 16)),
    ]
