"""Zendesk Support: pages of the incremental API and JSON lines, in UTC."""

from __future__ import annotations

from simulator.export import Export, Writer, json_page, jsonl, lines, on_page

HOST = "https://support.harbourline.example/api/v2"
POLICY_ID, POLICY = 25_001, "Customer care"
FIRST_AUDIT_ID = 1_900_000_000_000  # audits, their events and clock events are numbered by ticket and step
FIRST_METRIC_ID = 71_000_000_000
KEYED = frozenset({"overlap", "late", "repeat"})
LOGGED = frozenset({"overlap", "repeat"})  # no update stamp: what was exported last counts

STATUS_IDS = {"new": 1, "open": 2, "pending": 3, "hold": 4, "solved": 5, "closed": 6, "deleted": 7}
# What a state shows at $until, if it began since $since.
CURRENT = f"{on_page('s.from_at')} and s.until_at >= $until and s.desk = 'customer'"


def page(table: str) -> Writer:
    return json_page(f'{{"{table}": [', '], "next_page": null, "end_of_stream": true}')


def iso(expression: str) -> str:
    return f"strftime({expression}, '%Y-%m-%dT%H:%M:%SZ')"


def minutes(until: str) -> str:
    """Whole minutes from the opening, around the clock and in the hours of the schedule; null where it has not come to that."""
    return f"""{{'calendar': date_diff('second', t.opened_at, {until}) // 60,
        'business': (reading(t.calendar, {until}) - reading(t.calendar, t.opened_at)) // 60}}"""


TICKETS = f"""
    select '{HOST}/tickets/' || t.ticket_id || '.json' as url, t.number as id, null as external_id,
        {{'channel': t.channel,
          'source': {{'rel': null}}}} as via,
        {iso("t.opened_at")} as created_at, {iso("s.from_at")} as updated_at,
        cast(epoch(s.from_at) as bigint) + t.number % 4 as generated_timestamp,
        t.ticket_type as type, case when t.is_junk then 'Win a voucher now' else t.subject end as subject,
        'Hello,' || chr(10) || case when t.is_junk then 'click here' else t.subject end || '.' as description,
        p.priority_raw as priority, s.status_raw as status, 'help@harbourline.example' as recipient,
        helpdesk_id('customer', t.requester_no) as requester_id, helpdesk_id('customer', t.requester_no) as submitter_id,
        helpdesk_id('agent', s.agent_no) as assignee_id, null as organization_id, cast(teams.group_id as bigint) as group_id,
        false as has_incidents, null as problem_id, null as due_at,
        case when s.phase = 'merged' then [d.category, 'closed_by_merge'] else [d.category] end as tags,
        [{{'id': 360001, 'value': d.product}}, {{'id': 360002, 'value': d.driver}}] as custom_fields,
        case when v.answered_at <= s.from_at then {{'score': v.score}}
            else {{'score': case when v.offered_at <= s.from_at then 'offered' else 'unoffered' end}} end as satisfaction_rating,
        360000099 as brand_id, 360000011 as ticket_form_id,
        case s.status_raw {" ".join(f"when '{name}' then {n}" for name, n in STATUS_IDS.items())} end as custom_status_id,
        true as is_public, [] as followup_ids
    from world.ticket_states as s
    join world.tickets as t using (ticket_no)
    join world.drivers as d using (driver_no)
    join world.support_teams as teams on teams.team = s.team
    join world.ticket_priorities as p on p.source_system = 'zendesk' and p.priority = s.priority
    left join world.surveys as v on v.ticket_no = s.ticket_no and v.solved_at = s.solved_at
    where {CURRENT}
    order by generated_timestamp, id
"""

# A deleted ticket has no metrics any more.
METRICS = f"""
    select '{HOST}/ticket_metrics/' || ({FIRST_METRIC_ID} + t.number) || '.json' as url, {FIRST_METRIC_ID} + t.number as id,
        t.number as ticket_id, {iso("t.opened_at")} as created_at, {iso("s.from_at")} as updated_at,
        s.group_count + 1 as group_stations, s.agent_count as assignee_stations, s.reopen_count as reopens,
        s.reply_count as replies, {iso("s.status_at")} as status_updated_at, {iso("s.solved_at")} as solved_at,
        {minutes("s.first_reply_at")} as reply_time_in_minutes, {minutes("s.solved_at")} as full_resolution_time_in_minutes
    from world.ticket_states as s join world.tickets as t using (ticket_no)
    where {CURRENT} and s.phase <> 'deleted'
    order by s.from_at, id
"""


def _event(n: int, kind: str, condition: str, members: str) -> str:
    """An event of an audit as text, since a struct would show the members of every other kind as null; null without a reason."""
    return f"""case when {condition} then '{{"id":' || ((t.number * 32 + s.step) * 10 + {n})
        || ',"type":"{kind}",' || {members} || '}}' end"""


