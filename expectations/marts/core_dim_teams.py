"""Teams that tickets are assigned to."""

from expectations.suite import SUPPORT, Suite, filled_from, not_null, unique_grain

SUITE = Suite(
    asset="core.dim_teams",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "team_id"),
    checks=(filled_from("core.fct_tickets"), unique_grain("team_key"), not_null("team_key", "source_system", "team_id")),
)
