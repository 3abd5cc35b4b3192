"""Logged changes of tickets. Empty where no landed change belongs to a landed ticket: the fact accounting counts that."""

from expectations.suite import SUPPORT, Suite, accounted, in_set, not_after_as_of, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_ticket_events",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "ticket_id", "change_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_ticket_events"),
        unique_grain("ticket_event_key"),
        not_null("ticket_event_key", "ticket_key", "change_number", "occurred_at", "field"),
        references("ticket_key", "core.fct_tickets"),
        in_set("field", ["agent", "priority", "status", "team"], "Another field may hold free text or persons."),
        rows_where(
            "agents_are_pseudonyms",
            "field = 'agent' and not (coalesce(from_value, to_value) similar to '[a-z]+:[0-9a-f]+'"
            " and coalesce(to_value, from_value) similar to '[a-z]+:[0-9a-f]+')",
            "The log names agents by their account: only pseudonyms may leave staging.",
            column="to_value",
        ),
        rows_where(
            "change_changes_something",
            "from_value is not distinct from to_value",
            "A logged change without a difference is counted as a touch or a transfer that never was.",
            "warning",
            "to_value",
        ),
        *not_after_as_of("occurred_at"),
    ),
)