def _changed(n: int, field: str, old: str, new: str) -> str:
    """The value at the opening, or the change."""
    value, previous = (f"""coalesce('"' || {side} || '"', 'null')""" for side in (new, old))
    name = f"""'"field_name":"{field}",' """
    created = _event(n, "Create", f"s.step = 0 and {new} is not null", f"""{name} || '"value":' || {value}""")
    changed = f"""{name} || '"previous_value":' || {previous} || ',"value":' || {value}"""
    return created + ", " + _event(n, "Change", f"s.step > 0 and {new} is distinct from {old}", changed)


ACTOR = "helpdesk_id(s.actor_kind, s.actor_no)"
COMMENTS = {
    "asked": "Could you tell us a little more, please?",
    "answered": "Here it is, as asked.",
    "parked": "We have passed this on and come back to you.",
    "solved": "This is done now;\\nplease write again if it is not.",
    "reopened": "It happened again.",
}
COMMENT = f"case s.phase {' '.join(f'when {phase!r} then {chr(39)}{text}{chr(39)}' for phase, text in COMMENTS.items())} end"
SAID = f"""'"author_id":' || {ACTOR} || ',"body":"' || {{}} || '","public":true' """
NAMED = """'"field_name":"{}","value":' || {}"""
EVENTS = ",\n".join([
    _event(0, "Comment", "s.step = 0", SAID.format("t.subject")),
    _event(0, "Comment", f"{COMMENT} is not null", SAID.format(COMMENT)),
    _event(1, "Create", "s.step = 0", NAMED.format("subject", """'"' || t.subject || '"'""")),
    _changed(2, "status", "s.previous_status_raw", "s.status_raw"),
    _changed(3, "priority", "old_p.priority_raw", "p.priority_raw"),
    _changed(4, "group_id", "old_teams.group_id", "teams.group_id"),
    _changed(5, "assignee_id", "helpdesk_id('agent', s.previous_agent_no)", "helpdesk_id('agent', s.agent_no)"),
    _event(6, "Create", "s.step = 0", NAMED.format("tags", """'["' || d.category || '"]'""")),
    _event(7, "Change", "s.phase = 'rated'", NAMED.format("satisfaction_score", """'"' || v.score || '"'""")),
])  # fmt: skip

AUDITS = f"""
    with changes as (
        from world.ticket_states where {on_page("from_at")} and desk = 'customer'
    ),
    -- Few of all tickets, so that the join keeps few in memory.
    changed as (from world.tickets where ticket_no in (select ticket_no from changes)),
    rated as (from world.surveys where {on_page("answered_at")})
    select '{{"id":' || ({FIRST_AUDIT_ID} + t.number * 32 + s.step) || ',"ticket_id":' || t.number
        || ',"created_at":"' || {iso("s.from_at")} || '","author_id":' || {ACTOR}
        || ',"via":{{"channel":"' || case s.actor_kind when 'system' then 'rule' else 'web' end || '"}},"events":['
        || concat_ws(',', {EVENTS}) || ']}}'
    from changes as s
    join changed as t using (ticket_no)
    join world.drivers as d using (driver_no)
    join world.support_teams as teams on teams.team = s.team
    left join world.support_teams as old_teams on old_teams.team = s.previous_team
    join world.ticket_priorities as p on p.source_system = 'zendesk' and p.priority = s.priority
    left join world.ticket_priorities as old_p on old_p.source_system = 'zendesk' and old_p.priority = s.previous_priority
    left join rated as v on v.ticket_no = case s.phase when 'rated' then s.ticket_no end and v.solved_at = s.solved_at
    order by s.from_at, t.number, s.step
"""

# Events of a deleted ticket are withdrawn with it. A breach is written when its clock starts to run, ahead of its time.
METRIC_EVENTS = f"""
    with visible as (
        select *, case when withdrawn_at < $until then true else false end as deleted
        from world.clock_events
        where written_at < $until and (written_at >= $since or (withdrawn_at >= $since and withdrawn_at < $until))
    )
    select id, ticket_id, metric, instance_id, type, {iso("event_at")} as time, deleted,
        case when type = 'apply_sla' then {{'target': target_minutes, 'business_hours': is_business,
            'policy': {{'id': {POLICY_ID}, 'title': '{POLICY}', 'description': null}}}} end as sla,
        case when type = 'update_status' then {{'calendar': calendar_minutes, 'business': business_minutes}} end as status
    from visible
    order by written_at, id
"""

