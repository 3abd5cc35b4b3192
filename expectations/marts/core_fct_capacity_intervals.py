"""Volume, service and staffing by interval."""

from expectations.suite import VENDOR, Suite, accounted, between, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_capacity_intervals",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "capacity_interval_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_capacity_intervals"),
        unique_grain("capacity_interval_key"),
        not_null("capacity_interval_key", "source_system", "capacity_interval_id", "starts_at", "interval_seconds"),
        references("vendor_key", "core.dim_vendors"),
        between("interval_seconds", 60, 86400, "An interval is between a minute and a day."),
        between("reported_service_level_rate", 0, 1, "A share; more than 1 is a percentage that lost its sign."),
        rows_where(
            "answered_within_offered",
            "answered_within_target_count > offered_count",
            "No more contacts can be answered in time than came.",
            column="answered_within_target_count",
        ),
        rows_where(
            "service_level_is_that_of_the_counts",
            "abs(reported_service_level_rate - cast(answered_within_target_count as double) / nullif(offered_count, 0)) > 0.01",
            "The vendor reports another service level than its own counts give; ask by which formula.",
            "warning",
            "reported_service_level_rate",
        ),
        rows_where(
            "productive_within_staffed",
            "productive_seconds > staffed_seconds",
            "Nobody is productive longer than present.",
            "warning",
            "productive_seconds",
        ),
    ),
)
