"""Contacts that come to a team they do not belong to: a few always, and most of one driver while a routing rule is broken.

What looks like it: tickets that change the team because another one has to take over. They came to the right one first.
"""

from __future__ import annotations

import random
from datetime import timedelta

from simulator.engine import Rate, World
from simulator.world.contacts import DRIVERS

ALWAYS_SHARE = Rate("misrouted_contacts", 0.035, "of the contacts: people choose the wrong form")
BROKEN_SHARE = Rate("broken_routing", 0.65, "of the contacts of one driver while its routing rule is broken")
BROKEN_DAYS = 0.1  # of the period
BROKEN_DRIVERS = ("failed payment", "billing dispute", "refund")
DESKS = ("customer", "incident", "help", "bug")


def play(world: World) -> None:
    draws = random.Random(f"misrouting {world.parameters.seed}")
    broken = draws.choice(BROKEN_DRIVERS)
    days = world.parameters.days
    breaks_at = world.parameters.starts_at + timedelta(days=round(days * draws.uniform(0.2, 0.75)), hours=9)
    mended_at = breaks_at + timedelta(days=max(2, round(days * BROKEN_DAYS)))
    first, last = world.parameters.starts_at - timedelta(days=365), world.parameters.ends_at
    always, broken_share = world.rate(ALWAYS_SHARE), world.rate(BROKEN_SHARE)
    rows = []
    for number, driver in enumerate(DRIVERS, 1):
        if driver.desk in DESKS:
            is_broken = driver.driver == broken
            stretches = (
                [(first, breaks_at, always), (breaks_at, mended_at, broken_share), (mended_at, last, always)]
                if is_broken
                else [(first, last, always)]
            )
            rows += [(number, driver.next_team, share, since, until) for since, until, share in stretches]
    world.database.executemany("insert into world.routing_errors values (?, ?, ?, ?, ?)", rows)
    world.truth(
        "routing_errors",
        "One row per driver and stretch of time: the share of its contacts that first come to the named wrong team.",
        "select driver, routing_errors.team as wrong_team, share, from_at, until_at from world.routing_errors join "
        "world.drivers using (driver_no)",
    )
