"""Tickets, their changes, intervals, promises and satisfaction, against what really happened."""

from __future__ import annotations

from simulator.score import Comparison, Loss, compare_columns


def person(expression: str, domain: str = "account", system: str = "") -> str:
    """The pseudonym of a person as the warehouse makes it: of an address, the person's; of anything else, the system's."""
    prefix = f"'{system}|'" if system else "case when source_system like 'servicenow%' then 'servicenow' else source_system end || '|'"
    return f"""case when {expression} like '%_@_%' then pseudonym('person', lower({expression}))
        else pseudonym({domain}, {prefix} || lower({expression})) end"""


# Lists of the service desk show names, where other systems show accounts.
SHOWN = "case source_system when 'servicenow_tables' then 'name' else 'account' end"

TICKETS = compare_columns(
    "core.fct_tickets",
    "tickets",
    ("ticket_id",),
    {
        "ticket_number": "ticket_number",
        "ticket_type": "ticket_type",
        "requester_key": person("requester", SHOWN),
        "agent_key": person("agent", SHOWN),
        "team_id": "team_id",
        "priority_at_open": "priority_at_open",
        "priority": "priority",
        "priority_raw": "priority_raw",
        "category": "category",
        "channel": "channel",
        "status_raw": "status_raw",
        "status_category": "status_category",
        "opened_at": "opened_at",
        "first_responded_at": "first_responded_at",
        "first_resolved_at": "first_resolved_at",
        "resolved_at": "resolved_at",
        "closed_at": "closed_at",
        "business_resolution_seconds": "business_resolution_seconds",
        "reassignment_count": "reassignment_count",
        "reopen_count": "reopen_count",
        "source_reopen_count": "source_reopen_count",
        "is_deleted": "is_deleted",
    },
)
CHANGES = Comparison(
    name="fct_ticket_events",
    key=("ticket_id", "field", "occurred_at"),
    found="select source_system, ticket_id, field, occurred_at, from_value, to_value, actor_key from core.fct_ticket_events",
    truth=f"""
        select source_system, ticket_id, field, occurred_at,
            case when field = 'agent' then {person("from_value", "'account'")} else from_value end as from_value,
            case when field = 'agent' then {person("to_value", "'account'")} else to_value end as to_value,
            {person("actor", "'account'")} as actor_key
        from truth.ticket_changes
    """,
)
INTERVALS = compare_columns(
    "core.fct_ticket_status_intervals",
    "ticket_status_intervals",
    ("ticket_id", "interval_number"),
    {
        "started_at": "started_at",
        "status_raw": "status_raw",
        "status_category": "status_category",
        "is_open": "is_open",
        "team_id": "team_id",
        "priority": "priority",
        "start_reason": "start_reason",
    },
)
COMPARISONS = [TICKETS, CHANGES, INTERVALS]
