"""What is played and what is exported, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from simulator.comparisons import procurement
from simulator.exports import coupa, netsuite, oracle, sap, zip
from simulator.planted import (
    after_the_fact_increases,
    after_the_fact_orders,
    bank_changes,
    duplicate_invoices,
    limit_breaches,
    maverick_prices,
    missing_documents,
    orphaned_invoices,
    segregation_of_duties,
    split_orders,
    supplier_duplicates,
)
from simulator.world import (
    approvals,
    booking,
    deliveries,
    demands,
    invoices,
    masters,
    native_ids,
    orders,
    organisation,
    payments,
    procurement_truth,
    receipts,
    requests,
    suppliers,
    workforce,
    worktime,
)

# Each module has `play(world)`, which adds tables to the world and the truth from those before it. One that has
# `tell(world)` too is asked again when everything has been played, for the truth that shows only then.
STEPS = [
    native_ids,
    organisation,
    workforce,
    worktime,
    suppliers,
    supplier_duplicates,
    masters,
    demands,
    split_orders,
    maverick_prices,
    approvals,
    requests,
    limit_breaches,
    orders,
    after_the_fact_orders,
    deliveries,
    missing_documents,
    receipts,
    invoices,
    orphaned_invoices,
    duplicate_invoices,
    booking,
    after_the_fact_increases,
    payments,
    segregation_of_duties,
    bank_changes,
    procurement_truth,
]

# Each module has `EXPORTS`, a list of `Export`.
EXPORTS = [
    *zip.EXPORTS,
    *coupa.EXPORTS,
    *sap.EXPORTS,
    *oracle.EXPORTS,
    *netsuite.EXPORTS,
]

# Each module has `COMPARISONS`, a list of `Comparison`.
COMPARISONS = [
    *procurement.COMPARISONS,
]
