"""What decisions of review queues and statements of reasons did."""

from expectations.suite import SAFETY, Suite, filled_from, no_rows, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_review_decision_actions",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "review_decision_id", "action_raw", "source_file_sha256", "source_row_number"),
    checks=(
        filled_from("core.fct_review_decisions where action <> 'unknown'"),
        unique_grain("review_decision_action_key"),
        not_null("review_decision_key", "policy_key", "source_system", "action", "source_file_sha256", "source_row_number"),
        references("review_decision_key", "core.fct_review_decisions"),
        references("policy_key", "core.dim_policies"),
        no_rows(
            "every_decision_has_an_action",
            "select source_system, review_decision_id from core.fct_review_decisions d where review_purpose <> 'labelling'"
            " and not exists (select 1 from {batch} b where b.review_decision_key = d.review_decision_key) order by all",
            "A decision without action is in the volume and in no breakdown by action.",
            "warning",
        ),
        no_rows(
            "headline_action_is_among_the_actions",
            "select d.source_system, d.review_decision_id from core.fct_review_decisions d where d.action <> 'unknown'"
            " and not exists (select 1 from {batch} b"
            " where b.review_decision_key = d.review_decision_key and b.action = d.action) order by all",
            "The gravest action stands for the decision; it must be one that was taken.",
        ),
        rows_where(
            "action_mapped", "action = 'unknown'", "Add the code to the system's codes: it has no direction.", "warning", "action"
        ),
    ),
)
