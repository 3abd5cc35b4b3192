"""Review volume and speed by policy and month."""

from expectations.suite import (
    SAFETY,
    Suite,
    between,
    no_rows,
    not_null,
    part_of_whole,
    percentiles_in_order,
    references,
    unique_grain,
)

SUITE = Suite(
    asset="safety.review_operations",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "policy_code", "month_start_on"),
    checks=(
        unique_grain("review_operations_key"),
        not_null("review_operations_key", "policy_key", "source_system", "decision_count", "task_count"),
        references("policy_key", "core.dim_policies"),
        part_of_whole("reviewed_task_count", "task_count"),
        part_of_whole("reviewer_count", "decision_count"),
        part_of_whole("timed_decision_count", "decision_count"),
        part_of_whole("batch_timed_decision_count", "decision_count"),
        between("median_handle_seconds", 0, None, "A duration."),
        between("median_turnaround_seconds", 0, None, "A duration."),
        percentiles_in_order("median_handle_seconds", "p90_handle_seconds"),
        percentiles_in_order("median_turnaround_seconds", "p90_turnaround_seconds"),
        no_rows(
            "every_decision_counted_once",
            "select (select coalesce(sum(decision_count), 0) from {batch}) as counted,"
            " (select count(*) from core.fct_review_decisions where review_purpose <> 'transparency') as decision_count"
            " where counted is distinct from decision_count",
            "All decisions but statements, which repeat one: what no group holds is missing from volume and speed.",
            column="decision_count",
        ),
    ),
)
