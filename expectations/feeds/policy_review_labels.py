"""Policy reviews with a gold label."""

from expectations.feed_suite import FeedChecks, seed_values
from expectations.suite import rows_where

feed = FeedChecks("policy_review_labels")
LABELS = [f"label_{n}" for n in range(1, 11)]
VALUES = seed_values("review_label_map", "label_raw", source_system="policy_reviews")

SUITE = feed.suite(
    *feed.filled("label_gold", because="Quality is measured against gold; without it the item proves nothing."),
    *feed.filled("functionality", because="The policy line is what quality and agreement are broken down by."),
    *[
        feed.known(column, VALUES, "An unknown label is neither right nor wrong and drops out of quality and agreement.")
        for column in ("label_gold", *LABELS)
    ],
    rows_where(
        "has_label",
        " and ".join(f"not coalesce({feed.present(column)}, false)" for column in LABELS),
        "An item that nobody labelled is in the export for no reason.",
        "warning",
    ),
)
