"""Zendesk QA: conversation pages with reviews inside them, 64-bit integers as text, stamps in two spellings."""

from __future__ import annotations

from datetime import datetime

import duckdb


def evaluation(warehouse: duckdb.DuckDBPyConnection, review_id: str, *columns: str) -> tuple:
    rows = warehouse.execute(
        f"select {', '.join(columns)} from core.fct_qa_evaluations where source_system = 'zendesk_qa' and qa_evaluation_id = ?",
        [review_id],
    ).fetchall()
    assert len(rows) == 1
    return rows[0]


def test_every_review_is_there_once_whatever_pages_repeat_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The first conversation came twice; ids beyond 2^53 keep every digit."""
    assert warehouse.execute(
        "select qa_evaluation_id from core.fct_qa_evaluations where source_system = 'zendesk_qa' order by all"
    ).fetchall() == [(f"922337203685000000{n}",) for n in range(1, 6)]
    assert warehouse.execute("select count(*) from staging.stg_zendesk_qa__zendesk_qa_reviews").fetchone() == (5,)


def test_a_review_scored_anew_after_its_dispute_has_the_latest_score(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert evaluation(
        warehouse, "9223372036850000001", "cast(score_percent as varchar)", "evaluated_at", "recorded_at", "is_auto_failed"
    ) == ("83.3000", datetime(2024, 3, 10, 9, 15), datetime(2024, 3, 18, 14), False)
    assert warehouse.execute(
        "select item_id, cast(score_percent as varchar) from core.fct_qa_evaluation_items"
        " where qa_evaluation_id = '9223372036850000001' order by all"
    ).fetchall() == [("5001", "50.0000"), ("5002", "100.0000"), ("5003", "100.0000")]


def test_stamps_are_read_from_their_iso_twin(warehouse: duckdb.DuckDBPyConnection) -> None:
    """13:00+01:00 is 12:00 UTC; the legacy spelling beside it says nothing of the kind."""
    assert evaluation(warehouse, "9223372036850000005", "evaluated_at", "recorded_at") == (
        datetime(2024, 3, 20, 12),
        datetime(2024, 3, 20, 12, 5),
    )


def test_a_review_in_which_nothing_applied_has_no_score(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert evaluation(warehouse, "9223372036850000003", "score_percent", "is_auto_failed") == (None, None)
    assert warehouse.execute(
        "select distinct is_not_applicable, has_error, score_percent from core.fct_qa_evaluation_items"
        " where qa_evaluation_id = '9223372036850000003'"
    ).fetchall() == [(True, None, None)]


def test_a_failed_critical_rating_is_an_automatic_failure_and_counts_in_its_class(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert evaluation(warehouse, "9223372036850000002", "score_percent", "is_auto_failed") == (0, True)
    assert warehouse.execute(
        "select error_class, has_error from core.fct_qa_evaluation_items where qa_evaluation_id = '9223372036850000002'"
        " order by all"
    ).fetchall() == [("compliance_critical", True), ("customer_critical", False), ("non_critical", False)]


def test_the_agent_is_the_one_of_the_roster_on_the_day_of_evaluation(warehouse: duckdb.DuckDBPyConnection) -> None:
    """One person, evaluated before and after the change of team on 15 March; another whom no roster names."""
    rows = warehouse.execute(
        "select evaluations.qa_evaluation_id, agents.team, evaluations.agent_key is null"
        " from core.fct_qa_evaluations as evaluations left join core.dim_agents as agents using (agent_version_key)"
        " where evaluations.source_system = 'zendesk_qa' order by all"
    ).fetchall()
    assert [(team, unresolved) for _, team, unresolved in rows] == [
        ("Billing A", False),
        ("Billing A", False),
        ("Safety A", False),
        (None, True),
        ("Billing B", False),
    ]


def test_an_evaluation_finds_its_ticket_and_the_same_agent_on_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Both are those of the Zendesk export: the ticket by its number there, the agent by the helpdesk number in the roster."""
    assert warehouse.execute(
        "select evaluations.source_system, evaluations.ticket_id, identities.agent_key = evaluations.agent_key"
        " from core.fct_qa_evaluations as evaluations join core.fct_tickets as tickets using (ticket_key)"
        " join core.bridge_agent_identities as identities"
        " on identities.source_system = tickets.source_system and identities.agent_account_key = tickets.agent_key order by all"
    ).fetchall() == [("maestroqa", "35002", True), ("zendesk_qa", "35001", True)]


def test_disputes_have_their_latest_state(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The first dispute was open in the earlier page and accepted in the later one."""
    assert warehouse.execute(
        "select dispute_id, status, is_upheld, resolution_seconds, qa_evaluation_key is not null, opened_by_key <> decided_by_key"
        " from core.fct_qa_disputes where source_system = 'zendesk_qa' order by all"
    ).fetchall() == [
        ("88001", "accepted", True, 626400, True, True),
        ("88002", "rejected", False, 64800, True, True),
        ("88003", "open", None, None, True, True),
    ]


def test_calibration_holds_each_graders_score_of_each_ticket(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select ticket_id, list(cast(score_percent as double) order by score_percent nulls last), count(distinct grader_key)"
        " from core.fct_calibration_scores where source_system = 'zendesk_qa' and item_id = 'total' group by all order by all"
    ).fetchall() == [("4002", [0, 0, 83.3], 3), ("4003", [100, None], 2)]
    assert warehouse.execute(
        "select cast(score_percent as double) from core.fct_calibration_scores"
        " where source_system = 'zendesk_qa' and ticket_id = '4002' and item_id = '5003' order by all"
    ).fetchall() == [(0,), (0,), (100,)]
