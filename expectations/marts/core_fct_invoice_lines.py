"""Invoice lines."""

from expectations.suite import PROCUREMENT, Suite, accounted, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_invoice_lines",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "invoice_line_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_invoice_lines"),
        unique_grain("invoice_line_key"),
        not_null("invoice_line_key", "invoice_key", "source_system", "source_file_sha256", "source_row_number"),
        references("invoice_key", "core.fct_invoices", severity="warning"),
        references("purchase_order_line_key", "core.fct_purchase_order_lines", severity="warning"),
        references("receipt_key", "core.fct_receipts", severity="warning"),
        rows_where(
            "lines_within_invoice",
            "abs((select sum(l.line_amount) from {batch} l where l.invoice_key = b.invoice_key))"
            " > (select abs(i.invoice_amount) + 0.01 from core.fct_invoices i where i.invoice_key = b.invoice_key)",
            "Net lines that exceed the gross invoice are counted twice or carry a wrong sign.",
            "warning",
            "line_amount",
        ),
        rows_where(
            "amount_has_currency",
            "line_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
    ),
)