RATINGS = f"""
    select '{HOST}/satisfaction_ratings/' || survey_id(t.number, v.step) || '.json' as url,
        cast(survey_id(t.number, v.step) as bigint) as id, t.number as ticket_id,
        helpdesk_id('agent', v.agent_no) as assignee_id, cast(teams.group_id as bigint) as group_id,
        helpdesk_id('customer', t.requester_no) as requester_id,
        case when v.answered_at < $until then v.score || case when draw('comments',
            t.number) < 0.25 then '_with_comment' else '' end
            else 'offered' end as score,
        case when v.answered_at < $until and draw('comments', t.number) < 0.25
            then case v.score when 'good' then 'Quick and friendly, thank you'
                else 'Took too long and I had to ask twice' end end as comment,
        case when v.answered_at < $until and v.score = 'bad' then 'The issue took too long to resolve' end as reason,
            0 as reason_id,
        {iso("v.offered_at")} as created_at,
        {iso("case when v.answered_at < $until then v.answered_at else v.offered_at end")} as updated_at
    from world.surveys as v
    join world.tickets as t using (ticket_no)
    join world.support_teams as teams on teams.team = v.team
    where t.desk = 'customer' and v.offered_at < $until
        and (v.offered_at >= $since or (v.answered_at >= $since and v.answered_at < $until))
    order by updated_at, id
"""

# Customers appear with their first ticket, agents from the beginning and again when they leave.
USERS = f"""
    with people as (
        select helpdesk_id('agent', agent_id) as id, given_name || ' ' || family_name as name, email, 'agent' as role,
            not coalesce(left_on < $until, false) as active, cast(hired_on as timestamp) as created_at,
            case when left_on < $until then cast(left_on as timestamp) else cast(hired_on as timestamp) end as updated_at,
            cast((select group_id from world.agent_teams join world.support_teams using (team)
                where agent_teams.agent_id = agents.agent_id order by valid_from_on limit 1) as bigint) as default_group_id,
            time_zone
        from world.agents where skill = 'support' and hired_on < $until
        union all
        select helpdesk_id('customer', customer_no), given_name || ' ' || family_name, email, 'end-user', true, first_at,
            first_at, null,
            time_zone
        from (select requester_no as customer_no, min(opened_at) as first_at from world.tickets
            where desk = 'customer' group by 1)
        join world.customers using (customer_no) join world.regions using (region)
        where first_at < $until
    )
    select id, name, email, role, active, false as suspended, default_group_id, null as organization_id, time_zone, [] as tags,
        {iso("created_at")} as created_at, {iso("updated_at")} as updated_at
    from people where people.updated_at >= $since order by people.updated_at, id
"""

POLICIES = f"""
    select '{HOST}/slas/policies/{POLICY_ID}.json' as url, {POLICY_ID} as id, '{POLICY}' as title, 1 as position,
        {{'all': [{{'field': 'brand_id', 'operator': 'is', 'value': '360000099'}}], 'any': []}} as filter,
        list({{'priority': priority_raw, 'metric': case clock when 'reply_time' then 'first_reply_time' else clock end,
              'target': target_seconds // 60, 'business_hours': calendar is not null}} order by clock, priority_no
        ) as policy_metrics,
        '2024-11-04T09:00:00Z' as created_at, '2025-09-15T07:30:00Z' as updated_at
    from world.clocks join world.ticket_priorities using (priority)
    where desk = 'customer' and source_system = 'zendesk' and priority_raw is not null
    having $until > $since
"""

EXPORTS = [
    Export("zendesk_tickets", "zendesk/tickets_page_{until:%Y%m%dT%H%M%S}.json", TICKETS, page("tickets"), every=1, quirks=KEYED),
    Export("zendesk_ticket_audits", "zendesk/ticket_audits_export_{until:%Y%m%dT%H%M%S}.json.gz", AUDITS, lines(), quirks=LOGGED),
    Export("zendesk_ticket_metrics", "zendesk/ticket_metrics_page_{until:%Y%m%dT%H%M%S}.json", METRICS, page("ticket_metrics"),
        every=14, quirks=KEYED),
    Export("zendesk_ticket_metric_events", "zendesk/ticket_metric_events_export_{until:%Y%m%dT%H%M%S}.json.gz",
        METRIC_EVENTS, jsonl(), quirks=LOGGED),
    Export("zendesk_satisfaction_ratings", "zendesk/satisfaction_ratings_page_{until:%Y%m%dT%H%M%S}.json", RATINGS,
        page("satisfaction_ratings"), every=14, quirks=KEYED),
    Export("zendesk_users", "zendesk/users_page_{until:%Y%m%dT%H%M%S}.json", USERS, page("users"), every=30, quirks=KEYED),
    Export("zendesk_sla_policies", "zendesk/sla_policies_page_{until:%Y%m%dT%H%M%S}.json", POLICIES, page("sla_policies"),
        every=365, snapshot=True),
]  # fmt: skip
