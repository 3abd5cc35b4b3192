"""Escalations that go to the wrong tier first and are handed on from there; a case that truly needs two tiers looks alike."""

from __future__ import annotations

from simulator.engine import Rate, World

MISROUTED_RATE = Rate("misrouted_escalations", 0.12, "of the escalations in the messenger's queue")
SECOND_TIER_RATE = Rate(
    "second_tier_escalations", 0.15, "of those to the second line (innocent: they truly need the third after it)"
)
WRONG_TIER = [("legal", "l2"), ("law_enforcement", "legal"), ("l2", "legal")]  # child safety has a queue of its own


def play(world: World) -> None:
    world.load("planted.wrong_tiers", "tier varchar, wrong_tier varchar", WRONG_TIER)
    world.run(f"create macro misrouted_rate() as {world.rate(MISROUTED_RATE)}")
    world.run(f"create macro second_tier_rate() as {world.rate(SECOND_TIER_RATE)}")
