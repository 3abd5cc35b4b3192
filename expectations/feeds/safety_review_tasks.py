"""Tasks of the landing schema."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("safety_review_tasks")

SUITE = feed.suite(
    feed.known(
        "source",
        seed_values("safety_landing_codes", "code", code_type="detection_source"),
        "A code outside the map is in no breakdown by detection.",
    ),
    feed.known(
        "status",
        seed_values("safety_landing_codes", "code", code_type="task_status"),
        "A code outside the map is neither open nor done.",
    ),
)
