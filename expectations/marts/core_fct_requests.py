"""Intake requests."""

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
    asset="core.fct_requests",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "request_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_requests"),
        unique_grain("request_key"),
        not_null("request_key", "source_system", "request_id", "status", "source_file_sha256", "source_row_number"),
        references("supplier_key", "core.dim_suppliers"),
        in_order("created_at", "submitted_at", "A request cannot be submitted before it exists; the time zone is wrong."),
        in_order("submitted_at", "completed_at", "A request ends after it was submitted; the reverse shortens every cycle time."),
        rows_where(
            "amount_has_currency",
            "request_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
        rows_where(
            "status_mapped",
            "status = 'unknown' or request_type = 'unknown'",
            "An unmapped code is missing from every count by status or type; add it to the code map of the system.",
            "warning",
            "status",
        ),
        *not_after_as_of("created_at"),
    ),
)
