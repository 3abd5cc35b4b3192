"""Purchase requisitions."""

from expectations.suite import PROCUREMENT, Suite, accounted, in_order, not_after_as_of, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_requisitions",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "requisition_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_requisitions"),
        unique_grain("requisition_key"),
        not_null("requisition_key", "source_system", "requisition_id", "status", "source_file_sha256", "source_row_number"),
        in_order("created_at", "submitted_at", "A requisition cannot be submitted before it exists; it shortens approval times."),
        in_order("submitted_at", "approved_at", "Approval follows submission; the reverse is a wrong time zone.", "warning"),
        rows_where(
            "amount_has_currency",
            "requisition_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
        rows_where(
            "status_mapped",
            "status = 'unknown'",
            "An unmapped status is missing from every count by status; add it to the code map of the system.",
            "warning",
            "status",
        ),
        *not_after_as_of("created_at", "approved_at"),
    ),
)
