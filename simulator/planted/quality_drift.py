"""The work of one vendor's team gets worse from a known day on. New hires ramp up beside it, which looks alike in a mean."""

from __future__ import annotations

from datetime import timedelta

from simulator.engine import Rate, World
from simulator.world.audits import RAMP_FACTOR
from simulator.world.workforce import RAMP_DAYS

VENDOR, TEAM = "BWP", "Accounts and Billing"
ONSET = 0.5  # of the period
FACTOR = Rate("quality_drift", 2.2, "times as many defects as before in one team of a vendor, from half of the period on", 10)


def play(world: World) -> None:
    onset = world.parameters.start + timedelta(days=int(world.parameters.days * ONSET))
    world.run(f"""
        update world.audit_samples set defect_factor = defect_factor * {world.rate(FACTOR)}
        where vendor_id = '{VENDOR}' and team = '{TEAM}' and cast(solved_at as date) >= date '{onset}'
    """)
    world.truth(
        "quality_drift",
        "One row per change of quality, with how often as before work is defective. drift: a whole team from onset_on (a ticket "
        "solved on that day or later); new hire (the innocent look-alike): an agent from the first day, less from day to day.",
        f"""
        select 'drift' as kind, '{VENDOR}' as vendor_id, '{TEAM}' as team, cast(null as integer) as agent_id,
            date '{onset}' as onset_on, {world.rate(FACTOR)} as factor, cast(null as integer) as fades_within_days
        union all
        select 'new hire', vendor_id, team, agent_id, hired_on, 1 + {RAMP_FACTOR}, {RAMP_DAYS}
        from world.agents inner join world.agent_teams using (agent_id)
        where skill = 'support' and hired_on >= cast(period_start() as date) and valid_from_on = hired_on
        """,
    )
