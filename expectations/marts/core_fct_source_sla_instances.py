"""SLA clocks as the ticket systems measured them. Empty while no landed ticket was promised anything."""

from expectations.suite import (
    SUPPORT,
    Suite,
    accounted,
    between,
    in_order,
    in_set,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_source_sla_instances",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "ticket_id", "source_sla_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_source_sla_instances"),
        unique_grain("source_sla_instance_key"),
        not_null("source_sla_instance_key", "ticket_key", "sla_name", "outcome", "met_count", "breached_count"),
        references("ticket_key", "core.fct_tickets"),
        in_set("outcome", ["met", "breached", "undecided", "cancelled"], "Attainment counts these outcomes only."),
        in_order("started_at", "stopped_at", "A clock cannot stop before it starts."),
        between("elapsed_seconds", 0, None, "A duration."),
        rows_where(
            "one_count_per_outcome",
            "met_count <> cast(outcome = 'met' as bigint) or breached_count <> cast(outcome = 'breached' as bigint)",
            "Rates sum the counts; they must say what the outcome says.",
            column="outcome",
        ),
        rows_where(
            "met_within_target",
            "outcome = 'met' and elapsed_seconds > target_seconds",
            "The source calls a promise kept that took longer than promised: its target or its clock is read wrongly.",
            "warning",
            "outcome",
        ),
    ),
)
