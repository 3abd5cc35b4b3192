"""Days of agents as the outsourcing vendors report them."""

from expectations.workforce_checks import WorkforceChecks

feed = WorkforceChecks("workforce_agent_days")

SUITE = feed.suite(
    *feed.shares("adherence_pct", "conformance_pct"),
    *feed.durations(
        *("scheduled_sec", "logged_in_sec", "available_sec", "talk_sec", "hold_sec", "acw_sec", "aux_sec"),
        *("shrinkage_planned_sec", "shrinkage_unplanned_sec"),
    ),
)
