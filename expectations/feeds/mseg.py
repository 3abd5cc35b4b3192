"""Material document lines."""

from expectations.feed_suite import FeedChecks
from expectations.suite import rows_where

feed = FeedChecks("mseg")

SUITE = feed.suite(
    *feed.filled("bwart", because="The movement type tells a receipt from an issue and from a reversal."),
    *feed.filled("shkzg", because="Quantity and amount are unsigned: without this flag their sign is unknown."),
    feed.known("shkzg", ["S", "H"], "S is in and H is out; another value has no sign.", "critical"),
    *feed.numbers("menge", "dmbtr", minimum=0),
    rows_where(
        "receipt_has_order_item",
        "trim(bwart) in ('101', '102') and coalesce(trim(ebeln), '') <> '' and coalesce(trim(ebelp), '') = ''",
        "A receipt against an order, but against none of its lines, cannot be matched.",
        "warning",
        "ebelp",
    ),
)
