"""Change and posting history of purchase-order items."""

from expectations.feed_suite import FeedChecks, seed_values
from expectations.suite import rows_where

feed = FeedChecks("po_item_events")

SUITE = feed.suite(
    *feed.filled("activity", "occurred_at", because="An event without what and when cannot be placed in a process."),
    *feed.timestamps("occurred_at"),
    *feed.numbers("event_no", minimum=0),
    *feed.numbers("cumulative_net_worth_eur"),
    feed.known(
        "activity",
        seed_values("purchase_order_activities", "activity", source_system="sap_event_log"),
        "An activity the models do not know becomes `unknown` and is missing from milestones and touchless rates.",
    ),
    feed.known("goods_receipt", ["true", "false"], "The flag decides whether a receipt is expected."),
    feed.known("gr_based_inv_verif", ["true", "false"], "The flag decides which order of receipt and invoice is a finding."),
    rows_where(
        "occurred_at_plausible",
        "try_strptime(trim(occurred_at), '%Y-%m-%d %H:%M:%S') < timestamp '2010-01-01'",
        "Dates long before the log begins are typed wrongly; durations that start there are absurd.",
        "warning",
        "occurred_at",
    ),
)
