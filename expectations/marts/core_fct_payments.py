"""Payments of invoices."""

from expectations.suite import PROCUREMENT, Suite, accounted, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_payments",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "payment_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_payments"),
        unique_grain("payment_key"),
        not_null(
            "payment_key", "invoice_key", "source_system", "payment_id", "is_voided", "source_file_sha256", "source_row_number"
        ),
        references("invoice_key", "core.fct_invoices", severity="warning"),
        references("supplier_key", "core.dim_suppliers"),
        rows_where(
            "amount_has_currency",
            "payment_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
        rows_where(
            "paid_on_not_in_future",
            "paid_on > cast({as_of_at} as date)",
            "A payment after the as-of day is planned, not paid, or a wrong date format.",
            column="paid_on",
        ),
    ),
)
