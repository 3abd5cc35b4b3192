"""Review judgements with start and submit times."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("review_judgements")

SUITE = feed.suite(
    *feed.filled("worker_id", "item_id", "response", because="A judgement is a worker's response to an item."),
    *feed.filled("started_at", "submitted_at", because="Turnaround and handle time need both times."),
    *feed.timestamps("started_at", "submitted_at"),
    *[
        feed.known(
            column,
            seed_values("review_label_map", "label_raw", source_system="review_platform"),
            "An unknown label is neither right nor wrong and drops out of quality.",
        )
        for column in ("response", "gold")
    ],
)
