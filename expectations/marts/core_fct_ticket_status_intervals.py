"""Status intervals of tickets, gap-free and without overlap."""

from expectations.suite import (
    SUPPORT,
    Suite,
    filled_from,
    in_set,
    no_rows,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_ticket_status_intervals",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "ticket_id", "interval_number"),
    checks=(
        filled_from("core.fct_tickets"),
        unique_grain("ticket_key", "interval_number"),
        not_null("ticket_key", "interval_number", "started_at", "ended_at", "status_category", "is_open"),
        references("ticket_key", "core.fct_tickets"),
        in_set(
            "status_category",
            ["new", "open", "pending_customer", "on_hold", "solved", "closed", "cancelled", "unknown"],
            "Backlog, business time and resolution are defined on these categories.",
        ),
        rows_where(
            "elapsed_matches_bounds",
            "ended_at < started_at or elapsed_seconds is distinct from date_diff('second', started_at, ended_at)",
            "An interval has the length of its bounds and does not run backwards.",
            column="elapsed_seconds",
        ),
        rows_where(
            "business_time_within_elapsed",
            "business_seconds is null or business_seconds < 0 or business_seconds > elapsed_seconds",
            "Business time is part of elapsed time; more of it means a wrong calendar or time zone.",
            column="business_seconds",
        ),
        no_rows(
            "no_gap_or_overlap",
            "select source_system, ticket_id, interval_number from (select source_system, ticket_id, interval_number,"
            " started_at, lag(ended_at) over (partition by ticket_key order by interval_number) as previous_ended_at"
            " from {batch}) where started_at <> previous_ended_at order by all",
            "Each interval starts where the one before ends: a gap loses time, an overlap counts it twice.",
            column="started_at",
        ),
        no_rows(
            "numbered_without_gap",
            "select source_system, ticket_id, count(*) as interval_count, max(interval_number) as last_number"
            " from {batch} group by source_system, ticket_id"
            " having min(interval_number) <> 1 or max(interval_number) <> count(*) order by all",
            "A missing number is a lost interval of the ticket.",
            column="interval_number",
        ),
        *not_after_as_of("started_at", "ended_at"),
    ),
)
