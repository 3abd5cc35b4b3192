"""Published takedown notices and the answers to them."""

from expectations.suite import SAFETY, Suite, accounted, between, in_set, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_takedown_cases",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "takedown_case_key", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_takedown_cases"),
        unique_grain("takedown_case_key"),
        not_null("takedown_case_key", "policy_key", "source_system", "notice_type", "source_file_sha256", "source_row_number"),
        references("policy_key", "core.dim_policies"),
        in_set(
            "notice_type",
            ["takedown", "retraction", "reversal", "counter_notice", "counter_notice_retraction", "unknown"],
            "Monthly totals count by type of notice.",
        ),
        rows_where(
            "notice_type_mapped",
            "notice_type = 'unknown'",
            "An unmapped type of notice is missing from the monthly totals.",
            "warning",
            "notice_type",
        ),
        rows_where(
            "published_on_filled",
            "published_on is null",
            "A case without its day belongs to no month.",
            "warning",
            "published_on",
        ),
        between("affected_item_count", 0, None, "A notice cannot affect fewer than no items."),
        rows_where(
            "published_on_not_in_future",
            "published_on > cast({as_of_at} as date)",
            "A publication after the as-of day is a wrong date in the source.",
            column="published_on",
        ),
    ),
)
