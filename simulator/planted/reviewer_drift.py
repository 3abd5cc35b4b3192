"""Reviewers of one site who err more and more, because nobody calibrates them any more. The errors of new hires, which shrink,
look alike for a while: they come with the world's hirings, at every site.
"""

from __future__ import annotations

import random
from datetime import timedelta

from simulator.engine import Rate, World

ONSET = 0.35  # share of the period after which it begins
FULL_AFTER_DAYS = 30
FULL_FACTOR = Rate("reviewer_drift", 4.0, "times as many errors of the reviewers of one site as before, once it is full", 10)
FEWEST_REVIEWERS = 2  # of a site that drifts


def play(world: World) -> None:
    draws = random.Random(f"reviewer drift {world.parameters.seed}")
    sites = world.run("""
        select vendor_id, site, count(distinct agents.agent_id) as reviewers
        from world.agents inner join world.agent_teams using (agent_id)
        where team = 'Content Review' and vendor_id <> 'INT'
        group by all order by reviewers desc, vendor_id, site
    """).fetchall()
    full_factor = world.rate(FULL_FACTOR)
    large = [s for s in sites if s[2] >= FEWEST_REVIEWERS] or sites[:1]
    onset = round(world.parameters.days * ONSET)
    rows = []
    if large:
        vendor, site, _ = draws.choice(large)
        world.run(f"""
            update world.reviewer_days set
                miss_factor = miss_factor * (1 + {full_factor - 1} * least(1, (day_no - {onset}) / {FULL_AFTER_DAYS})),
                false_alarm_factor = false_alarm_factor
                    * (1 + {full_factor - 1} * least(1, (day_no - {onset}) / {FULL_AFTER_DAYS}))
            where vendor_id = '{vendor}' and site = '{site}' and day_no >= {onset}
        """)
        start = world.parameters.start
        rows = [(vendor, site, start + timedelta(days=onset), start + timedelta(days=onset + FULL_AFTER_DAYS), full_factor)]
    world.load(
        "planted.reviewer_drifts", "vendor_id varchar, site varchar, onset_on date, full_on date, full_factor double", rows
    )
    world.truth(
        "reviewer_drifts",
        "One row per site whose reviewers come to err more: the factor of their rates grows evenly from 1 on onset_on to "
        "full_factor on full_on.",
        "from planted.reviewer_drifts",
    )
