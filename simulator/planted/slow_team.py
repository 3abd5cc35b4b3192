"""A team that becomes slow for some weeks: everything takes it longer, whoever asks.

What looks like it: `Technical Support` takes long at any time, because its tickets wait for others, and whoever works on a busy
Monday makes people wait longer without being slower.
"""

from __future__ import annotations

import random
from datetime import timedelta

from simulator.engine import World
from simulator.world.contacts import BILLING, NETWORK, ORDERS

TEAMS = (BILLING, ORDERS, NETWORK)
SHARE_OF_PERIOD = 0.25
FACTOR = (1.8, 2.4)  # how many times as long work and queue take


def play(world: World) -> None:
    draws = random.Random(f"slow team {world.parameters.seed}")
    length = timedelta(days=max(3, round(world.parameters.days * SHARE_OF_PERIOD)))
    starts_at = world.parameters.starts_at + timedelta(days=round(world.parameters.days * draws.uniform(0.3, 0.5)))
    world.run(
        "insert into world.team_paces values (?, ?, ?, ?)",
        draws.choice(TEAMS), starts_at, starts_at + length, round(draws.uniform(*FACTOR), 3),
    )  # fmt: skip
    world.truth(
        "slow_teams",
        "One row per stretch in which a team was slow: from_at, until_at, and how many times as long its queue and its work "
        "took.",
        "from world.team_paces",
    )
