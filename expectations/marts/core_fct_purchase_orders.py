"""Purchase orders."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    in_set,
    not_after_as_of,
    not_null,
    part_of_whole,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_purchase_orders",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "purchase_order_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_purchase_orders"),
        unique_grain("purchase_order_key"),
        not_null(
            "purchase_order_key",
            "source_system",
            "purchase_order_id",
            "ordered_amount",
            "line_count",
            "source_file_sha256",
            "source_row_number",
        ),
        in_set(
            "status",
            ["deleted", "cancelled", "cleared", "closed", "received", "partly_received", "open"],
            "Open commitments are counted by status.",
        ),
        references("supplier_key", "core.dim_suppliers"),
        part_of_whole("received_line_count", "line_count"),
        part_of_whole("cleared_line_count", "line_count"),
        rows_where(
            "amount_has_currency",
            "ordered_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
        rows_where(
            "lines_add_up",
            "line_count <> (select count(*) from core.fct_purchase_order_lines l"
            " where l.purchase_order_key = b.purchase_order_key)",
            "The header counts its lines; a difference means that order and line figures tell different stories.",
            column="line_count",
        ),
        *not_after_as_of("ordered_at"),
        rows_where(
            "approval_status_mapped",
            "approval_status = 'unknown' and status_raw is not null",
            "An unmapped status is missing from every count by status; add it to the code map of the system.",
            severity="warning",
        ),
    ),
)
