"""Review decisions of all review systems."""

from expectations.suite import (
    SAFETY,
    Suite,
    between,
    in_set,
    not_after_as_of,
    not_empty,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_review_decisions",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "review_decision_id", "source_file_sha256", "source_row_number"),
    feeds=("policy_review_labels", "review_judgements"),
    checks=(
        not_empty(),
        unique_grain("review_decision_key"),
        not_null(
            "review_decision_key",
            "review_task_key",
            "policy_key",
            "reviewer_key",
            "source_system",
            "decision",
            "source_file_sha256",
            "source_row_number",
        ),
        references("review_task_key", "core.fct_review_tasks"),
        references("policy_key", "core.dim_policies"),
        in_set("decision", ["violating", "non_violating", "unknown"], "Quality and agreement know these only."),
        in_set("gold_decision", ["violating", "non_violating", "unknown"], "Quality is measured against these."),
        rows_where(
            "decision_mapped",
            "decision = 'unknown' or gold_decision = 'unknown'",
            "An unmapped label is neither right nor wrong and drops out of quality and agreement.",
            "warning",
            "decision",
        ),
        rows_where(
            "correct_only_in_gold_direction",
            "is_correct and decision is distinct from gold_decision",
            "A decision in another direction than gold cannot be correct.",
            column="is_correct",
        ),
        between("handle_seconds", 0, None, "Work cannot end before it starts."),
        *not_after_as_of("submitted_at"),
    ),
)
