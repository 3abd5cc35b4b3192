"""Vendors' spreadsheets: rosters over time, site times with their zone, totals rows, `87.5%`, durations over a day."""

from __future__ import annotations

from datetime import date, datetime

import duckdb


def test_agents_have_a_period_per_state_of_the_roster(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A change of team, a change of vendor under one address, an agent who vanished, one who left, one who stayed."""
    assert warehouse.execute(
        "select vendors.vendor_name, team, hired_on, left_on, valid_from_on, valid_to_on, is_current"
        " from core.dim_agents join core.dim_vendors as vendors using (vendor_key) order by hired_on, valid_from_on"
    ).fetchall() == [
        ("Tarnfell Support", "Chat", date(2022, 11, 14), None, date(2022, 11, 14), None, True),
        ("Quillmark Services", "Billing A", date(2023, 5, 2), None, date(2023, 5, 2), date(2024, 3, 15), False),
        ("Quillmark Services", "Billing B", date(2023, 5, 2), None, date(2024, 3, 15), None, True),
        ("Quillmark Services", "Billing A", date(2023, 9, 18), None, date(2023, 9, 18), date(2024, 4, 1), False),
        ("Quillmark Services", "Safety A", date(2024, 1, 8), None, date(2024, 1, 8), date(2024, 4, 1), False),
        ("Tarnfell Support", "Chat", date(2024, 2, 5), None, date(2024, 2, 5), date(2024, 4, 1), False),
        ("Tarnfell Support", "Chat", date(2024, 2, 5), date(2024, 3, 28), date(2024, 4, 1), None, True),
        ("Tarnfell Support", "Safety", date(2024, 3, 25), None, date(2024, 4, 1), None, True),
    ]
    assert warehouse.execute("select count(distinct agent_key) from core.dim_agents").fetchone() == (5,)


def test_the_same_number_at_two_vendors_is_two_agents(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Both have an agent 1001 and an agent 1002; the one who changed vendors has a number at each."""
    assert warehouse.execute(
        "select match_rule, count(*), count(distinct agent_key) from core.bridge_agent_identities"
        " where source_system = 'workforce' group by all order by all"
    ).fetchall() == [("roster", 6, 5), ("unresolved", 1, 0)]


def test_a_night_shift_over_a_change_of_the_clocks_is_as_long_as_it_was(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select shift_id, started_on, starts_at, ends_at, duration_seconds from core.fct_shifts"
        " where shift_id like '%|S-1' or shift_id like '%|S-2' order by all"
    ).fetchall() == [
        ("Quillmark Services|S-1", date(2024, 3, 30), datetime(2024, 3, 30, 22), datetime(2024, 3, 31, 5), 25200),
        ("Tarnfell Support|S-2", date(2024, 3, 9), datetime(2024, 3, 10, 4), datetime(2024, 3, 10, 11), 25200),
    ]


def test_overlapping_shifts_are_kept_and_marked(warehouse: duckdb.DuckDBPyConnection) -> None:
    """In local time the training begins half an hour before the night shift ends, in UTC as well; elsewhere nothing overlaps."""
    assert warehouse.execute(
        "select split_part(shift_id, '|', 2), status, is_overlapping from core.fct_shifts where source_system = 'workforce'"
        " order by all"
    ).fetchall() == [
        ("S-1", "worked", True),
        ("S-2", "worked", False),
        ("S-3", "absent", False),
        ("S-4", "scheduled", True),
        ("S-5", "cancelled", False),
        ("S-6", "worked", False),
    ]


def test_totals_rows_are_counted_and_kept_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Seven rows: two totals, one interval that the later file replaced, four facts."""
    assert warehouse.execute(
        "select staging_value, excluded_value, fact_value from audit.int_vendor__fact_accounting"
        " where staging_model = 'stg_workforce__workforce_intervals'"
    ).fetchall() == [(7, 3, 4)]
    assert warehouse.execute(
        "select queue, starts_at, handled_count, cast(reported_service_level_rate as double), staffed_seconds, idle_seconds"
        " from core.fct_capacity_intervals where source_system = 'workforce' order by all"
    ).fetchall() == [
        ("Back office", datetime(2024, 3, 18, 5), 275, None, 5011200, 289800),
        ("Billing", datetime(2024, 3, 18, 9), 38, 0.875, 14400, 725),
        ("Billing", datetime(2024, 3, 18, 9, 30), 45, 0.72, 14400, 200),
        ("Chat", datetime(2024, 3, 10, 7, 30), 11, 1, 7200, 1595),
    ]


def test_shares_and_durations_are_the_same_however_they_are_written(warehouse: duckdb.DuckDBPyConnection) -> None:
    """`87.5%` and `0.91`; `8:00:00` and `28800`."""
    assert warehouse.execute(
        "select cast(reported_adherence_rate as double), cast(reported_conformance_rate as double), scheduled_seconds,"
        " logged_in_seconds, absence_code_raw from core.fct_agent_days order by all"
    ).fetchall() == [(0, 0, 28800, 0, "SICK"), (0.875, 0.969, 28800, 27900, None), (0.91, 1.031, 28800, 29700, None)]


def test_every_vendor_fact_foots_with_its_staging(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select staging_value, staging_value - excluded_value - fact_value from audit.int_vendor__fact_accounting"
        " where source_system in ('zendesk_qa', 'maestroqa', 'assembled', 'workforce')"
    ).fetchall()
    assert len(rows) == 14
    assert all(staged > 0 and difference == 0 for staged, difference in rows)


def test_no_text_of_a_person_is_in_the_facts(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Persons are pseudonyms, which say what they stand for."""
    for table, column in (
        ("fct_qa_evaluations", "evaluator_key"),
        ("fct_qa_evaluations", "agent_account_key"),
        ("fct_qa_disputes", "opened_by_key"),
        ("fct_calibration_scores", "grader_key"),
        ("bridge_agent_identities", "agent_account_key"),
    ):
        values = [value for (value,) in warehouse.execute(f"select distinct {column} from core.{table}").fetchall()]
        assert values
        assert all(value.startswith(("person:", "account:")) for value in values), (table, column)
