"""Statements of reasons of the EU transparency database: what must come out of the example exports, full and light."""

from datetime import date, datetime

import duckdb
from questions import rows

NUMBER = "cast(right(review_decision_id, 12) as integer)"


def test_a_statement_in_both_exports_is_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select {NUMBER}, action, decision, reviewer_type, is_automatically_detected, decided_on, recorded_at"
        " from core.fct_review_decisions where source_system = 'dsa' order by 1",
    ) == [
        (1, "remove", "violating", "human", False, date(2024, 3, 4), datetime(2024, 3, 5, 0, 10)),
        (2, "suspend_account", "violating", "auto", True, date(2024, 3, 4), datetime(2024, 3, 5, 0, 10)),
        (3, "restrict", "violating", "hybrid", True, date(2024, 3, 4), datetime(2024, 3, 5, 0, 10)),
        (4, "age_gate", "violating", "hybrid", True, date(2024, 3, 5), datetime(2024, 3, 6, 0, 10)),
    ]


def test_lists_in_cells_and_other_groups_are_actions(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select action, action_raw from core.fct_review_decision_actions"
        f" where source_system = 'dsa' and {NUMBER} = 2 order by 1",
    ) == [
        ("demote", "DECISION_VISIBILITY_CONTENT_DEMOTED"),
        ("label", "DECISION_VISIBILITY_CONTENT_LABELLED"),
        ("suspend_account", "DECISION_ACCOUNT_SUSPENDED"),
    ]


def test_a_statement_is_linked_to_the_decision_it_repeats(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select stated.source_system, stated.review_decision_id from core.fct_review_decisions as statements"
        " inner join core.fct_review_decisions as stated on stated.review_decision_key = statements.stated_decision_key",
    ) == [("safety_landing", "d-2001")]


def test_statements_are_no_review_work(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select distinct review_purpose, review_task_key, submitted_at from core.fct_review_decisions"
        " where source_system = 'dsa'",
    ) == [("transparency", None, None)]
    assert rows(warehouse, "select count(*) from safety.review_operations where source_system = 'dsa'") == [(0,)]
    assert rows(
        warehouse,
        "select sum(decision_count) = (select count(*) from core.fct_review_decisions where review_purpose <> 'transparency')"
        " from safety.review_operations",
    ) == [(True,)]
