"""Matches and exceptions of invoices."""

from expectations.suite import PROCUREMENT, Suite, accounted, in_set, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_match_results",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "match_result_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_match_results"),
        unique_grain("match_result_key"),
        not_null("match_result_key", "invoice_key", "source_system", "outcome", "source_file_sha256", "source_row_number"),
        in_set("outcome", ["matched", "voided", "exception", "unknown"], "Match rates count outcomes."),
        references("invoice_key", "core.fct_invoices", severity="warning"),
        references("invoice_line_key", "core.fct_invoice_lines", severity="warning"),
        rows_where(
            "exception_has_type",
            "(outcome = 'exception') <> (exception_type is not null)",
            "Exceptions are reported by type; one without it, or a type without an exception, is missing there or too much.",
            "warning",
            "exception_type",
        ),
    ),
)
