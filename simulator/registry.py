"""What is played and what is exported, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from simulator.comparisons import support as support_comparisons
from simulator.exports import jira, servicenow, zendesk
from simulator.planted import contact_surges, misrouting, slow_team
from simulator.world import contacts, customers, organisation, promises, service_desks, support, support_truth, workforce

# Each module has `play(world)`, which adds tables to the world and the truth from those before it.
STEPS = [
    organisation,
    workforce,
    customers,
    contacts,
    contact_surges,
    service_desks,
    slow_team,
    misrouting,
    support,
    promises,
    support_truth,
]

# Each module has `EXPORTS`, a list of `Export`.
EXPORTS: list = [*zendesk.EXPORTS, *servicenow.EXPORTS, *jira.EXPORTS]

# Each module has `COMPARISONS`, a list of `Comparison`.
COMPARISONS: list = [*support_comparisons.COMPARISONS]
