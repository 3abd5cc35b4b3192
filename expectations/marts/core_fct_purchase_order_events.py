"""Events of purchase-order lines."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    in_set,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_purchase_order_events",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "purchase_order_event_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_purchase_order_events"),
        unique_grain("purchase_order_event_key"),
        not_null(
            "purchase_order_event_key",
            "purchase_order_line_key",
            "source_system",
            "event_type",
            "source_file_sha256",
            "source_row_number",
        ),
        references("purchase_order_line_key", "core.fct_purchase_order_lines", severity="warning"),
        in_set("occurred_at_precision", ["second", "minute", "day"], "Durations are made to this precision."),
        in_set("time_basis", ["recorded", "supplier_document"], "A supplier's own date is no recorded time."),
        rows_where(
            "event_type_mapped",
            "event_type = 'unknown'",
            "An unmapped activity is missing from milestones and makes touchless rates too low.",
            "warning",
            "event_type",
        ),
        rows_where(
            "occurred_at_filled",
            "occurred_at is null",
            "An event without its time cannot be a milestone.",
            "warning",
            "occurred_at",
        ),
        *not_after_as_of("occurred_at"),
    ),
)
