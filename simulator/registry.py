"""What is played and what is exported, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from simulator.comparisons import vendors
from simulator.exports import assembled
from simulator.exports import workforce as workforce_files
from simulator.planted import reported_service_level, shrinkage_episode
from simulator.world import capacity, organisation, shifts, vendor_records, workforce

# Each module has `play(world)`, which adds tables to the world and the truth from those before it.
STEPS = [
    organisation,
    workforce,
    shifts,
    shrinkage_episode,
    capacity,
    reported_service_level,
    vendor_records,
]

# Each module has `EXPORTS`, a list of `Export`.
EXPORTS = [
    *workforce_files.EXPORTS,
    *assembled.EXPORTS,
]

# Each module has `COMPARISONS`, a list of `Comparison`.
COMPARISONS = [
    *vendors.COMPARISONS,
]
