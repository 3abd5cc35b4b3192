"""Rosters of the outsourcing vendors, one file a day."""

from expectations.feed_suite import FeedChecks
from expectations.suite import rows_where

feed = FeedChecks("workforce_vendor_roster")

SUITE = feed.suite(
    rows_where(
        "file_has_day",
        "_file_time is null",
        "A roster is the state of a day, and that day is in the file's name; without it nobody knows from when the roster held.",
    ),
    rows_where(
        "agent_can_be_found",
        f"not coalesce({feed.present('helpdesk_agent_id')}, false) and not coalesce({feed.present('email')}, false)",
        "Without helpdesk number and e-mail address nothing that the agent did in other systems comes to light.",
        "warning",
        "email",
    ),
)
