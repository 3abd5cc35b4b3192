"""What is played and what is exported, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from simulator.comparisons import vendors
from simulator.exports import assembled, maestroqa, zendesk_qa
from simulator.exports import workforce as workforce_files
from simulator.planted import lenient_auditor, quality_drift, reported_service_level, shrinkage_episode
from simulator.world import (
    audits,
    capacity,
    contacts,
    customers,
    organisation,
    quality,
    service_desks,
    shifts,
    support,
    vendor_records,
    workforce,
)

# Each module has `play(world)`, which adds tables to the world and the truth from those before it.
STEPS = [
    organisation,
    workforce,
    customers,
    contacts,
    service_desks,
    support,
    shifts,
    shrinkage_episode,
    capacity,
    reported_service_level,
    audits,
    quality_drift,
    lenient_auditor,
    quality,
    vendor_records,
]

# Each module has `EXPORTS`, a list of `Export`.
EXPORTS = [
    *workforce_files.EXPORTS,
    *assembled.EXPORTS,
    *zendesk_qa.EXPORTS,
    *maestroqa.EXPORTS,
]

# Each module has `COMPARISONS`, a list of `Comparison`.
COMPARISONS = [
    *vendors.COMPARISONS,
]
