"""Audit log of incidents."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("incident_event_log")

SUITE = feed.suite(
    *feed.filled("incident_state", because="Without its states an incident has no history, backlog or resolution time."),
    *feed.filled("opened_at", "sys_updated_at", because="Without its times an incident's durations cannot be computed."),
    *feed.timestamps("opened_at", "resolved_at", "closed_at", "sys_created_at", "sys_updated_at"),
    *feed.numbers("sys_mod_count", "reassignment_count", "reopen_count", minimum=0),
    feed.known(
        "incident_state",
        seed_values("ticket_statuses", "status_raw", source_system="servicenow"),
        "A state the models do not know becomes `unknown` and leaves backlog and business time open to doubt.",
    ),
    *[
        feed.known(flag, ["true", "false"], "Another value than true or false would be read as not known.")
        for flag in ("active", "made_sla")
    ],
    feed.known(
        "priority",
        seed_values("ticket_priorities", "priority_raw", source_system="servicenow"),
        "SLA targets are set per priority; an unknown one has no target.",
    ),
)
