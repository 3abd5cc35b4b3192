"""Material document headers."""

from expectations.feed_suite import FeedChecks

feed = FeedChecks("mkpf")

SUITE = feed.suite(
    *feed.filled("budat", because="Without its posting date a receipt belongs to no period."),
    *feed.dates("bldat", "budat", "cpudt"),
)
