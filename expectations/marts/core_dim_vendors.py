"""Outsourcing vendors."""

from expectations.suite import VENDOR, Suite, filled_from, in_order, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.dim_vendors",
    stage="gate_2",
    owner=VENDOR,
    keys=("vendor_id", "vendor_name"),
    checks=(
        filled_from("core.dim_agents"),
        unique_grain("vendor_key"),
        not_null("vendor_key", "vendor_id", "vendor_name"),
        in_order("first_rostered_on", "last_rostered_on", "The first roster cannot lie after the last."),
        rows_where(
            "supplier_known",
            "supplier_key is null",
            "What the vendor costs cannot be set against how well it works until vendor_suppliers names its supplier.",
            "info",
            "supplier_key",
        ),
    ),
)
