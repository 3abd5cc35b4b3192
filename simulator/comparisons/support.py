"""Tickets, their changes and intervals, promises and satisfaction, against what really happened."""

from __future__ import annotations

from simulator.score import Comparison, Loss


def person(value: str, domain: str = "'account'") -> str:
    """The pseudonym of a person as the warehouse makes it: of an address, the person's; of anything else, the system's."""
    system = "case when source_system like 'servicenow%' then 'servicenow' else source_system end"
    return f"""case when {value} like '%_@_%' then pseudonym('person', lower({value}))
        else pseudonym({domain}, {system} || '|' || lower({value})) end"""


def pairs(
    name: str, fact: str, truth: str, key: tuple[str, ...], columns: dict[str, tuple[str, str]], *losses: Loss
) -> Comparison:
    """A comparison of expressions over the fact and over the truth."""

    def select(side: int, table: str) -> str:
        named = [f"{expressions[side]} as {column}" for column, expressions in columns.items()]
        return f"select {', '.join(['source_system', *key, *named])} from {table}"

    return Comparison(name, key, select(0, fact), select(1, truth), losses)


def same(*names: str) -> dict[str, tuple[str, str]]:
    return {name: (name, name) for name in names}


# The service desk's lists show names, where other systems show accounts.
SHOWN = "case source_system when 'servicenow_tables' then 'name' else 'account' end"
MINUTES = "Jira's list shows minutes"
SECONDS = "second(opened_at) <> 0"
DELETED_UNSEEN = "it was deleted before any list showed it, so nothing tells which number the deleted record had"
IN_SPREADSHEET = "ticket_id in (select ticket_id from truth.tickets where source_system = 'jira' and team_id = 'WEB')"
IS_UNSEEN = "ticket_id in (select ticket_id from truth.tickets where not is_listed)"
IS_DELETED = "ticket_id in (select ticket_id from truth.tickets where is_deleted and is_listed)"

TICKETS = pairs(
    "fct_tickets",
    "core.fct_tickets",
    "truth.tickets",
    ("ticket_id",),
    {
        **same("ticket_number"),
        "agent_key": ("agent_key", person("agent", SHOWN)),
        **same("team_id", "priority_at_open", "priority", "priority_raw", "status_raw", "status_category"),
        **same("opened_at", "first_resolved_at", "resolved_at", "closed_at", "business_resolution_seconds"),
        **same("reassignment_count", "reopen_count", "source_reopen_count", "is_deleted"),
        # What is lost of a time is less than a minute.
        "opened_in_minute": ("date_trunc('minute', opened_at)",) * 2,
    },
    Loss("jira", "opened_at", MINUTES, SECONDS),
    Loss("jira", "business_resolution_seconds", MINUTES + ", also of the opening", SECONDS),
    Loss("zendesk", "source_reopen_count", "a deleted ticket has no metrics", "is_deleted"),
    Loss("servicenow_tables", "*", DELETED_UNSEEN, IS_UNSEEN),
)

# What few systems tell, apart from the rest, so that its losses do not hide there.
CONTACTS = pairs(
    "fct_tickets: contact",
    "core.fct_tickets",
    "truth.tickets",
    ("ticket_id",),
    {
        "requester_key": ("requester_key", person("requester", SHOWN)),
        **same("ticket_type", "category", "channel", "first_responded_at"),
        "responded_in_minute": (
            "case source_system when 'zendesk' then opened_at + to_minutes(first_response_seconds // 60) "
            "when 'jira' then date_trunc('minute', first_responded_at) end",
            "case source_system when 'zendesk' then opened_at + to_minutes(date_diff('second', opened_at, "
            "first_responded_at) // 60) "
            "when 'jira' then date_trunc('minute', first_responded_at) end",
        ),
    },
    Loss("jira", "first_responded_at", "the list that was saved from a spreadsheet shows minutes", IN_SPREADSHEET),
    Loss("jira", "channel", "the list's channel field is no part of the feed"),
    Loss("zendesk", "first_responded_at", "the metrics tell the first reply in whole minutes after the opening"),
    Loss("zendesk", "category", "Zendesk knows no category; every account keeps its own in custom fields and tags"),
    Loss("servicenow", "ticket_type", "the event log holds incidents only and does not say so"),
    Loss("servicenow", "requester_key", "the warehouse takes no callers from the event log"),
    Loss("servicenow", "first_responded_at", "the event log does not tell replies"),
    Loss("servicenow_tables", "first_responded_at", "lists do not tell replies"),
    Loss("servicenow_tables", "*", DELETED_UNSEEN, IS_UNSEEN),
)

