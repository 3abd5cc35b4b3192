"""Material document headers."""

from expectations.feed_suite import feed_contract

feed = feed_contract("mkpf")

SUITE = feed.feed_suite(
    *feed.filled("budat", because="Without its posting date a receipt belongs to no period."),
    *feed.dates("bldat", "budat", "cpudt"),
)
