"""Review judgements with start and submit times."""

from expectations.feed_suite import feed_contract

feed = feed_contract("review_judgements")

SUITE = feed.feed_suite(
    *feed.filled("worker_id", "item_id", "response", because="A judgement is a worker's response to an item."),
    *feed.filled("started_at", "submitted_at", because="Turnaround and handle time need both times."),
    *feed.timestamps("started_at", "submitted_at"),
    *[
        feed.known(column, ["0", "1"], "An unknown label is neither right nor wrong and drops out of quality.")
        for column in ("response", "gold")
    ],
)
