"""ServiceNow: lists as users export them, JSON records, audit tables, and the event log of the instance that is being replaced.

The American entity exports lists (names, display values, Californian time), the German one spreadsheets (labels, semicolons,
    Windows
encoding, seconds as numbers, Berlin time), the British one JSON records (codes, sys_ids, UTC).
"""

from __future__ import annotations

from simulator.export import Export, csv, json_page
from simulator.world.support_truth import LIST_DAYS

LIST_ZONE, SPREADSHEET_ZONE = "America/Los_Angeles", "Europe/Berlin"
PRIORITY_LABELS = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning")
STATE_CODES = {"New": 1, "In Progress": 2, "On Hold": 3, "Resolved": 6, "Closed": 7, "Canceled": 8}
ITEM_STATE_CODES = {
    "Pending": -5,
    "Open": 1,
    "Work in Progress": 2,
    "Closed Complete": 3,
    "Closed Incomplete": 4,
    "Closed Skipped": 7,
}
HOLD_CODES = {"Awaiting Caller": 1, "Awaiting Problem": 3, "Awaiting Vendor": 4, "Awaiting Change": 5}
STAGES = {"Pending": "Waiting for Approval", "Open": "Fulfillment", "Work in Progress": "Fulfillment",
          "Closed Complete": "Completed", "Closed Incomplete": "Request Cancelled",
          "Closed Skipped": "Request Cancelled"}  # fmt: skip
KEYED = frozenset({"overlap", "late", "repeat"})
LOGGED = frozenset({"overlap", "repeat"})
ALL_QUOTED = csv(options="force_quote *, quote '\"', escape '\"'")


