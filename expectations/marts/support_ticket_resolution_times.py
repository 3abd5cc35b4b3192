"""Resolution times by team, priority and month, beside what was still open."""

from expectations.suite import SUPPORT, Suite, between, no_rows, not_null, percentiles_in_order, references, unique_grain

SUITE = Suite(
    asset="support.ticket_resolution_times",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "team_id", "priority", "month_start_on"),
    checks=(
        unique_grain("source_system", "team_id", "priority", "month_start_on"),
        not_null("source_system", "team_key", "priority", "month_start_on", "resolved_count", "open_count"),
        references("team_key", "core.dim_teams"),
        between("resolved_count", 0, None, "A count."),
        between("open_count", 0, None, "A count."),
        between("resolution_hours_p50", 0, None, "A duration."),
        between("business_resolution_hours_p50", 0, None, "A duration."),
        percentiles_in_order("resolution_hours_p50", "resolution_hours_p90"),
        percentiles_in_order("business_resolution_hours_p50", "business_resolution_hours_p90"),
        no_rows(
            "every_resolved_ticket_counted_once",
            "select (select coalesce(sum(resolved_count), 0) from {batch}) as counted,"
            " (select count(*) from core.fct_tickets where is_resolved) as resolved_count"
            " where counted is distinct from resolved_count",
            "The mart covers all resolved tickets: what is missing from a group is missing from its times.",
            column="resolved_count",
        ),
    ),
)
