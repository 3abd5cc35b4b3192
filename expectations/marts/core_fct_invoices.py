"""Supplier invoices and credit memos."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    in_order,
    in_set,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_invoices",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "invoice_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_invoices"),
        unique_grain("invoice_key"),
        not_null(
            "invoice_key", "source_system", "invoice_id", "document_type", "status", "source_file_sha256", "source_row_number"
        ),
        references("supplier_key", "core.dim_suppliers"),
        in_set(
            "document_type",
            ["invoice", "credit_memo", "prepayment", "unknown"],
            "Totals of invoices leave out what is none.",
        ),
        rows_where(
            "sign_follows_document_type",
            "document_type = 'invoice' and invoice_amount < 0 or document_type = 'credit_memo' and invoice_amount > 0",
            "A credit memo that adds, or an invoice that takes away, doubles its amount in every total.",
            "warning",
            "invoice_amount",
        ),
        rows_where(
            "amount_has_currency",
            "invoice_amount <> 0 and currency_code is null",
            "An amount without its currency cannot be added to any total.",
            "warning",
            "currency_code",
        ),
        rows_where(
            "paid_has_day",
            "(status = 'paid') <> (paid_on is not null) and status not in ('partially_paid', 'unknown')",
            "A paid invoice without the day of payment is missing from payment times; a day on an unpaid one counts too much.",
            "warning",
            "paid_on",
        ),
        in_order("invoiced_on", "due_on", "An invoice is not due before its date.", "warning"),
        *not_after_as_of("created_at"),
    ),
)
