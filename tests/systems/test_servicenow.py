"""ServiceNow's tables: lists with and without sys_id, a spreadsheet, JSON codes, audits, deletions and SLA records."""

from __future__ import annotations

from datetime import datetime

import duckdb


def ticket(warehouse: duckdb.DuckDBPyConnection, number: str, *columns: str) -> tuple:
    rows = warehouse.execute(
        f"select {', '.join(columns)} from core.fct_tickets where source_system = 'servicenow_tables' and ticket_id = ?", [number]
    ).fetchall()
    assert len(rows) == 1
    return rows[0]


def intervals(warehouse: duckdb.DuckDBPyConnection, number: str) -> list[tuple]:
    return warehouse.execute(
        "select status_raw, status_category, team_id, priority, started_at from core.fct_ticket_status_intervals"
        " where source_system = 'servicenow_tables' and ticket_id = ? order by interval_number",
        [number],
    ).fetchall()


def test_every_form_gives_the_same_record(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A list of Los Angeles in Windows-1252, a spreadsheet of Berlin with labels and semicolons, JSON codes in UTC."""
    columns = ("priority", "status_category", "team_id", "channel", "opened_at", "ticket_type")
    assert ticket(warehouse, "INC0010001", *columns) == (
        "moderate",
        "closed",
        "Network",
        "phone",
        datetime(2024, 5, 6, 8),
        "incident",
    )
    assert ticket(warehouse, "INC0010004", *columns) == (
        "moderate",
        "solved",
        "Service Desk",
        "email",
        datetime(2024, 5, 13, 7),
        "incident",
    )
    assert ticket(warehouse, "INC0010005", *columns) == (
        "critical",
        "cancelled",
        "Network",
        "phone",
        datetime(2024, 5, 15, 6),
        "incident",
    )
    assert ticket(warehouse, "RITM0020001", "status_raw", "ticket_type") == ("Closed Complete", "sc_req_item")


def test_durations_are_seconds_in_every_spelling(warehouse: duckdb.DuckDBPyConnection) -> None:
    """`6 Hours` in a list, 34200 in a spreadsheet, an hour after 1970 in JSON."""
    assert warehouse.execute(
        "select number, business_duration_seconds, calendar_duration_seconds from staging.stg_servicenow__servicenow_incidents"
        " where business_duration_seconds is not null order by 1"
    ).fetchall() == [("INC0010001", 21600, 21600), ("INC0010004", 34200, 91800), ("INC0010005", 3600, 3600)]


def test_a_list_without_sys_id_updates_the_record_and_keeps_its_audits(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The second list lacks sys_id: the number is the key, and the first list tells whose the audits are."""
    assert intervals(warehouse, "INC0010001") == [
        ("New", "new", "Service Desk", "low", datetime(2024, 5, 6, 8)),
        ("New", "new", "Service Desk", "moderate", datetime(2024, 5, 6, 8, 20)),
        ("In Progress", "open", "Service Desk", "moderate", datetime(2024, 5, 6, 8, 30)),
        ("In Progress", "open", "Network", "moderate", datetime(2024, 5, 6, 8, 45)),
        ("On Hold: Awaiting Caller", "pending_customer", "Network", "moderate", datetime(2024, 5, 6, 9)),
        ("On Hold: Awaiting Vendor", "on_hold", "Network", "moderate", datetime(2024, 5, 6, 10)),
        ("In Progress", "open", "Network", "moderate", datetime(2024, 5, 6, 12)),
        ("Resolved", "solved", "Network", "moderate", datetime(2024, 5, 6, 14)),
        ("Closed", "closed", "Network", "moderate", datetime(2024, 5, 13, 14)),
    ]


def test_state_and_hold_reason_are_one_status(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Audited as two fields at one instant, and changed alone while on hold; the text of another field stays in raw."""
    assert warehouse.execute(
        "select field, from_value, to_value from core.fct_ticket_events"
        " where source_system = 'servicenow_tables' and ticket_id = 'INC0010001' and field <> 'agent' order by change_number"
    ).fetchall() == [
        ("priority", "4", "3"),
        ("status", "New", "In Progress"),
        ("team", "Service Desk", "Network"),
        ("status", "In Progress", "On Hold: Awaiting Caller"),
        ("status", "On Hold: Awaiting Caller", "On Hold: Awaiting Vendor"),
        ("status", "On Hold: Awaiting Vendor", "In Progress"),
        ("status", "In Progress", "Resolved"),
        ("status", "Resolved", "Closed"),
    ]
    assert warehouse.execute(
        "select count(*) from staging.stg_servicenow__servicenow_audits where concat_ws(' ', from_value, to_value) like '%Wi-Fi%'"
    ).fetchone() == (0,)


def test_a_deleted_record_ends_with_its_deletion(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert ticket(warehouse, "INC0010003", "is_deleted", "status_category", "is_open") == (True, "cancelled", False)
    assert intervals(warehouse, "INC0010003")[-1][4] == datetime(2024, 5, 8, 9)


def test_only_the_latest_stage_of_an_sla_record_counts(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A pause does not count; 5353… was paused and then cancelled; 5454… runs on after its breach."""
    assert warehouse.execute(
        "select left(source_sla_id, 2), ticket_id, outcome, target_seconds, elapsed_seconds, due_at"
        " from core.fct_source_sla_instances where source_system = 'servicenow_tables' order by 1"
    ).fetchall() == [
        ("51", "INC0010001", "met", 14400, 1800, datetime(2024, 5, 6, 12)),
        ("52", "INC0010001", "met", 28800, 10800, datetime(2024, 5, 6, 19)),
        ("53", "INC0010002", "cancelled", 36000, 3600, datetime(2024, 5, 9, 15)),
        ("54", "INC0010002", "breached", None, 34200, datetime(2024, 5, 8, 15, 30)),
    ]


def test_the_event_log_keeps_its_own_end_of_observation(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Tables that end in 2024 and a log that ends in 2026: neither ages the open tickets of the other."""
    ends = dict(
        warehouse.execute(
            "select source_system, max(observed_until_at) from core.fct_tickets"
            " where source_system in ('servicenow', 'servicenow_tables') group by all"
        ).fetchall()
    )
    assert ends["servicenow_tables"] == datetime(2024, 5, 15, 7)
    assert ends["servicenow"] > datetime(2026, 1, 1)


def test_approvals_are_staged_without_their_comments(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select task_number, state, left(approver_key, 5), comments_length, updated_at"
        " from staging.stg_servicenow__servicenow_approvals order by approval_id"
    ).fetchall() == [
        ("RITM0020001", "Approved", "name:", 47, datetime(2024, 5, 1, 17)),
        ("RITM0020001", "No Longer Required", "name:", None, datetime(2024, 5, 1, 17)),
        ("RITM0020002", "Approved", "name:", None, datetime(2024, 5, 14, 23)),
        ("RITM0020002", "Requested", "name:", None, datetime(2024, 5, 14, 23)),
        ("CHG0040001", "Requested", "name:", None, datetime(2024, 5, 13, 15)),
        ("INC0010002", "Rejected", "name:", 20, datetime(2024, 5, 8, 15, 40)),
        ("RITM0020002", "Not Yet Requested", "name:", None, datetime(2024, 5, 10, 16, 6)),
    ]


def test_an_approval_is_a_step_of_its_ticket(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Two asked at once stand in one step; a later export decides; an approval of a change has no fact to belong to."""
    assert warehouse.execute(
        "select tickets.ticket_id, steps.step_number, steps.decision, steps.pending_since_at, steps.decided_at"
        " from core.fct_approval_steps steps join core.fct_tickets tickets on steps.document_key = tickets.ticket_key"
        " where steps.document_type = 'ticket' order by 1, 2, 3"
    ).fetchall() == [
        ("INC0010002", 1, "rejected", datetime(2024, 5, 8, 15, 10), datetime(2024, 5, 8, 15, 40)),
        ("RITM0020001", 1, "approved", datetime(2024, 5, 1, 16, 5), datetime(2024, 5, 1, 17)),
        ("RITM0020001", 1, "cancelled", datetime(2024, 5, 1, 16, 5), None),
        ("RITM0020002", 1, "approved", datetime(2024, 5, 10, 16, 5), datetime(2024, 5, 14, 23)),
        ("RITM0020002", 2, "pending", datetime(2024, 5, 10, 16, 5, 30), None),
        ("RITM0020002", 3, "upcoming", None, None),
    ]
    assert warehouse.execute(
        "select left_value, excluded_value, difference from audit.reconciliation"
        " where object = 'stg_servicenow__servicenow_approvals to fct_approval_steps'"
    ).fetchall() == [(7, 1, 0)]
