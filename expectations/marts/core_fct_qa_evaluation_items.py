"""Parts of evaluations."""

from expectations.suite import VENDOR, Suite, accounted, between, in_set, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_qa_evaluation_items",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "qa_evaluation_id", "item_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_qa_evaluation_items"),
        unique_grain("qa_evaluation_item_key"),
        not_null("qa_evaluation_item_key", "qa_evaluation_key", "source_system", "item_id", "error_class", "is_not_applicable"),
        references("qa_evaluation_key", "core.fct_qa_evaluations"),
        between("score_percent", 0, 100, "A share of the points possible; outside 0 to 100 the source scores on another scale."),
        in_set(
            "error_class",
            ["customer_critical", "business_critical", "compliance_critical", "non_critical"],
            "An item without a class of error is missing from the accuracy of its class; add it to the code map.",
            "warning",
        ),
        rows_where(
            "error_is_lost_points",
            "has_error is distinct from (score_percent < 100)",
            "An error is where points were lost, and where nothing applied there is none.",
            column="has_error",
        ),
    ),
)
