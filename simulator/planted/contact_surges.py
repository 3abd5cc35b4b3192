"""Surges of contacts: incidents, and what looks like them but is none.

An *incident* brings contacts of a few drivers at once, from its onset, at any time of the day, and they fade within hours of its
end; the status page tells of it later than the customers do. A *campaign* brings more questions of sales and how-to for some
days, at the hours at which people write anyway, and a *launch* brings questions that fade over weeks: nothing is broken. The
weekly peak on Monday and in the evening is in the demand itself.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from simulator.engine import Rate, World
from simulator.world.contacts import SURGE_CELLS

INCIDENTS_PER_MONTH = Rate("incidents", 2.0, "in thirty days", 10)
CAMPAIGNS_PER_MONTH = Rate("campaigns", 0.75, "in thirty days (innocent)", 10)
LAUNCHES_PER_MONTH = Rate("launches", 0.375, "in thirty days (innocent)", 10)

# what happened, product, drivers, hours that it lasted (median), how many times the usual contacts come (lowest and highest)
INCIDENTS = [
    ("sign-in service down", "Account", ("login",), 3.0, (9, 16)),
    ("card payments rejected", "Payments", ("failed payment", "billing dispute"), 2.5, (8, 14)),
    ("carrier hub closed", "Delivery", ("late delivery",), 30.0, (2.2, 3.5)),
    ("app release crashes", "Mobile app", ("bug",), 8.0, (6, 12)),
    ("stock interface delayed", "Seller interface", ("integration",), 5.0, (7, 12)),
    ("remote access gateway down", "VPN", ("remote access",), 3.5, (8, 15)),
]
CAMPAIGNS = [("spring campaign", ("sales question", "how-to"), 4), ("annual plans offer", ("sales question",), 5)]
LAUNCHES = [("new storefront editor", ("how-to", "integration"), 21)]
FADING_HOURS = 4  # after an incident, half of the excess per hour
STATUS_PAGE_DELAY_MINUTES = 38  # median from the onset to the first post


def play(world: World) -> None:
    draws = random.Random(f"contact surges {world.parameters.seed}")
    surges, drivers = [], []
    for kind, rate, plans in (
        ("incident", INCIDENTS_PER_MONTH, INCIDENTS),
        ("campaign", CAMPAIGNS_PER_MONTH, CAMPAIGNS),
        ("launch", LAUNCHES_PER_MONTH, LAUNCHES),
    ):
        # One in each stretch, so that two of a kind never overlap; what happens is drawn without repetition as far as it goes.
        per_month = world.rate(rate)
        count = max(1, int(world.parameters.days * per_month / 30)) if per_month else 0
        chosen = draws.sample(plans, min(count, len(plans))) + draws.choices(plans, k=max(0, count - len(plans)))
        length = world.parameters.days / max(1, count)
        for number, plan in enumerate(chosen):
            day = int(number * length + draws.uniform(0.15, 0.7) * length)
            surge_id = f"{kind[:3].upper()}-{len(surges) + 1:03d}"
            if kind == "incident":
                surges.append((len(surges) + 1, surge_id, kind, plan[0], plan[1], *_incident(world, draws, day, plan)))
                named = plan[2]
            else:
                starts_at = world.parameters.starts_at + timedelta(days=day, hours=8)
                factor = draws.uniform(1.7, 2.2)
                surges.append(
                    (
                        len(surges) + 1,
                        surge_id,
                        kind,
                        plan[0],
                        None,
                        starts_at,
                        starts_at + timedelta(days=plan[2]),
                        factor,
                        None,
                        None,
                    )
                )
                named = plan[1]
            drivers += [(surge_id, driver) for driver in named]
    world.load(
        "planted.contact_surges",
        "surge_no integer, surge_id varchar, kind varchar, title varchar, product varchar, starts_at timestamp, ends_at "
        "timestamp, "
        "factor double, posted_at timestamp, resolved_post_at timestamp",
        surges,
    )
    world.load("planted.contact_surge_drivers", "surge_id varchar, driver varchar", drivers)
    world.run(f"""
        insert into world.contact_demand
        with touched as (
            select d.* exclude (surge_id), surges.*, greatest(d.from_at, starts_at) as begins_at,
                least(d.until_at, case surges.kind when 'incident' then ends_at + interval {FADING_HOURS} hour
                    else ends_at end) as stops_at
            from world.contact_demand as d
            join world.drivers using (driver_no)
            join planted.contact_surge_drivers as named using (driver)
            join planted.contact_surges as surges on surges.surge_id = named.surge_id
            where d.surge_id is null and d.until_at > starts_at
                and d.from_at < case surges.kind when 'incident' then ends_at + interval {FADING_HOURS} hour else ends_at end
        )
        select cell_no + surge_no * {SURGE_CELLS}, driver_no, place_no, begins_at, stops_at,
            cast(expected * (date_diff('second', begins_at, stops_at) / 3600) * (factor - 1)
                * case
                    when kind = 'incident' and begins_at >= ends_at then 0.5 ** (date_diff('minute', ends_at, begins_at) / 60 + 1)
                    when kind = 'launch' then 1 - date_diff('hour', starts_at, begins_at) / date_diff('hour', starts_at, ends_at)
                    else 1 end as decimal(18, 6)),
            surge_id
        from touched order by begins_at, cell_no
    """)
    world.truth(
        "contact_surges",
        "One row per planted surge of contacts: incident, campaign or launch, its onset and end (of the cause, not of the "
        "contacts), by "
        "how much the usual demand of its drivers is multiplied, and when the status page told of it (incidents only). "
        "product is null "
        "where no one product is concerned.",
        """
        select surge_id, kind, title, product, starts_at, ends_at, factor, posted_at, resolved_post_at,
            (select list(driver order by driver) from planted.contact_surge_drivers as d
                where d.surge_id = s.surge_id) as drivers,
            (select sum(expected) from world.contact_demand as d where d.surge_id = s.surge_id) as expected_excess_contacts
        from planted.contact_surges as s
        """,
    )


def _incident(world: World, draws: random.Random, day: int, plan: tuple) -> tuple[datetime, datetime, float, datetime, datetime]:
    _, _, _, hours, (lowest, highest) = plan
    # Most begin with a change that somebody made at work.
    hour = draws.choices(range(24), [1] * 7 + [3] * 2 + [6] * 9 + [3] * 2 + [2] * 4)[0]
    starts_at = world.parameters.starts_at + timedelta(days=day, hours=hour, minutes=5 * draws.randrange(12))
    ends_at = starts_at + timedelta(minutes=5 * round(12 * hours * draws.lognormvariate(0, 0.35)))
    posted_at = min(starts_at + timedelta(minutes=round(STATUS_PAGE_DELAY_MINUTES * draws.lognormvariate(0, 0.5))), ends_at)
    return starts_at, ends_at, draws.uniform(lowest, highest), posted_at, ends_at + timedelta(minutes=draws.randint(10, 45))
