"""States of purchase-order lines."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    between,
    in_order,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_purchase_order_line_versions",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "purchase_order_line_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_purchase_order_line_versions"),
        unique_grain("purchase_order_line_version_key"),
        not_null("purchase_order_line_key", "source_system", "version_number", "source_file_sha256", "source_row_number"),
        references("purchase_order_line_key", "core.fct_purchase_order_lines", severity="warning"),
        between("version_number", 1, None, "States count from 1."),
        in_order("valid_from_at", "valid_until_at", "States follow each other; overlapping ones give two prices at once."),
        rows_where(
            "numbered_without_gap",
            "version_number > 1 and not exists (select 1 from {batch} earlier where"
            " earlier.purchase_order_line_key = b.purchase_order_line_key and earlier.version_number = b.version_number - 1)",
            "A missing state hides a change of price or quantity.",
            column="version_number",
        ),
        *not_after_as_of("valid_from_at"),
    ),
)
