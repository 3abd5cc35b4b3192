"""Decisions held against the adjudicated label."""

from expectations.suite import VENDOR, Suite, accounted, in_set, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_vendor_qa_evaluations",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "review_decision_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_vendor_qa_evaluations"),
        unique_grain("qa_evaluation_key"),
        not_null(
            "qa_evaluation_key",
            "review_decision_key",
            "reviewer_key",
            "policy_key",
            "is_correct",
            "is_critical_error",
            "source_file_sha256",
            "source_row_number",
        ),
        references("review_decision_key", "core.fct_review_decisions"),
        references("policy_key", "core.dim_policies"),
        in_set("decision", ["violating", "non_violating"], "Only decisions with a direction can be evaluated."),
        in_set("gold_decision", ["violating", "non_violating"], "Only gold with a direction can be evaluated against."),
        in_set("error_type", ["missed_violation", "wrongful_action", "wrong_reason"], "Errors are broken down by type."),
        rows_where(
            "error_has_type",
            "is_correct = (error_type is not null)",
            "Every error has its type and no correct decision has one: the types add up to the errors.",
            column="error_type",
        ),
        rows_where(
            "critical_error_is_wrong_direction",
            "is_critical_error <> (decision <> gold_decision)",
            "A critical error is a decision in the wrong direction, nothing else.",
            column="is_critical_error",
        ),
    ),
)
