"""ROOST Coop: what must come out of the example export."""

from datetime import datetime

import duckdb
from questions import rows

NUMBER = "cast(right(review_decision_id, 12) as integer)"


def test_one_job_with_many_actions_and_policies_is_one_decision(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select action, decision, policy_code, decision_raw from core.fct_review_decisions"
        f" where source_system = 'coop' and {NUMBER} = 1",
    ) == [("suspend_account", "violating", "multiple", "act_suspend")]
    assert rows(
        warehouse,
        f"select action, policy_code from core.fct_review_decision_actions"
        f" where source_system = 'coop' and {NUMBER} = 1 order by all",
    ) == [(action, policy) for action in ("remove", "suspend_account") for policy in ("pol_harass", "pol_hate")]


def test_an_empty_reviewer_is_the_system_itself(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select {NUMBER}, reviewer_type, reviewer_key, action, decision from core.fct_review_decisions"
        " where source_system = 'coop' and reviewer_type <> 'human'",
    ) == [(3, "auto", None, "skip", "undecided")]


def test_each_kind_of_component_is_an_action(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert dict(rows(warehouse, f"select {NUMBER}, action from core.fct_review_decisions where source_system = 'coop'")) == {
        1: "suspend_account",
        2: "no_violation",
        3: "skip",
        4: "no_violation",
        5: "escalate",
        6: "report",
        8: "warn",
        9: "label",
    }


def test_no_handle_time_is_made_up(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select count(*), count(handle_seconds), count(started_at) from core.fct_review_decisions where source_system = 'coop'",
    ) == [(8, 0, 0)]


def test_a_decision_whose_job_is_not_exported_stays(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        f"select review_task_key, review_task_id is not null, submitted_at from core.fct_review_decisions"
        f" where source_system = 'coop' and {NUMBER} = 8",
    ) == [(None, True, datetime(2024, 3, 3, 23, 59, 59, 900000))]


def test_a_decision_before_its_job_is_flagged_and_kept(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The job entered at 13:00+01:00 and was decided at 11:59:59+00:00."""
    assert rows(warehouse, f"select {NUMBER} from core.fct_review_decisions where source_system = 'coop' and is_before_task") == [
        (9,)
    ]
    assert rows(
        warehouse,
        "select time_to_decision_seconds, final_action from core.fct_review_tasks"
        " where source_system = 'coop' and content_id = 'p-9009'",
    ) == [(None, "label")]


def test_jobs_name_queue_item_and_detection(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select queue_code, content_id, detection_source, policy_code, status, decision_count from core.fct_review_tasks"
        " where source_system = 'coop' order by created_at, content_id",
    ) == [
        ("General", "p-9001", "user_report", "pol_hate", "decided", 1),
        ("General", "p-9002", "classifier", "pol_spam", "decided", 1),
        ("General", "p-9003", "user_report", "unspecified", "decided", 1),
        ("General", "u-9005", "classifier", "pol_grooming", "decided", 1),
        ("Child safety", "u-9005", "proactive", "pol_grooming", "decided", 1),
        ("General", "p-9007", "user_report", "multiple", "queued", 0),
        ("General", "p-9009", "user_report", "pol_spam", "decided", 1),
        ("Appeals", "p-9001", "appeal", "unspecified", "decided", 1),
    ]


def test_appeals_are_resolved_by_a_later_decision(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select appeal_id, status, decision_link, content_id, resolution_seconds from core.fct_appeals"
        " where source_system = 'coop' order by appeal_id",
    ) == [("ap-61", "overturned", "not_named", "p-9001", 5400), ("ap-62", "open", "not_named", "p-8999", None)]


def test_passing_a_job_on_is_an_escalation(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select tier, tier_raw, from_queue_code, to_queue_code from core.fct_escalations"
        " where source_system = 'coop' order by raised_at",
    ) == [("csam_ncmec", "NCMEC", "General", "Child safety"), ("csam_ncmec", "SUBMIT_NCMEC_REPORT", "Child safety", None)]


def test_a_failed_scoring_is_no_score(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select item_id, model_version, score from core.fct_classifier_scores where source_system = 'coop' order by item_id",
    ) == [("p-9001", "7", 0.8125), ("p-9002", "8", 2.5e-07)]


def test_policies_keep_severity_and_kind_of_harm(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select policy_code, harm_type, is_severe from core.dim_policies"
        " where source_system = 'coop' and policy_code like 'pol%' order by 1",
    ) == [
        ("pol_grooming", "child_safety", True),
        ("pol_harass", "harassment", False),
        ("pol_hate", "hate", False),
        ("pol_spam", "spam", False),
    ]
