"""Purchase-order lines."""

from expectations.feed_suite import FeedChecks

feed = FeedChecks("ekpo")

SUITE = feed.suite(
    *feed.dates("aedat"),
    *feed.numbers("menge", "netpr", "netwr", "peinh", minimum=0),
    *[
        feed.known(flag, ["X"], "Flags are X or blank; another value would silently count as set or not set.")
        for flag in ("elikz", "erekz", "wepos", "repos", "webre")
    ],
    feed.known("loekz", ["L", "S", "X"], "An unknown deletion flag would count a deleted line as open."),
)