CHANGES = pairs(
    "fct_ticket_events",
    "core.fct_ticket_events",
    "truth.ticket_changes",
    ("ticket_id", "field", "occurred_at"),
    {
        **{
            column: (column, f"case when field = 'agent' then {person(column)} else {column} end")
            for column in ("from_value", "to_value")
        },
        "actor_key": ("actor_key", person("actor")),
    },
)

APPROVALS = pairs(
    "fct_approval_steps: requested items",
    "core.fct_approval_steps where source_system = 'servicenow_tables'",
    "truth.ticket_approvals",
    ("approval_step_id",),
    {
        "ticket_id": ("document_id", "ticket_id"),
        "approver_key": ("approver_key", person("approver", "'name'")),
        **same("decision", "pending_since_at", "decided_at"),
    },
)

ENDED = "case when end_reason <> 'observation_ended' then {} end"
INTERVALS = pairs(
    "fct_ticket_status_intervals",
    "core.fct_ticket_status_intervals",
    "truth.ticket_status_intervals",
    ("ticket_id", "interval_number"),
    {
        **same("started_at", "status_raw", "status_category", "is_open", "team_id", "priority", "start_reason"),
        "ended_at": (ENDED.format("ended_at"), "ended_at"),
        "business_seconds": (ENDED.format("business_seconds"), "business_seconds"),
        "started_in_minute": ("date_trunc('minute', started_at)",) * 2,
    },
    Loss("jira", "started_at", MINUTES + ", also of the opening", "interval_number = 1 and second(started_at) <> 0"),
    Loss("jira", "business_seconds", MINUTES + ", also of the opening", "interval_number = 1 and second(started_at) <> 0"),
    Loss("servicenow_tables", "*", DELETED_UNSEEN, IS_UNSEEN),
    Loss("servicenow_tables", "status_raw", "a record that was deleted before anything on it changed has no logged state",
        IS_DELETED),
)  # fmt: skip

PROMISES = pairs(
    "fct_sla_instances",
    "core.fct_sla_instances",
    "truth.sla_instances",
    ("ticket_id", "sla_target_id"),
    same("priority", "attached_at", "fulfilled_at", "target_seconds", "elapsed_business_seconds", "due_at", "outcome"),
)

# Between a breach and the end of the clock, the service desk shows that nothing is left, and not how much too much was used.
USED_UP = "elapsed_seconds >= target_seconds"
SOURCE_PROMISES = pairs(
    "fct_source_sla_instances",
    "core.fct_source_sla_instances",
    "truth.source_sla_instances",
    ("ticket_id", "source_sla_id"),
    {
        **same("sla_name", "started_at", "stopped_at", "due_at", "is_business_time", "target_seconds", "elapsed_seconds"),
        **same("remaining_seconds", "is_paused", "outcome"),
    },
    Loss("servicenow_tables", "*", DELETED_UNSEEN, IS_UNSEEN),
    Loss("servicenow_tables", "target_seconds", "a target shows only in what is left of it", USED_UP),
    Loss("servicenow_tables", "remaining_seconds", "after a breach nothing is left", USED_UP),
)

SATISFACTION = Comparison(
    name="fct_csat_responses",
    key=("csat_response_id",),
    found="""
        select source_system, csat_response_id, ticket_id, agent_key, score, scale_max, is_positive, responded_at,
            date_trunc('minute', responded_at) as responded_in_minute
        from core.fct_csat_responses
    """,
    truth=f"""
        select source_system, response_id as csat_response_id, ticket_id, {person("agent")} as agent_key,
            case score when 'good' then 1 when 'bad' then 0 else cast(score as bigint) end as score,
            case when score in ('good', 'bad') then 1 else 5 end as scale_max, is_satisfied as is_positive,
            answered_at as responded_at, date_trunc('minute', answered_at) as responded_in_minute
        from truth.csat where answered_at is not null
    """,
    losses=(Loss("jira", "responded_at", MINUTES, "second(responded_at) <> 0"),),
)

COMPARISONS = [TICKETS, CONTACTS, CHANGES, INTERVALS, APPROVALS, PROMISES, SOURCE_PROMISES, SATISFACTION]
