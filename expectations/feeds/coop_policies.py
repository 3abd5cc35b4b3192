"""Policies of Coop."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("coop_policies")

SUITE = feed.suite(
    feed.known(
        "policy_type", seed_values("coop_codes", "code", code_type="policy_type"), "A type outside the map has no kind of harm."
    ),
)
