"""Touchless order lines by supplier, category and month of clearing."""

from expectations.suite import PROCUREMENT, Suite, between, no_rows, not_null, part_of_whole, rows_where, unique_grain

SUITE = Suite(
    asset="procurement.touchless_order_lines",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "supplier_id", "category", "cleared_month_on"),
    checks=(
        unique_grain("touchless_order_line_key"),
        not_null("touchless_order_line_key", "source_system", "category", "cleared_month_on", "cleared_count"),
        part_of_whole("touchless_count", "cleared_count"),
        between("touchless_rate", 0, 1, "A share of cleared lines."),
        rows_where(
            "rate_is_ratio_of_counts",
            "abs(touchless_rate - cast(touchless_count as double) / cleared_count) > 1e-9",
            "The published rate must be the quotient of the counts beside it.",
            column="touchless_rate",
        ),
        no_rows(
            "every_cleared_line_counted_once",
            "select (select coalesce(sum(cleared_count), 0) from {batch}) as counted,"
            " (select coalesce(sum(cleared_count), 0) from core.fct_purchase_order_lines) as cleared_count"
            " where counted is distinct from cleared_count",
            "The mart covers all cleared lines: what is missing from a group is missing from the company's rate.",
            column="cleared_count",
        ),
    ),
)
