"""Assembled: Unix seconds as numbers and as text, pages and lines, activities that overlap."""

from __future__ import annotations

from datetime import datetime

import duckdb


def test_unix_seconds_become_instants_and_the_later_file_wins(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The third activity moved by half an hour in the later file, which writes its stamps as text."""
    assert warehouse.execute(
        "select shift_id, starts_at, ends_at, duration_seconds, is_overlapping from core.fct_shifts"
        " where source_system = 'assembled' order by all"
    ).fetchall() == [
        ("act-1", datetime(2024, 3, 18, 9), datetime(2024, 3, 18, 13), 14400, True),
        ("act-2", datetime(2024, 3, 18, 12), datetime(2024, 3, 18, 12, 30), 1800, True),
        ("act-3", datetime(2024, 3, 18, 13, 30), datetime(2024, 3, 18, 17), 12600, False),
        ("act-4", datetime(2024, 3, 19, 8), datetime(2024, 3, 19, 16), 28800, False),
        ("act-5", datetime(2024, 3, 18, 13), datetime(2024, 3, 18, 15, 30), 9000, False),
    ]


def test_activities_carry_what_their_type_says(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select activity_raw, is_productive, is_time_off, count(*) from core.fct_shifts where source_system = 'assembled'"
        " group by all order by all"
    ).fetchall() == [("Annual leave", False, True, 1), ("Coaching", False, False, 1), ("Phones", True, False, 3)]


def test_people_are_found_by_helpdesk_number_or_address_and_named_if_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select match_rule, count(*) from core.bridge_agent_identities where source_system = 'assembled'"
        " group by all order by all"
    ).fetchall() == [("email", 1), ("helpdesk_id", 2), ("unresolved", 1)]


def test_the_vendor_of_an_activity_is_that_of_the_roster(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select vendors.vendor_name, count(*) from core.fct_shifts join core.dim_vendors as vendors using (vendor_key)"
        " where source_system = 'assembled' group by all order by all"
    ).fetchall() == [("Quillmark Services", 4), ("Tarnfell Support", 1)]


def test_requirements_are_capacity_in_parts_of_people(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select queue, starts_at, interval_seconds, cast(required_count as double), cast(scheduled_count as double)"
        " from core.fct_capacity_intervals where source_system = 'assembled' order by all"
    ).fetchall() == [
        ("billing-phone", datetime(2024, 3, 18, 9), 1800, 3.25, 2.5),
        ("billing-phone", datetime(2024, 3, 18, 9, 30), 1800, 3.75, 4),
        ("safety-queue", datetime(2024, 3, 18, 9), 3600, 1.5, 1.5),
    ]


def test_states_have_their_kind_and_the_last_one_lasts(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select state, duration_seconds from core.fct_agent_state_intervals order by starts_at, state"
    ).fetchall() == [("available", 900), ("handling", 1200), ("after_contact", 300), ("auxiliary", None)]
