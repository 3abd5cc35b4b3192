"""What is played and what is exported, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from simulator.comparisons import safety
from simulator.exports import cinder, coop, dsa, openai_moderation, safety_landing
from simulator.planted import coordinated_reports, false_positive_jumps, misrouted_escalations, reviewer_drift
from simulator.world import content, labelling, moderation, organisation, review, safety_truth, workforce

# Each module has `play(world)`, which adds tables to the world and the truth from those before it.
STEPS = [
    organisation,
    workforce,
    moderation,
    false_positive_jumps,
    reviewer_drift,
    content,
    coordinated_reports,
    misrouted_escalations,
    review,
    labelling,
    safety_truth,
]

# Each module has `EXPORTS`, a list of `Export`.
EXPORTS = [
    *coop.EXPORTS,
    *cinder.EXPORTS,
    *dsa.EXPORTS,
    *openai_moderation.EXPORTS,
    *safety_landing.EXPORTS,
]

# Each module has `COMPARISONS`, a list of `Comparison`.
COMPARISONS = [
    *safety.COMPARISONS,
]
