"""Accounting document headers."""

from expectations.feed_suite import FeedChecks

feed = FeedChecks("bkpf")

SUITE = feed.suite(
    *feed.filled("blart", "budat", because="Document type and posting date decide what is counted, and in which period."),
    *feed.dates("bldat", "budat", "cpudt"),
)
