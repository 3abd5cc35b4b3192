"""A vendor reports its service level by a better rule from a known day on; another rounds to whole percent, in good faith."""

from __future__ import annotations

from datetime import timedelta

from simulator.engine import World

FLATTERING, ROUNDING = "BWP", "SLV"
ONSET = 0.4  # of the period: from then on contacts that were given up are left out of the offered


def play(world: World) -> None:
    onset = world.parameters.start + timedelta(days=int(world.parameters.days * ONSET))
    world.run(f"""
        create table planted.reported_service_levels as
        select interval_no, vendor_id, site, queue, day, cast(answered_within_target / offered as decimal(9, 6)) as true_rate,
            case
                when vendor_id = '{ROUNDING}' then 'rounded to whole percent'
                when vendor_id = '{FLATTERING}' and day >= date '{onset}' then 'without contacts given up'
                else 'of the contacts offered'
            end as rule,
            case rule
                when 'rounded to whole percent' then round(true_rate, 2)
                when 'without contacts given up' then cast(answered_within_target / nullif(handled, 0) as decimal(9, 3))
                else service_level
            end as reported_rate
        from world.capacity_intervals
        where answered_within_target is not null and offered > 0 and vendor_id <> 'INT'
    """)
    world.run("""
        update world.capacity_intervals as intervals set service_level = reported_rate
        from planted.reported_service_levels as levels where levels.interval_no = intervals.interval_no
    """)
    world.truth(
        "reported_service_levels",
        "One row per interval of a queue with a target: the true service level (contacts answered in time of those offered), the "
        "one reported, and by which rule. Null where nothing was handled. Only the rule without contacts given up flatters.",
        "select interval_no, vendor_id, site, queue, day, true_rate, reported_rate, rule from planted.reported_service_levels",
    )
