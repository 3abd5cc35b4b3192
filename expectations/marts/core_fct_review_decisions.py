"""Labels, decisions of review queues, and statements of reasons."""

from expectations.suite import (
    SAFETY,
    Suite,
    accounted,
    between,
    in_set,
    no_rows,
    not_after_as_of,
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
    checks=(
        accounted("fct_review_decisions"),
        unique_grain("review_decision_key"),
        not_null(
            "review_decision_key",
            "policy_key",
            "source_system",
            "review_purpose",
            "decision",
            "source_file_sha256",
            "source_row_number",
        ),
        references("review_task_key", "core.fct_review_tasks"),
        references("policy_key", "core.dim_policies"),
        in_set("decision", ["violating", "non_violating", "undecided", "unknown"], "Quality and agreement know these only."),
        in_set("gold_decision", ["violating", "non_violating", "unknown"], "Quality is measured against these."),
        rows_where(
            "decision_mapped",
            "decision = 'unknown' or gold_decision = 'unknown'",
            "An unmapped label is neither right nor wrong and drops out of quality and agreement.",
            "warning",
            "decision",
        ),
        in_set("review_purpose", ["labelling", "enforcement", "transparency"], "Counts are taken within one purpose."),
        rows_where(
            "purpose_kept_apart",
            "review_purpose = 'labelling' and (action is not null or review_task_key is null or reviewer_key is null)"
            " or review_purpose <> 'labelling' and (is_correct is not null or gold_decision is not null)"
            " or review_purpose = 'transparency' and (review_task_key is not null or submitted_at is not null)",
            "A label enforces nothing, a queue has no gold, a statement is no review work: mixed, all three would lie.",
            column="review_purpose",
        ),
        no_rows(
            "agreement_of_labels_only",
            "select distinct a.source_system from core.fct_agreement a"
            " join {batch} b on b.source_system = a.source_system and b.review_purpose <> 'labelling' order by all",
            "Agreement is of independent labels; decisions that correct each other disagree by design.",
            column="review_purpose",
        ),
        rows_where(
            "one_final_decision_per_task",
            "is_final and review_task_key is not null and review_purpose = 'enforcement' and exists ("
            "select 1 from {batch} o where o.review_task_key = b.review_task_key and o.is_final"
            " and o.review_decision_key <> b.review_decision_key)",
            "Two decisions that both stand leave open what happened to the content.",
            "warning",
            "is_final",
        ),
        rows_where(
            "not_before_task",
            "is_before_task",
            "A decision before its task entered the queue is a wrong clock; it counts, but has no duration.",
            "warning",
            "submitted_at",
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
