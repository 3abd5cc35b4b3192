"""Escalations of the landing schema."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("safety_escalations")

SUITE = feed.suite(
    feed.known(
        "tier",
        seed_values("safety_landing_codes", "code", code_type="escalation_tier"),
        "A tier outside the map is in no breakdown.",
    ),
)
