"""Adjudicated labels of the landing schema."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("safety_golden_labels")

SUITE = feed.suite(
    feed.known(
        "true_decision",
        seed_values("safety_landing_codes", "code", code_type="action"),
        "An action outside the map leaves the label unknown.",
    ),
)
