"""MaestroQA: dates armoured against Excel, no grade id, and a warehouse share that holds some gradings a second time."""

from __future__ import annotations

from datetime import datetime

import duckdb


def test_armoured_dates_are_read_with_and_without_fraction_and_quotes(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select ticket_id, min(ticket_created_at), max(_cast_failures) from staging.stg_maestroqa__maestroqa_total_scores"
        " group by all order by all"
    ).fetchall() == [
        ("35002", datetime(2024, 3, 6, 8, 0, 0, 500000), ""),
        ("4006", datetime(2024, 3, 8, 10, 0, 0, 123000), ""),
        ("4008", datetime(2024, 3, 10, 7), ""),
        ("4009", datetime(2024, 3, 10, 9), ""),
        ("4010", datetime(2024, 3, 11, 9), ""),
    ]


def test_a_ticket_graded_anew_has_its_latest_grade_and_one_per_grader(warehouse: duckdb.DuckDBPyConnection) -> None:
    """18 of 20 became 16 of 20 when the same grader graded again; the other grader's 20 of 20 stands beside it."""
    assert warehouse.execute(
        "select cast(score_percent as double), evaluated_at, recorded_at from core.fct_qa_evaluations"
        " where source_system = 'maestroqa' and ticket_id = '4006' order by all"
    ).fetchall() == [
        (80, datetime(2024, 3, 11, 10, 0, 0, 123000), datetime(2024, 3, 19, 15, 30, 0, 750000)),
        (100, datetime(2024, 3, 11, 12, 10), datetime(2024, 3, 11, 12, 10)),
    ]


def test_points_without_a_total_show_an_automatic_failure(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select ticket_id, score_percent, is_auto_failed from core.fct_qa_evaluations"
        " where source_system = 'maestroqa' and ticket_id in ('35002', '4009') order by all"
    ).fetchall() == [("35002", 0, True), ("4009", None, None)]


def test_what_the_share_holds_as_well_counts_once_and_from_the_share(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select qa_evaluation_id, evaluation_type, cast(score_percent as double), is_deleted from core.fct_qa_evaluations"
        " where source_system = 'maestroqa' and ticket_id in ('4010', '4011') order by all"
    ).fetchall() == [
        ("ans-1", "quality_assurance", 92.5, False),
        ("ans-2", "self_evaluation", 100, False),
        ("ans-3", "quality_assurance", 55, True),
    ]
    assert warehouse.execute(
        "select excluded_value from audit.int_vendor__fact_accounting"
        " where source_system = 'maestroqa' and staging_model like 'stg_maestroqa__maestroqa_total_scores%'"
    ).fetchall() == [(1,)]


def test_gradings_to_calibrate_are_scores_of_a_session_and_no_evaluation(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select item_id, list(cast(score_percent as double) order by score_percent) from core.fct_calibration_scores"
        " where source_system = 'maestroqa' group by all order by all"
    ).fetchall() == [("sec-1", [70, 90]), ("sec-2", [80, 100]), ("total", [75, 95])]
    assert warehouse.execute("select count(*) from core.fct_qa_evaluations where ticket_id = '4008'").fetchone() == (0,)


def test_items_carry_their_class_of_error(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select item_id, error_class, cast(score_percent as double), is_not_applicable, has_error"
        " from core.fct_qa_evaluation_items where qa_evaluation_id = 'ans-1' order by all"
    ).fetchall() == [
        ("q-1", "non_critical", 100, False, False),
        ("q-2", "customer_critical", 74, False, True),
        ("q-3", "compliance_critical", None, True, None),
    ]


def test_appeals_are_disputes(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select dispute_id, status, is_upheld, resolution_seconds, is_deleted from core.fct_qa_disputes"
        " where source_system = 'maestroqa' order by all"
    ).fetchall() == [("app-1", "accepted", True, 90000, False), ("app-2", "open", None, None, True)]


def test_agents_are_found_by_their_helpdesk_number(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The one without e-mail address as well; the one of whom no roster knows stays visible."""
    assert warehouse.execute(
        "select match_rule, count(*) from core.bridge_agent_identities where source_system = 'maestroqa'"
        " group by all order by all"
    ).fetchall() == [("helpdesk_id", 4), ("unresolved", 1)]
