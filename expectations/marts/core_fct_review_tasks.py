"""Items to be labelled and tasks of review queues, with the outcome of their reviews."""

from expectations.suite import (
    SAFETY,
    Suite,
    accounted,
    between,
    in_order,
    in_set,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_review_tasks",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "review_task_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_review_tasks"),
        unique_grain("review_task_key"),
        not_null(
            "review_task_key",
            "policy_key",
            "source_system",
            "review_purpose",
            "review_task_id",
            "decision_count",
            "source_file_sha256",
            "source_row_number",
        ),
        references("policy_key", "core.dim_policies"),
        in_set("majority_decision", ["violating", "non_violating", "tie"], "Error rates know these outcomes only."),
        in_set("gold_decision", ["violating", "non_violating", "unknown"], "Quality is measured against these."),
        between("turnaround_seconds", 0, None, "Work cannot end before it starts."),
        between("majority_error_fraction", 0, 1, "A share of an item: right, wrong, or a tie between."),
        in_order("first_started_at", "last_submitted_at", "Submissions before the first start are wrong clocks.", "warning"),
        between("time_to_decision_seconds", 0, None, "Where a wrong clock puts the decision first there is no duration."),
        rows_where(
            "purpose_kept_apart",
            "review_purpose = 'enforcement' and (majority_decision is not null or gold_decision is not null)"
            " or review_purpose = 'labelling' and (status is not null or final_action is not null)",
            "Majorities are of independent labels, statuses and actions of queues: mixed, both would lie.",
            column="review_purpose",
        ),
        rows_where(
            "status_known",
            "status = 'unknown' or detection_source = 'unknown'",
            "A code outside the map is in no breakdown; add it to the system's codes.",
            "warning",
            "status",
        ),
        rows_where(
            "decisions_add_up",
            "violating_decision_count < 0 or non_violating_decision_count < 0"
            " or violating_decision_count + non_violating_decision_count > decision_count",
            "Decisions for and against are parts of all decisions on the item.",
            column="decision_count",
        ),
        rows_where(
            "every_decision_counted_once",
            "decision_count <> (select count(*) from core.fct_review_decisions d where d.review_task_key = b.review_task_key)",
            "The item counts its decisions; a difference means that task and decision figures tell different stories.",
            column="decision_count",
        ),
        *not_after_as_of("created_at", "last_submitted_at"),
    ),
)