def local(expression: str, zone: str = LIST_ZONE, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A UTC time as a list shows it to its user."""
    return f"coalesce(strftime(in_zone('{zone}', {expression}), '{form}'), '')"


def utc(expression: str) -> str:
    return f"coalesce(strftime({expression}, '%Y-%m-%d %H:%M:%S'), '')"


def code(codes: dict, expression: str) -> str:
    return f"case {expression} {' '.join(f'when {name!r} then {value!r}' for name, value in codes.items())} end"


def shown(seconds: str) -> str:
    """A duration as lists show it: `1 Day 2 Hours 5 Minutes`."""

    def unit(value: str, name: str) -> str:
        return f"case {value} when 0 then null when 1 then '1 {name}' else {value} || ' {name}s' end"

    parts = ", ".join(
        unit(value, name)
        for value, name in (
            (f"({seconds}) // 86400", "Day"), (f"({seconds}) % 86400 // 3600", "Hour"), (f"({seconds}) % 3600 // 60", "Minute")
        )
    )  # fmt: skip
    return f"case when {seconds} is null then '' when ({seconds}) < 60 then '0 Seconds' else concat_ws(' ', {parts}) end"


STATE = "split_part(s.status_raw, ': ', 1)"
HOLD = "split_part(s.status_raw, ': ', 2)"
# Time to the solution, once there is one: in the schedule, and around the clock.
BUSINESS = "case when s.solved_at is not null then reading(t.calendar, s.solved_at) - reading(t.calendar, t.opened_at) end"
CALENDAR = "date_diff('second', t.opened_at, s.solved_at)"


# The states that tickets came to in the window and are in at its end.
STATES = """
    from world.ticket_states as s
    join world.tickets as t using (ticket_no)
    join world.drivers as d using (driver_no)
    join world.employee_users as callers on callers.person_no = t.requester_no
    join world.ticket_priorities as p on p.source_system = 'servicenow_tables' and p.priority = s.priority
    left join world.employee_users as staff on staff.person_no = s.agent_no
    where s.from_at >= $since and s.from_at < $until and s.until_at >= $until
"""


def incidents(place: str, columns: dict[str, str]) -> str:
    selected = ", ".join(f'{expression} as "{name}"' for name, expression in columns.items())
    return f"""
        select {selected}
        {STATES} and s.desk = 'incident' and s.phase <> 'deleted'
            and t.place = '{place}'
        order by t.number
    """


LABEL = f"({list(PRIORITY_LABELS)})[p.priority_no]"
CLOSED_AT = "case when s.status in ('closed', 'cancelled') then s.status_at end"
SUBJECT = "case when t.is_junk then 'Test, please ignore' else t.subject end"
RECORD_ID = "sys_id('incident', t.ticket_id)"

INCIDENT_LIST = incidents(
    "HL20",
    {
        "number": "t.ticket_id", "sys_id": RECORD_ID, "state": STATE, "hold_reason": HOLD, "priority": LABEL,
            "category": "d.category",
        "short_description": SUBJECT, "caller_id": "callers.name", "assigned_to": "coalesce(staff.name, '')",
        "assignment_group": "s.team", "contact_type": "upper(t.channel[1]) || t.channel[2:]",
        "opened_at": local("t.opened_at"), "resolved_at": local("s.solved_at"), "closed_at": local(CLOSED_AT),
        "reassignment_count": "s.move_count", "reopen_count": "s.reopen_count", "business_duration": shown(BUSINESS),
        "calendar_duration": shown(CALENDAR), "made_sla": "'true'", "sys_updated_on": local("s.from_at"),
        "work_notes": f"case when s.agent_no is null then '' else {local('s.from_at')} || ' - ' || staff.name || ' (Work notes)' "
                      "|| chr(10) || 'Looked at it together; see the ticket' || chr(10) end",
    },
)  # fmt: skip
BERLIN = "%d-%m-%Y %H:%M:%S"
INCIDENT_SPREADSHEET = incidents(
    "HL10",
    {
        "Number": "t.ticket_id", "Sys ID": RECORD_ID, "State": STATE, "On hold reason": HOLD, "Priority": LABEL,
            "Category": "d.category",
        "Short description": SUBJECT, "Caller": "callers.name", "Assigned to": "staff.name", "Assignment group": "s.team",
        "Channel": "upper(t.channel[1]) || t.channel[2:]", "Opened": local("t.opened_at", SPREADSHEET_ZONE, BERLIN),
        "Resolved": local("s.solved_at", SPREADSHEET_ZONE, BERLIN), "Closed": local(CLOSED_AT, SPREADSHEET_ZONE, BERLIN),
        "Reassignment count": "s.move_count", "Reopen count": "s.reopen_count", "Business duration": BUSINESS,
            "Duration": CALENDAR,
        "Updated": local("s.from_at", SPREADSHEET_ZONE, BERLIN),
    },
)  # fmt: skip


def since_1970(seconds: str) -> str:
    return utc(f"timestamp '1970-01-01' + to_seconds({seconds})")


INCIDENT_RECORDS = incidents(
    "HL30",
    {
        "number": "t.ticket_id", "sys_id": RECORD_ID, "sys_class_name": "'incident'",
        "state": f"cast({code(STATE_CODES, STATE)} as varchar)",
            "hold_reason": f"coalesce(cast({code(HOLD_CODES, HOLD)} as varchar), '')",
        "priority": "p.priority_raw", "category": "d.category", "short_description": SUBJECT, "caller_id": "callers.sys_id",
        "assigned_to": "coalesce(staff.sys_id, '')", "assignment_group": "sys_id('sys_user_group', s.team)",
        "contact_type": "t.channel", "opened_at": utc("t.opened_at"), "resolved_at": utc("s.solved_at"),
            "closed_at": utc(CLOSED_AT),
        "reassignment_count": "cast(s.move_count as varchar)", "reopen_count": "cast(s.reopen_count as varchar)",
        "business_duration": since_1970(BUSINESS), "calendar_duration": since_1970(CALENDAR), "sys_updated_on": utc("s.from_at"),
        "__status": "'success'",
    },
)  # fmt: skip

ITEMS = f"""
    select t.ticket_id as number, sys_id('sc_req_item', t.ticket_id) as sys_id, 'REQ' || t.ticket_id[5:] as request,
        d.category as cat_item, s.status_raw as state, {code(STAGES, "s.status_raw")} as stage, {LABEL} as priority,
        case when chance(0.08, 'quantity', ticket_no) then '2' else '1' end as quantity, callers.name as requested_for,
        coalesce(staff.name, '') as assigned_to, s.team as assignment_group, 'Self-service' as contact_type,
        {local("t.opened_at")} as opened_at, {local(CLOSED_AT)} as closed_at, {local("s.from_at")} as sys_updated_on
    {STATES} and s.desk = 'item'
    order by t.number
"""

APPROVALS = f"""
    with asked as (
        select t.ticket_id, t.number, p.from_at as asked_at, approvers.name as approver, d.from_at as decided_at,
            case d.phase when 'approved' then 'Approved' when 'rejected' then 'Rejected' else 'No Longer Required' end as decision
        from world.tickets as t
        join world.ticket_states as p on p.ticket_no = t.ticket_no and p.phase = 'pending'
        join world.employee_users as approvers on approvers.person_no = t.approver_no
        left join world.ticket_states as d on d.ticket_no = t.ticket_no and d.step = 1
        where t.desk = 'item'
    )
    select sys_id('sysapproval_approver', ticket_id) as sys_id, ticket_id as sysapproval, 'sc_req_item' as source_table, approver,
        case when decided_at < $until then decision else 'Requested' end as state, '' as due_date,
        case when decided_at < $until and decision = 'Rejected'
            then {local("decided_at")} || ' - ' || approver || ' (Comments)' || chr(10) || 'Take one from the pool' || chr(10)
            else '' end as comments,
        {local("asked_at")} as sys_created_on,
        {local("case when decided_at < $until then decided_at else asked_at end")} as sys_updated_on
    from asked
    where asked_at < $until and (asked_at >= $since or (decided_at >= $since and decided_at < $until))
    order by number
"""


def _audit(field: str, old: str, new: str, condition: str = "true") -> str:
    return (
        f"select *, '{field}' as fieldname, cast({old} as varchar) as oldvalue, cast({new} as varchar) as newvalue from changed "
        f"where {old} is distinct from {new} and {condition}"
    )


def _state_code(expression: str) -> str:
    label = f"split_part({expression}, ': ', 1)"
    return f"case desk when 'incident' then {code(STATE_CODES, label)} else {code(ITEM_STATE_CODES, expression)} end"


def _hold_code(expression: str) -> str:
    return f"case desk when 'incident' then {code(HOLD_CODES, f'''split_part({expression}, ': ', 2)''')} end"


AUDITS = f"""
    with changed as (
        select s.*, t.ticket_id, t.number, p.priority_raw, old_p.priority_raw as previous_priority_raw,
            case s.desk when 'incident' then 'incident' else 'sc_req_item' end as tablename,
            coalesce(actors.user_name, 'system') as user_name
        from world.ticket_states as s
        join world.tickets as t using (ticket_no)
        join world.ticket_priorities as p on p.source_system = 'servicenow_tables' and p.priority = s.priority
        join world.ticket_priorities as old_p on old_p.source_system = 'servicenow_tables'
            and old_p.priority = s.previous_priority
        left join world.employee_users as actors on actors.person_no = s.actor_no
        where s.from_at >= $since and s.from_at < $until and s.desk in ('incident', 'item') and s.step > 0
            and s.phase <> 'deleted'
    ), audits as (
        {
    " union all ".join(
        [
            _audit("state", _state_code("previous_status_raw"), _state_code("status_raw")),
            _audit("hold_reason", _hold_code("previous_status_raw"), _hold_code("status_raw")),
            _audit("priority", "previous_priority_raw", "priority_raw"),
            _audit("assignment_group", "sys_id('sys_user_group', previous_team)", "sys_id('sys_user_group', team)"),
            _audit("assigned_to", "sys_id('sys_user', previous_agent_no)", "sys_id('sys_user', agent_no)"),
        ]
    )
}
    )
    select sys_id('sys_audit', ticket_id || fieldname || step) as sys_id, tablename, sys_id(tablename,
        ticket_id) as documentkey, fieldname,
        coalesce(oldvalue, '') as oldvalue, coalesce(newvalue, '') as newvalue, user_name as "user", '' as reason,
        step as record_checkpoint, {utc("from_at")} as sys_created_on, user_name as sys_created_by
    from audits order by from_at, number, fieldname
"""

DELETIONS = f"""
    select sys_id('sys_audit_delete', t.ticket_id) as sys_id, 'incident' as tablename, {RECORD_ID} as documentkey,
        t.ticket_id as display_value, 'admin' as sys_created_by, {utc("s.from_at")} as sys_created_on
    from world.ticket_states as s join world.tickets as t using (ticket_no)
    where s.from_at >= $since and s.from_at < $until and s.desk = 'incident' and s.phase = 'deleted'
    order by s.from_at, t.number
"""

GROUPS = """
    select sys_id('sys_user_group', team) as sys_id, team as name, 'true' as active
    from (select team from world.drivers where desk in ('incident', 'item') union select next_team from world.drivers
        where desk in ('incident', 'item'))
    where $until > $since order by name
"""

LEFT = "case when s.is_breached then 0 else s.target_seconds - s.elapsed_seconds end"
TASK_SLAS = f"""
    select sys_id('task_sla', s.ticket_id || s.clock || s.instance) as sys_id, s.ticket_id as task, sla_name(s.clock, s.priority,
        s.target_seconds) as sla, s.stage, {local("s.started_at")} as start_time, {local("s.ended_at")} as end_time,
        {local("s.due_at")} as planned_end_time, {local("s.original_due_at")} as original_breach_time,
        cast(s.is_breached as varchar) as has_breached, cast(s.stage in ('In progress', 'Paused') as varchar) as active,
        {shown("date_diff('second', s.started_at, s.from_at) - s.calendar_seconds")} as pause_duration,
        {shown("s.calendar_seconds")} as duration, {shown("s.elapsed_seconds")} as business_duration,
            {shown(LEFT)} as business_time_left,
        case when s.calendar is null then '' else '8-18 weekdays' end as schedule, {local("s.from_at")} as sys_updated_on
    from world.task_sla_states as s
    where s.from_at >= $since and s.from_at < $until and s.until_at >= $until
    order by s.from_at, s.ticket_id, s.clock, s.instance
"""

DAY = "%d/%m/%Y %H:%M"
LEGACY_PRIORITY = f"({list(PRIORITY_LABELS)})[p.priority_no]"
LEVEL = "(['1 - High', '1 - High', '2 - Medium', '3 - Low', '3 - Low'])[p.priority_no]"
# Every stored version of the incidents that changed since; how a case ended stands on all of its versions.
EVENT_LOG = f"""
    with changed as (
        select distinct ticket_no from world.ticket_states where desk = 'legacy' and from_at >= $since and from_at < $until
    ), endings as (
        select ticket_no, solved_at, case when status = 'closed' then from_at end as closed_at from world.ticket_states
        where desk = 'legacy' and from_at < $until and until_at >= $until
    )
    select t.ticket_id as number, s.status_raw as incident_state, cast(s.status not in ('closed',
        'cancelled') as varchar) as active,
        s.move_count as reassignment_count, s.reopen_count, s.step as sys_mod_count,
        cast(not coalesce(b.breached_at < s.from_at, false) as varchar) as made_sla, callers.name as caller_id,
        callers.name as opened_by, strftime(t.opened_at, '{DAY}') as opened_at, callers.name as sys_created_by,
        strftime(t.opened_at, '{DAY}') as sys_created_at, coalesce(actors.name, 'system') as sys_updated_by,
        strftime(s.from_at, '{DAY}') as sys_updated_at, upper(t.channel[1]) || t.channel[2:] as contact_type,
        'Warehouse ' || (1 + t.number % 4) as location, d.category, d.product as subcategory, t.subject as u_symptom,
            '?' as cmdb_ci,
        {LEVEL} as impact, {LEVEL} as urgency, {LEGACY_PRIORITY} as priority, s.team as assignment_group,
        coalesce(staff.name, '?') as assigned_to, 'false' as knowledge, 'false' as u_priority_confirmation,
            'Do Not Notify' as notify,
        '?' as problem_id, '?' as rfc, '?' as vendor, '?' as caused_by, case when e.solved_at is null then '?'
            else 'Solved' end as closed_code,
        case when e.solved_at is null then '?' else coalesce(staff.name, '?') end as resolved_by,
        coalesce(strftime(e.solved_at, '{DAY}'), '?') as resolved_at, coalesce(strftime(e.closed_at, '{DAY}'), '?') as closed_at
    from world.ticket_states as s
    join changed using (ticket_no)
    join endings as e using (ticket_no)
    join world.tickets as t using (ticket_no)
    join world.drivers as d using (driver_no)
    join world.ticket_priorities as p on p.source_system = 'servicenow' and p.priority = s.priority
    join world.employee_users as callers on callers.person_no = t.requester_no
    left join world.employee_users as staff on staff.person_no = s.agent_no
    left join world.employee_users as actors on actors.person_no = s.actor_no
    left join world.rule_breaches as b using (ticket_no)
    where s.from_at < $until
    order by t.number, s.step
"""

STAMP = "{until:%Y%m%d_%H%M%S}"
EXPORTS = [
    Export("servicenow_incidents", f"servicenow/incident_list_{STAMP}.csv", INCIDENT_LIST, ALL_QUOTED, every=LIST_DAYS,
        quirks=KEYED),
    Export("servicenow_incidents", f"servicenow/incident_spreadsheet_{STAMP}.csv", INCIDENT_SPREADSHEET,
           csv(delimiter=";", encoding="cp1252"), every=LIST_DAYS, quirks=KEYED),
    Export("servicenow_incidents", f"servicenow/incident_records_{STAMP}.json", INCIDENT_RECORDS,
           json_page('{"records": [', "]}"), every=LIST_DAYS, quirks=KEYED),
    Export("servicenow_requested_items", f"servicenow/sc_req_item_{STAMP}.csv", ITEMS, ALL_QUOTED, every=14, quirks=KEYED),
    Export("servicenow_task_slas", f"servicenow/task_sla_{STAMP}.csv", TASK_SLAS, ALL_QUOTED, every=14, quirks=KEYED),
    Export("servicenow_approvals", f"servicenow/sysapproval_approver_{STAMP}.csv", APPROVALS, ALL_QUOTED, every=30, quirks=KEYED),
    Export("servicenow_audits", f"servicenow/sys_audit_{STAMP}.csv", AUDITS, ALL_QUOTED, quirks=LOGGED),
    Export("servicenow_deletions", f"servicenow/sys_audit_delete_{STAMP}.csv", DELETIONS, ALL_QUOTED, every=30, quirks=LOGGED),
    Export("servicenow_groups", f"servicenow/sys_user_group_{STAMP}.csv", GROUPS, ALL_QUOTED, every=90, snapshot=True),
    Export("incident_event_log", f"servicenow/incident_event_log_{STAMP}.csv.gz", EVENT_LOG, csv(), every=30),
]  # fmt: skip
