"""Coupa's inventory transactions."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("coupa_receipts")

SUITE = feed.suite(
    feed.known(
        "type",
        seed_values("coupa_codes", "code", code_type="receipt_type"),
        "A transaction of an unknown type is in no receipt: list it in seeds/reference/coupa_codes.csv.",
    ),
)
