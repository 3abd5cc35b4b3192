"""Promises made to tickets and what became of them."""

from expectations.suite import SUPPORT, Suite, between, filled_from, in_set, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_sla_instances",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "ticket_id", "sla_target_id", "source_file_sha256", "source_row_number"),
    checks=(
        filled_from(
            "core.fct_tickets t join reference.sla_targets s"
            " on s.source_system = t.source_system and s.priority = t.priority_at_open"
            " and s.valid_from <= cast(t.opened_at as date) and coalesce(s.valid_to > cast(t.opened_at as date), true)"
        ),
        unique_grain("sla_instance_key"),
        not_null("sla_instance_key", "ticket_key", "sla_target_id", "target_seconds", "outcome", "due_at"),
        references("ticket_key", "core.fct_tickets"),
        references("team_key", "core.dim_teams"),
        in_set("outcome", ["met", "breached", "undecided", "cancelled"], "Attainment counts these outcomes only."),
        between("target_seconds", 1, None, "A promise without a time is none."),
        between("elapsed_business_seconds", 0, None, "A duration."),
        rows_where(
            "one_count_per_outcome",
            "met_count <> cast(outcome = 'met' as bigint) or breached_count <> cast(outcome = 'breached' as bigint)"
            " or undecided_count <> cast(outcome = 'undecided' as bigint)",
            "Attainment sums the counts; they must say what the outcome says.",
            column="outcome",
        ),
        rows_where(
            "breached_when_target_exceeded",
            "outcome <> 'cancelled' and (outcome = 'breached') <> (elapsed_business_seconds > target_seconds)",
            "An open ticket past its target is breached now; one within it is not.",
            column="outcome",
        ),
    ),
)
