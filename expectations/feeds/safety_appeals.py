"""Appeals of the landing schema."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("safety_appeals")

SUITE = feed.suite(
    feed.known(
        "status",
        seed_values("safety_landing_codes", "code", code_type="appeal_status"),
        "A status outside the map is in no overturn rate.",
    ),
    feed.known(
        "appellant_type",
        seed_values("safety_landing_codes", "code", code_type="appellant_type"),
        "Appeals of authors and of reporters are rated apart.",
    ),
)
