"""Interval reports of the outsourcing vendors, totals rows between."""

from expectations.workforce_checks import WorkforceChecks

feed = WorkforceChecks("workforce_intervals")

SUITE = feed.suite(
    *feed.timestamps("interval_start_local"),
    feed.time_zone("timezone"),
    *feed.shares("service_level"),
    *feed.durations("staffed_sec", "productive_sec", "occupied_sec", "idle_sec"),
)
