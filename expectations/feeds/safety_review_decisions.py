"""Decisions of the landing schema."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("safety_review_decisions")

SUITE = feed.suite(
    feed.known(
        "decision", seed_values("safety_landing_codes", "code", code_type="action"), "An action outside the map has no direction."
    ),
    feed.known(
        "reviewer_type", seed_values("safety_landing_codes", "code", code_type="reviewer_type"), "Automation is measured by this."
    ),
)
