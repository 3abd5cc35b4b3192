"""Accounting document headers."""

from expectations.feed_suite import feed_contract

feed = feed_contract("bkpf")

SUITE = feed.feed_suite(
    *feed.filled("blart", "budat", because="Document type and posting date decide what is counted, and in which period."),
    *feed.dates("bldat", "budat", "cpudt"),
)
