"""What agents were scheduled to do."""

from expectations.suite import VENDOR, Suite, accounted, between, in_order, in_set, not_null, references, unique_grain

SUITE = Suite(
    asset="core.fct_shifts",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "shift_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_shifts"),
        unique_grain("shift_key"),
        not_null("shift_key", "source_system", "shift_id", "status", "is_overlapping"),
        references("agent_key", "core.dim_agents"),
        references("agent_version_key", "core.dim_agents"),
        references("vendor_key", "core.dim_vendors"),
        in_order("starts_at", "ends_at", "A shift cannot end before it begins."),
        between("duration_seconds", 0, 172800, "More than two days is no shift but a wrong date.", "warning"),
        in_set(
            "status",
            ["scheduled", "worked", "absent", "cancelled"],
            "A status that the code map lacks is neither worked nor absent: absence would look smaller than it is.",
            "warning",
        ),
    ),
)
