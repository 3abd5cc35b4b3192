"""Takedown notices."""

from expectations.feed_suite import TOLERATED_SHARE, FeedChecks, seed_values
from expectations.suite import rows_where

feed = FeedChecks("takedown_cases")

SUITE = feed.suite(
    rows_where(
        "published_on_parses",
        "try_cast(trim(year) || '-' || lpad(trim(month), 2, '0') || '-' || lpad(trim(date), 2, '0') as date) is null",
        "Cases are counted by month of publication; too many without one make the months wrong.",
        column="date",
        max_share=TOLERATED_SHARE,
    ),
    *feed.filled("type_of_notice", because="Takedowns, retractions and counter notices are counted apart."),
    feed.known(
        "type_of_notice",
        seed_values("takedown_notice_type_map", "notice_type_raw"),
        "An unknown type becomes `unknown` and is missing from the counts by type.",
    ),
    *feed.numbers("number_of_repos_affected", minimum=0),
)
