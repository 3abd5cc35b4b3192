"""Teams that tickets are assigned to."""

from expectations.suite import SUPPORT, TICKET_FEEDS, Suite, not_empty, not_null, unique_grain

SUITE = Suite(
    asset="core.dim_teams",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "team_id"),
    feeds=TICKET_FEEDS,
    checks=(not_empty(), unique_grain("team_key"), not_null("team_key", "source_system", "team_id")),
)
