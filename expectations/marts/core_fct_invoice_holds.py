"""Holds on invoices."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    in_order,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_invoice_holds",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "hold_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_invoice_holds"),
        unique_grain("hold_key"),
        not_null("hold_key", "invoice_key", "source_system", "hold_type", "source_file_sha256", "source_row_number"),
        references("invoice_key", "core.fct_invoices", severity="warning"),
        in_order("placed_at", "released_at", "A hold is released after it was placed; the reverse is a negative time on hold."),
        rows_where(
            "hold_type_mapped",
            "hold_type = 'unknown'",
            "An unmapped hold is missing from every count by type; add it to the code map of the system.",
            "warning",
            "hold_type",
        ),
        *not_after_as_of("placed_at", "released_at"),
    ),
)
