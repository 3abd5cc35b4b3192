"""Purchase-order lines with their milestones."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    between,
    not_after_as_of,
    not_null,
    part_of_whole,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_purchase_order_lines",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "purchase_order_line_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_purchase_order_lines"),
        unique_grain("purchase_order_line_key"),
        not_null(
            "purchase_order_line_key",
            "purchase_order_key",
            "source_system",
            "purchase_order_line_id",
            "source_file_sha256",
            "source_row_number",
        ),
        references("purchase_order_key", "core.fct_purchase_orders", severity="warning"),
        references("supplier_key", "core.dim_suppliers"),
        part_of_whole("touchless_count", "cleared_count"),
        between("cleared_count", 0, 1, "A line is cleared or not; rates sum this count."),
        between("ordered_quantity", 0, None, "A negative quantity is a return, which is not ordered.", "warning"),
        between("ordered_amount", 0, None, "A negative order value lowers the commitments of others.", "warning"),
        between(
            "seconds_to_first_receipt",
            0,
            None,
            "A receipt before its order line is an order after the fact; it shortens the cycle times it is part of.",
            "warning",
        ),
        between("seconds_invoice_to_clearing", 0, None, "Clearing settles an invoice and cannot precede it."),
        rows_where(
            "whole_days_match_seconds",
            "days_to_first_receipt <> floor(cast(seconds_to_first_receipt as double) / 86400.0)"
            " or (days_to_first_receipt is null) <> (seconds_to_first_receipt is null)",
            "Days are whole days of the seconds; otherwise the two columns contradict each other in reports.",
            column="days_to_first_receipt",
        ),
        rows_where(
            "receipt_has_milestone",
            "is_received and first_receipt_at is null",
            "A received line without the time of its receipt is missing from every cycle time.",
            "warning",
            "first_receipt_at",
        ),
        *not_after_as_of("created_at", "first_receipt_at", "first_invoice_at", "first_cleared_at"),
    ),
)
