"""Cinder webhooks: what must come out of the example export."""

from datetime import datetime

import duckdb
from questions import rows

DECISION = "cast(left(review_decision_id, 8) as integer)"
JOB = "cast(left(review_task_id, 8) as integer)"
HARASSMENT, SPAM, APPROVE = (f"11111111-aaaa-4bbb-8ccc-00000000000{n}" for n in (2, 3, 4))


def test_only_leaves_of_the_policies_count(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Each decision names the policy above its own, too; a webhook that came twice is one decision."""
    assert rows(
        warehouse,
        f"select {DECISION}, action, policy_code, decision_raw from core.fct_review_decisions"
        " where source_system = 'cinder' order by 1",
    ) == [
        (1, "ban_account", HARASSMENT, "ban-user"),
        (2, "no_violation", APPROVE, "approve"),
        (3, "remove", SPAM, "disable-listing"),
        (4, "remove", SPAM, "disable-listing"),
        (5, "no_violation", APPROVE, "approve"),
        (7, "no_violation", APPROVE, "approve"),
    ]


def test_a_second_delivery_is_in_the_accounting(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(warehouse, "select count(*) from staging.stg_cinder__cinder_events") == [(8,)]
    assert rows(
        warehouse,
        "select left_value, right_value, difference from audit.reconciliation"
        " where source_system = 'cinder' and stage = 'raw_to_staging'",
    ) == [(9, 9, 0)]


def test_what_takes_a_decision_back_and_what_confirms_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select cast(left(later.review_decision_id, 8) as integer), cast(left(earlier.review_decision_id, 8) as integer)"
        " from core.fct_review_decisions as later"
        " left join core.fct_review_decisions as earlier on earlier.review_decision_key = later.overturns_decision_key"
        " where later.source_system = 'cinder' and later.overturns_decision_key is not null order by 1",
    ) == [(2, 1), (7, None)]
    assert rows(
        warehouse, f"select {DECISION} from core.fct_review_decisions where source_system = 'cinder' and not is_final"
    ) == [(1,)]


def test_a_workflow_decides_without_a_person_or_a_job(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select {DECISION}, reviewer_key, review_task_id from core.fct_review_decisions"
        " where source_system = 'cinder' and reviewer_type = 'auto'",
    ) == [(5, None, None)]


def test_jobs_are_put_together_from_all_events(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select {JOB}, queue_code, status, created_at, report_count from core.fct_review_tasks"
        f" where source_system = 'cinder' and {JOB} in (1, 6) order by 1",
    ) == [
        (1, "listings-harassment", "decided", datetime(2024, 3, 4, 8, 35, 52, 687552), None),
        (6, "listings-legal", "escalated", datetime(2024, 3, 4, 12, 43, 50, 782776), 4),
    ]


def test_whole_seconds_pass_between_fractions(warehouse: duckdb.DuckDBPyConnection) -> None:
    """From 09:50:00.5 to 10:00:00 are 599 whole seconds."""
    assert rows(
        warehouse, f"select time_to_decision_seconds from core.fct_review_tasks where source_system = 'cinder' and {JOB} = 3"
    ) == [(599,)]


def test_appeals_know_their_decision_or_say_that_it_is_missing(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select cast(left(appeal_id, 8) as integer), {DECISION}, decision_link, status, appellant_type, filed_at"
        " from core.fct_appeals where source_system = 'cinder' order by 1",
    ) == [
        (2, 1, "resolved", "overturned", "author", None),
        (4, 3, "resolved", "upheld", "author", None),
        (7, 9, "unresolved", "overturned", "author", None),
    ]


def test_escalation(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select {JOB}, tier, to_queue_code, raised_by_key like 'person:%', review_task_key is not null"
        " from core.fct_escalations where source_system = 'cinder'",
    ) == [(6, "legal", "listings-legal", True, True)]


def test_people_are_pseudonyms_and_words_are_lengths(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = rows(
        warehouse,
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where table_name like 'stg_cinder%' or table_name in ('fct_review_decisions', 'fct_appeals', 'fct_escalations')",
    )
    assert len(tables) > 6
    for (table,) in tables:
        text = str(rows(warehouse, f"select * from {table}")).lower()
        found = [word for word in ("trust.example", "shop.example", "ana reviewer", "second report") if word in text]
        assert not found, (table, found)
    assert rows(warehouse, "select max(notes_length) from staging.stg_cinder__cinder_events") == [
        (len("Second report this week"),)
    ]
