"""Goods receipts and their reversals."""

from expectations.suite import PROCUREMENT, Suite, accounted, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_receipts",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "receipt_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_receipts"),
        unique_grain("receipt_key"),
        not_null(
            "receipt_key",
            "purchase_order_line_key",
            "source_system",
            "receipt_id",
            "receipt_type",
            "source_file_sha256",
            "source_row_number",
        ),
        references("purchase_order_line_key", "core.fct_purchase_order_lines", severity="warning"),
        rows_where(
            "amount_has_currency",
            "received_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
        rows_where(
            "posted_on_not_in_future",
            "posted_on > cast({as_of_at} as date)",
            "A posting after the as-of day is a wrong date format or a wrong clock in the source.",
            column="posted_on",
        ),
    ),
)
