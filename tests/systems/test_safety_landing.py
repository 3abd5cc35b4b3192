"""Landing schema for review queues: what must come out of the example exports, CSV and JSON lines."""

from datetime import datetime

import duckdb
from questions import rows


def test_the_latest_state_of_a_task_counts_whichever_file_brings_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The later file updates t-1006, and repeats an older state of t-1004."""
    assert rows(
        warehouse,
        "select review_task_id, status, assigned_at, report_count from core.fct_review_tasks"
        " where source_system = 'safety_landing' and review_task_id in ('t-1004', 't-1006', 't-1009') order by 1",
    ) == [
        ("t-1004", "decided", datetime(2024, 3, 4, 9, 31), 0),
        ("t-1006", "decided", datetime(2024, 3, 4, 13), 2),
        ("t-1009", "in_review", datetime(2024, 3, 5, 7, 30), 1),
    ]


def test_several_decisions_of_a_task_and_the_one_that_stands(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select review_decision_id, decision_number, action, is_final from core.fct_review_decisions"
        " where source_system = 'safety_landing' and review_task_id = 't-1002' order by decision_number",
    ) == [("d-2002", 1, "remove", False), ("d-2003", 2, "no_violation", False), ("d-2004", 3, "remove", True)]
    assert rows(
        warehouse,
        "select decision_count, violating_decision_count, non_violating_decision_count, final_action, majority_decision"
        " from core.fct_review_tasks where source_system = 'safety_landing' and review_task_id = 't-1002'",
    ) == [(3, 2, 1, "remove", None)]


def test_two_decisions_then_overturn(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select later.review_decision_id, earlier.review_decision_id, earlier.is_final, tasks.final_action"
        " from core.fct_review_decisions as later"
        " inner join core.fct_review_decisions as earlier on earlier.review_decision_key = later.overturns_decision_key"
        " inner join core.fct_review_tasks as tasks on tasks.review_task_key = later.review_task_key"
        " where later.source_system = 'safety_landing'",
    ) == [("d-2010", "d-2006", False, "no_violation")]


def test_an_automatic_close_has_no_reviewer(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select review_decision_id, reviewer_key, action, decision from core.fct_review_decisions"
        " where source_system = 'safety_landing' and reviewer_type = 'auto'",
    ) == [("d-2005", None, "skip", "undecided")]


def test_a_wrong_clock_is_flagged_and_the_decision_kept(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select decisions.review_decision_id, tasks.time_to_decision_seconds from core.fct_review_decisions as decisions"
        " inner join core.fct_review_tasks as tasks on tasks.review_task_key = decisions.review_task_key"
        " where decisions.source_system = 'safety_landing' and decisions.is_before_task",
    ) == [("d-2007", None)]


def test_handle_time_is_what_the_queue_measured(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select count(*), count(handle_seconds), sum(handle_seconds) from core.fct_review_decisions"
        " where source_system = 'safety_landing'",
    ) == [(12, 10, 1775)]


def test_appeals_wait_for_decisions_that_come_late(warehouse: duckdb.DuckDBPyConnection) -> None:
    """a-3001 and a-3003 were landed before their decisions; the decision of a-3004 never came."""
    assert rows(
        warehouse,
        "select appeal_id, status, decision_link, review_decision_id from core.fct_appeals"
        " where source_system = 'safety_landing' order by 1",
    ) == [
        ("a-3001", "overturned", "resolved", "d-2006"),
        ("a-3002", "upheld", "resolved", "d-2001"),
        ("a-3003", "open", "resolved", "d-2011"),
        ("a-3004", "in_review", "unresolved", "d-2099"),
    ]


def test_escalations_keep_their_tier_and_an_unknown_task(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select escalation_id, tier, to_queue_code, review_task_key is not null from core.fct_escalations"
        " where source_system = 'safety_landing' order by 1",
    ) == [
        ("e-4001", "csam_ncmec", "ncmec_reports", True),
        ("e-4002", "legal", "legal_review", True),
        ("e-4003", "l2", "senior_review", False),
    ]


def test_scores_of_two_versions_stand_side_by_side(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select model_version, score, threshold, is_flagged from core.fct_classifier_scores"
        " where source_system = 'safety_landing' and item_id = 'c-502' order by 1",
    ) == [("1.4.1", 0.83, 0.75, True), ("1.5.0", 0.71, 0.75, False)]
    assert rows(
        warehouse,
        "select score from core.fct_classifier_scores"
        " where source_system = 'safety_landing' and item_id = 'c-501' and category = 'violence'",
    ) == [(9.1e-05,)]


def test_golden_labels_are_labels_and_no_gold_of_queues(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select content_id, policy_code, label, action from core.fct_content_labels"
        " where source_system = 'safety_landing' order by 1",
    ) == [("c-501", "hate_speech", 1, "remove"), ("c-504", "spam", 0, "no_violation"), ("c-510", "adult_nudity", None, None)]
    assert rows(
        warehouse,
        "select count(*) from core.fct_review_decisions where review_purpose <> 'labelling' and gold_decision is not null",
    ) == [(0,)]


def test_of_policy_versions_the_last_in_force_is_shown(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select policy_name, harm_type, is_severe from core.dim_policies"
        " where source_system = 'safety_landing' and policy_code in ('hate_speech', 'csam') order by policy_code",
    ) == [("Sexual abuse of minors", "child_safety", True), ("Hate speech and dehumanisation", "hate", False)]


def test_operational_decisions_do_not_enter_labelling_experiments(warehouse: duckdb.DuckDBPyConnection) -> None:
    labelling = {"policy_reviews", "review_platform"}
    for table in ("core.fct_agreement", "core.fct_vendor_qa_evaluations", "vendor.reviewer_quality"):
        assert {system for (system,) in rows(warehouse, f"select distinct source_system from {table}")} == labelling, table


def test_words_are_lengths_and_people_are_pseudonyms(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select rationale_length, reviewer_id like 'account:%' from staging.stg_safety_landing__safety_review_decisions"
        " where review_decision_id = 'd-2001'",
    ) == [(len('Slur aimed at a group,\nsecond line of the "reason"'), True)]
    for (table,) in rows(
        warehouse,
        "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('staging', 'core', 'safety')",
    ):
        text = str(rows(warehouse, f"select * from {table}"))
        assert not [word for word in ("rev_ana", "rev_bo", "lead_eve", "Slur aimed", "normal offer") if word in text], table


def test_everything_landed_is_accounted_for(warehouse: duckdb.DuckDBPyConnection) -> None:
    systems = ("safety_landing", "coop", "cinder", "dsa", "openai_moderation")
    found = rows(
        warehouse, f"select stage, source_system, object, difference from audit.reconciliation where source_system in {systems}"
    )
    assert {stage for stage, *_ in found} == {"landed_to_raw", "raw_to_staging", "staging_to_fact"}
    assert {system for _, system, *_ in found} == set(systems)
    assert [row for row in found if row[-1] != 0] == []
