"""Cycle times and touchless rate by supplier, category and month of order."""

from expectations.suite import PROCUREMENT, Suite, between, no_rows, not_null, part_of_whole, percentiles_in_order, unique_grain

SUITE = Suite(
    asset="procurement.purchase_order_cycle_times",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "supplier_id", "category", "ordered_month_on"),
    checks=(
        unique_grain("purchase_order_cycle_time_key"),
        not_null("purchase_order_cycle_time_key", "source_system", "category", "line_count"),
        part_of_whole("received_line_count", "line_count"),
        part_of_whole("invoiced_line_count", "line_count"),
        part_of_whole("cleared_count", "line_count"),
        part_of_whole("touchless_count", "cleared_count"),
        between("touchless_rate", 0, 1, "A share of cleared lines."),
        percentiles_in_order("days_to_first_receipt_p50", "days_to_first_receipt_p90"),
        percentiles_in_order("days_to_first_invoice_p50", "days_to_first_invoice_p90"),
        no_rows(
            "every_line_counted_once",
            "select (select coalesce(sum(line_count), 0) from {batch}) as counted,"
            " (select count(*) from core.fct_purchase_order_lines) as line_count"
            " where counted is distinct from line_count",
            "The mart covers all order lines: what is missing from a group is missing from the company's figures.",
            column="line_count",
        ),
    ),
)
