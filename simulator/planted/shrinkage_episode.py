"""One site misses a share of its shifts for ten days (a wave of sickness); another trains as much, by plan.

Both lower the time available to about the same degree. Only the first is unplanned: whoever looks at availability alone takes the
training for an episode.
"""

from __future__ import annotations

from datetime import timedelta

from simulator.engine import Rate, World
from simulator.world.shifts import TRAINING_SECONDS

SICK_SITE, TRAINED_SITE = "Lisbon", "Krakow"
SICK_SHARE = Rate("sick_shifts", 0.30, "of the shifts of a site that would have been worked, for ten days")
TRAINED_SHARE = Rate("trained_shifts", 0.80, "of the shifts of another site (innocent: they hold a planned training)")
DAYS = 10
ONSET, TRAINED_FROM = 0.55, 0.30  # of the period


def play(world: World) -> None:
    def day(share: float) -> str:
        return str(world.parameters.start + timedelta(days=int(world.parameters.days * share)))

    world.run(f"""
        create table planted.shrinkage_episodes as
        select vendor_id, site, kind, is_unplanned, onset_on, onset_on + {DAYS} as end_on, share
        from (values
            ('{SICK_SITE}', 'sickness', true, date '{day(ONSET)}', {world.rate(SICK_SHARE)}),
            ('{TRAINED_SITE}', 'training', false, date '{day(TRAINED_FROM)}', {world.rate(TRAINED_SHARE)})
        ) as episodes(site, kind, is_unplanned, onset_on, share)
        inner join world.sites using (site)
    """)
    for kind, change, among in (
        ("sickness", "outcome = 'sick'", "shifts.outcome = 'worked' and not shifts.is_new_hire_training"),
        ("training", f"training_seconds = {TRAINING_SECONDS}", "shifts.outcome <> 'leave' and not shifts.is_new_hire_training"),
    ):
        world.run(f"""
            update world.shifts as shifts set {change}
            from planted.shrinkage_episodes as episodes
            where episodes.kind = '{kind}' and shifts.site = episodes.site and shifts.started_on >= episodes.onset_on
                and shifts.started_on < episodes.end_on and {among} and chance(episodes.share, 'episode', shifts.shift_no)
        """)
    world.truth(
        "shrinkage_episodes",
        "One row per stretch of days (end_on is excluded) in which a site had less time available: share of the shifts that were "
        "missed (is_unplanned) or held a planned training (the innocent look-alike), on top of the usual.",
        "select vendor_id, site, kind, is_unplanned, onset_on, end_on, share from planted.shrinkage_episodes",
    )
