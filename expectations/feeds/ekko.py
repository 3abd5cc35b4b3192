"""Purchase-order headers."""

from expectations.feed_suite import FeedChecks

feed = FeedChecks("ekko")

SUITE = feed.suite(
    *feed.filled("bukrs", "bsart", "aedat", because="An order without company, type or date is in no report."),
    *feed.dates("aedat", "bedat"),
    feed.known("bstyp", ["F"], "Other document categories (K contract, A request for quotation) are not orders."),
    feed.known("loekz", ["L", "S", "X"], "An unknown deletion flag would count a deleted order as open."),
)
