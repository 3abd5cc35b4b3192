"""Suppliers of the masters, and those that documents name."""

from expectations.suite import PROCUREMENT, Suite, accounted, between, in_order, not_null, unique_grain

SUITE = Suite(
    asset="core.dim_suppliers",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "supplier_id"),
    checks=(
        accounted("dim_suppliers"),
        unique_grain("supplier_key"),
        not_null("supplier_key", "source_system", "supplier_id"),
        between("purchase_order_count", 0, None, "A count of orders."),
        in_order("first_ordered_on", "last_ordered_on", "The first order cannot lie after the last."),
    ),
)
