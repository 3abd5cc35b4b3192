"""Bridges between the stages, from landed files to facts."""

from expectations.suite import DATA_PLATFORM, Suite, in_set, not_empty, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="audit.reconciliation",
    stage="gate_2",
    owner=DATA_PLATFORM,
    keys=("stage", "source_system", "object", "measure", "currency_code", "left_value", "right_value", "difference"),
    checks=(
        not_empty("Without its bridges nothing shows that every landed row arrived."),
        unique_grain("stage", "source_system", "object", "measure", "currency_code"),
        not_null("stage", "source_system", "object", "measure", "left_value", "right_value", "difference"),
        in_set(
            "stage",
            ["landed_to_raw", "raw_to_staging", "staging_to_fact"],
            "Each stage has its own bridge; an unknown one leaves a gap between the others.",
        ),
        rows_where(
            "difference_is_zero",
            "difference <> 0",
            "A difference is rows or money lost or invented on the way. Nothing is published with one.",
            column="difference",
        ),
        rows_where(
            "difference_is_left_minus_right",
            "difference <> left_value - right_value",
            "A difference that does not follow from its sides proves nothing.",
            column="difference",
        ),
    ),
)
