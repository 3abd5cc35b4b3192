"""Moderation labels per content and policy category."""

from expectations.feed_suite import FeedChecks
from expectations.suite import rows_where

feed = FeedChecks("moderation_labels")
CATEGORIES = ["s", "h", "v", "hr", "sh", "s3", "h2", "v2"]

SUITE = feed.suite(
    rows_where(
        "content_is_hash",
        "content_sha256 is null or length(content_sha256) <> 64 or regexp_matches(content_sha256, '[^0-9a-f]')",
        "Only hashes may enter: anything else may be the content itself, which must not be stored here.",
        column="content_sha256",
    ),
    *feed.numbers("content_length", minimum=0),
    *[
        feed.known(category, ["0", "1"], "A label is 0, 1 or absent (unknown); anything else cannot be counted.")
        for category in CATEGORIES
    ],
)
