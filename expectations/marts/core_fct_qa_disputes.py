"""Disputes of evaluations."""

from expectations.suite import (
    VENDOR,
    Suite,
    accounted,
    in_order,
    in_set,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_qa_disputes",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "dispute_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_qa_disputes"),
        unique_grain("qa_dispute_key"),
        not_null("qa_dispute_key", "source_system", "dispute_id", "qa_evaluation_id", "status", "is_deleted"),
        references("qa_evaluation_key", "core.fct_qa_evaluations"),
        in_set(
            "status",
            ["open", "accepted", "partially_accepted", "rejected"],
            "A state that the code map lacks is in no rate of disputes upheld.",
            "warning",
        ),
        in_order("opened_at", "resolved_at", "A dispute cannot be resolved before it was opened."),
        rows_where(
            "disputed_evaluation_came",
            "qa_evaluation_key is null",
            "Without its evaluation a dispute is in the numerator of a rate and not in its denominator.",
            "warning",
            "qa_evaluation_key",
        ),
        *not_after_as_of("opened_at", "resolved_at"),
    ),
)
