"""Support tickets."""

from expectations.suite import (
    SUPPORT,
    Suite,
    accounted,
    between,
    in_order,
    in_set,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_tickets",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "ticket_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_tickets"),
        unique_grain("ticket_key"),
        not_null(
            "ticket_key",
            "source_system",
            "ticket_id",
            "team_key",
            "opened_at",
            "status_category",
            "source_file_sha256",
            "source_row_number",
        ),
        references("team_key", "core.dim_teams"),
        in_set(
            "status_category",
            ["new", "open", "pending_customer", "on_hold", "solved", "closed", "cancelled", "unknown"],
            "Backlog, business time and resolution are defined on these categories.",
        ),
        rows_where(
            "status_mapped",
            "status_category = 'unknown'",
            "A ticket in an unmapped status counts as open until the status is mapped.",
            "warning",
            "status_category",
        ),
        rows_where(
            "resolved_exactly_when_time_is_known",
            "is_resolved <> (resolved_at is not null)",
            "Resolution times cover the resolved tickets and no others.",
            column="resolved_at",
        ),
        rows_where(
            "open_or_ended",
            "is_open = (status_category in ('solved', 'closed', 'cancelled'))",
            "A ticket is in the backlog or has ended, never both and never neither.",
            column="is_open",
        ),
        in_order("opened_at", "first_resolved_at", "A ticket cannot be resolved before it is opened."),
        in_order("opened_at", "first_responded_at", "An answer cannot precede the question.", "warning"),
        in_order("first_resolved_at", "resolved_at", "The last resolution cannot precede the first."),
        between("resolution_seconds", 0, None, "A duration."),
        rows_where(
            "business_time_within_elapsed",
            "business_resolution_seconds < 0 or business_resolution_seconds > resolution_seconds",
            "Business time is part of elapsed time; more of it means a wrong calendar or time zone.",
            column="business_resolution_seconds",
        ),
        rows_where(
            "intervals_sum_to_resolution",
            "is_resolved and resolution_seconds <> (select coalesce(sum(i.elapsed_seconds), 0)"
            " from core.fct_ticket_status_intervals i"
            " where i.ticket_key = b.ticket_key and i.started_at < b.resolved_at)",
            "The seconds in each status add up to the time to resolution; otherwise a gap or an overlap distorts both.",
            column="resolution_seconds",
        ),
        rows_where(
            "deleted_tickets_have_ended",
            "is_deleted and is_open",
            "A deleted ticket waits for nobody and must not stay in the backlog.",
            column="is_deleted",
        ),
        *not_after_as_of("opened_at", "first_responded_at", "resolved_at", "closed_at"),
    ),
)
