"""Shifts as the outsourcing vendors report them."""

from expectations.feed_suite import seed_values
from expectations.workforce_checks import WorkforceChecks

feed = WorkforceChecks("workforce_shifts")

SUITE = feed.suite(
    *feed.filled("agent_id", "timezone", because="A shift without its agent or zone covers nobody at no time."),
    *feed.timestamps("start_at", "end_at"),
    feed.time_zone("timezone"),
    feed.known(
        "status",
        seed_values("workforce_codes", "code", code_type="shift_status"),
        "A status that the map lacks is neither worked nor absent: absence would look smaller than it is.",
    ),
)
