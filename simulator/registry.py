"""What is played and what is exported, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from simulator.comparisons import procurement
from simulator.exports import coupa, netsuite, oracle, sap, zip
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

# Each module has `play(world)`, which adds tables to the world and the truth from those before it.
STEPS = [
    native_ids,
    organisation,
    workforce,
    worktime,
    suppliers,
    masters,
    demands,
    approvals,
    requests,
    orders,
    deliveries,
    receipts,
    invoices,
    booking,
    payments,
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
