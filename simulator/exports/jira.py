"""Jira and Jira Service Management: issue lists as users export them, the change log, and the cycles of the service desk's SLAs.

The list of the service desk's project comes as Jira writes it, that of the development project as somebody saved it from a
spreadsheet. Both show minutes, in the exporting user's zone.
"""

from __future__ import annotations

from pathlib import Path

from simulator.engine import World
from simulator.export import Export, Writer, jsonl, lines

ZONE = "America/New_York"
LIST_ROWS = 1_000  # of an export; the rest comes in further parts
RESOLUTIONS = {"solved": "Done", "closed": "Done", "cancelled": "Won't Do"}
STATUS_CATEGORIES = {"new": "To Do", "solved": "Done", "closed": "Done", "cancelled": "Done"}  # any other: In Progress
PROJECTS = {"HELP": ("Internal help", "service_desk"), "WEB": ("Storefront", "software"), "BUY": ("Purchasing", "service_desk")}
KEYED = frozenset({"overlap", "late", "repeat"})
LOGGED = frozenset({"overlap", "repeat"})
COMMENTS = {
    "asked": "Can you add the steps; and a link, if there is one?",
    "answered": "Added above; it happens every time.",
    "parked": 'Waiting for the team that owns this ("platform").',
    "solved": "Done.\nPlease reopen if it is not.",
    "reopened": "Still the same, sorry.",
}


def case(expression: str, values: dict, otherwise: str = "null") -> str:
    def text(value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    return f"case {expression} {' '.join(f'when {text(k)} then {text(v)}' for k, v in values.items())} else {otherwise} end"


def local(expression: str, form: str) -> str:
    return f"coalesce(strftime(in_zone('{ZONE}', {expression}), '{form}'), '')"


def iso(expression: str) -> str:
    return f"strftime({expression}, '%Y-%m-%dT%H:%M:%S.000+0000')"


# Cycles of the service desk's clocks as they are at $until.
CYCLES = """
    cycles as (
        select ticket_no, clock, instance, any_value(started_at) as started_at,
            any_value(case when stopped_at < $until then stopped_at end) as stopped_at,
                any_value(target_seconds) as target_seconds,
            sum(case when until_at < $until then length_seconds
                else reading(calendar, $until) - reading(calendar, from_at) end) as elapsed_seconds,
            arg_max(due_at, part) as due_at, bool_or(until_at >= $until) as is_running
        from world.clock_parts
        join world.clock_runs using (clock, desk, ticket_no, instance)
        join (select distinct clock, desk, calendar from world.clocks) as clocks using (clock, desk)
        where desk = 'help' and from_at < $until
        group by ticket_no, clock, instance
    )
"""


def remaining(clock: str) -> str:
    """The list's `H:MM`, with a sign when the target is used up."""
    left = "(target_seconds - elapsed_seconds)"
    return f"""(select arg_max(case when {left} < 0 then '-' else '' end || abs({left}) // 3600 || ':'
        || lpad(cast(abs({left}) % 3600 // 60 as varchar), 2, '0'), instance) from cycles
        where cycles.ticket_no = s.ticket_no and clock = '{clock}')"""


def issues(project: str, form: str, first_response_form: str) -> str:
    name, kind = PROJECTS[project]
    categories = case("status", STATUS_CATEGORIES, "'In Progress'")
    comments = case("phase", COMMENTS)
    return f"""
        with {CYCLES}, current_issues as (
            select * from world.ticket_states
            where from_at >= $since and from_at < $until and until_at >= $until and desk in ('help', 'bug', 'purchase') and team = '{project}'
        ), history as (
            select ticket_no, step, from_at, {categories} as category,
                lag({categories}) over (partition by ticket_no order by step) as previous_category,
                {local("from_at", form)} || ';' || account_id(actor_no) || ';' || {comments} as comment
            from world.ticket_states
            where desk in ('help', 'bug', 'purchase') and from_at < $until and ticket_no in (select ticket_no from current_issues)
        ), histories as (
            select ticket_no, max(case when category is distinct from previous_category then from_at end) as category_at,
                coalesce(list(comment order by step) filter (where comment is not null), []) as comments
            from history group by ticket_no
        )
        select
            [t.subject, s.issue_key, t.ticket_id, t.ticket_type, s.status_raw, '{project}', '{name}', '{kind}', p.priority_raw,
             {case("s.status", RESOLUTIONS, "''")}, coalesce(staff.name, ''),
             coalesce(staff.account_id, ''), reporters.name, reporters.account_id, {local("t.opened_at", form)},
             {local("s.from_at", form)}, {local("s.from_at", form)}, {local("s.solved_at", form)}] as head,
            case when chance(0.3, 'second label', s.ticket_no) then [replace(lower(d.product), ' ', '-'), 'customer-visible']
                else [replace(lower(d.product), ' ', '-')] end as labels,
            ['', '0', t.subject || chr(10) || 'Seen on "' || d.product || '", since this morning.', d.category,
             {local("s.first_reply_at", first_response_form)}, coalesce({remaining("Time to first response")}, ''),
             coalesce({remaining("Time to resolution")}, ''),
             -- The list shows of approvals that there are any.
             case when s.desk = 'purchase' then 'com.atlassian.servicedesk.plugins.approvals.internal.customfield.ApprovalsCFValue@'
                || md5(t.ticket_id)[:8] else '' end,
             case when v.answered_at <= s.from_at then v.score || '.0' else '' end,
             case when v.answered_at <= s.from_at then {local("v.answered_at", form)} else '' end] as middle,
            comments, [{categories}, {local("category_at", form)}] as tail
        from current_issues as s
        join world.tickets as t using (ticket_no)
        join world.drivers as d using (driver_no)
        join histories using (ticket_no)
        join world.employee_users as reporters on reporters.person_no = t.requester_no
        join world.ticket_priorities as p on p.source_system = 'jira' and p.priority = s.priority
        left join world.employee_users as staff on staff.person_no = s.agent_no
        left join world.surveys as v on v.ticket_no = s.ticket_no and v.solved_at = s.solved_at
        order by t.number
    """


HEAD = ("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name", "Project type", "Priority",
        "Resolution", "Assignee", "Assignee Id", "Reporter", "Reporter Id", "Created", "Updated", "Last Viewed",
            "Resolved")  # fmt: skip
MIDDLE = ("Due date", "Votes", "Description", "Custom field (Request Type)", "Custom field ([CHART] Date of First Response)",
          "Custom field (Time to first response)", "Custom field (Time to resolution)", "Custom field (Approvals)", "Satisfaction rating",
          "Custom field (Satisfaction date)")  # fmt: skip
TAIL = ("Status Category", "Status Category Changed")


def issue_list(delimiter: str, is_resaved: bool) -> Writer:
    """A column per label and comment, all of one name; a spreadsheet that was saved again numbers them."""

    def repeated(name: str, count: int) -> list[str]:
        return [f"{name}.{n}" if is_resaved and n else name for n in range(count)]

    def write(world: World, query: str, path: Path) -> int:
        world.run(f"create or replace temp table issue_list as select row_number() over () as row_no, * from ({query})")
        rows, labels, comments = world.run("select count(*), max(len(labels)), max(len(comments)) from issue_list").fetchone()
        header = [*HEAD, *repeated("Labels", labels or 0), *MIDDLE, *repeated("Comment", comments or 0), *TAIL]
        if is_resaved:
            header[HEAD.index("Issue Type")] = "Work type"
        cell = (
            f"""case when regexp_matches(cell, '["\\n{delimiter}]') then '"' || replace(cell, '"', '""') || '"' else cell end"""
        )
        for part in range((rows + LIST_ROWS - 1) // LIST_ROWS):
            name = path if part == 0 else path.with_name(path.name.replace("_part1", f"_part{part + 1}"))
            lines(before=delimiter.join(header) + "\n")(
                world,
                f"""select array_to_string(list_transform(head || list_resize(labels, {labels}, '') || middle
                        || list_resize(comments, {comments}, '') || tail, lambda cell: {cell}), '{delimiter}')
                    from issue_list where row_no > {part * LIST_ROWS} and row_no <= {(part + 1) * LIST_ROWS} order by row_no""",
                name,
            )
        world.run("drop table issue_list")
        return rows

    return write


def _item(field: str, old: str, new: str, old_text: str, new_text: str) -> str:
    return (
        f"case when {new_text} is distinct from {old_text} then "
        f"{{'field': '{field}', 'fieldtype': 'jira', 'fieldId': '{field.lower()}', "
        f"'from': cast({old} as varchar), 'fromString': {old_text}, 'to': cast({new} as varchar), 'toString': {new_text}}} end"
    )


STATUS_IDS = {"Open": "1", "Waiting for approval": "10003", "In Progress": "3", "Reopened": "4", "Resolved": "5", "Closed": "6", "Waiting for support": "10001",
              "Waiting for customer": "10002", "Pending": "10004", "Canceled": "10005"}  # fmt: skip
OLD_STATUS_ID, STATUS_ID = (case(column, STATUS_IDS) for column in ("previous_status_raw", "status_raw"))
CHANGELOG = f"""
    with changed as (
        select s.*, t.number, p.priority_raw, p.priority_no, old_p.priority_raw as previous_priority_raw,
            old_p.priority_no as previous_priority_no, staff.name as agent_name, old_staff.name as previous_agent_name,
            {case("s.status", RESOLUTIONS)} as resolution, {case("s.previous_status", RESOLUTIONS)} as previous_resolution,
            coalesce(actors.name, 'Automation for Jira') as actor_name, actors.account_id as actor_account
        from world.ticket_states as s
        join world.tickets as t using (ticket_no)
        join world.ticket_priorities as p on p.source_system = 'jira' and p.priority = s.priority
        join world.ticket_priorities as old_p on old_p.source_system = 'jira' and old_p.priority = s.previous_priority
        left join world.employee_users as staff on staff.person_no = s.agent_no
        left join world.employee_users as old_staff on old_staff.person_no = s.previous_agent_no
        left join world.employee_users as actors on actors.person_no = s.actor_no
        where s.from_at >= $since and s.from_at < $until and s.desk in ('help', 'bug', 'purchase') and s.step > 0 and s.phase <> 'rated'
    )
    select cast(number as varchar) as "issueId", cast(700000 + number * 32 + step as varchar) as id,
        {{'accountId': coalesce(actor_account, automation_account()), 'displayName': actor_name,
          'accountType': case when actor_account is null then 'app' else 'atlassian' end}} as author, {iso("from_at")} as created,
        list_filter([
            {_item("status", OLD_STATUS_ID, STATUS_ID, "previous_status_raw", "status_raw")},
            {_item("assignee", "account_id(previous_agent_no)", "account_id(agent_no)", "previous_agent_name", "agent_name")},
            {_item("priority", "previous_priority_no", "priority_no", "previous_priority_raw", "priority_raw")},
            {_item("Key", "null", "null", "previous_issue_key", "issue_key")},
            {_item("resolution", "null", "null", "previous_resolution", "resolution")}
        ], lambda item: item is not null) as items
    from changed order by from_at, number, step
"""


def _time(expression: str) -> str:
    return f"""case when {expression} is not null then {{'iso8601': strftime({expression}, '%Y-%m-%dT%H:%M:%S+0000'),
        'jira': {iso(expression)}, 'friendly': strftime({expression}, '%d/%b/%y %-I:%M %p'),
            'epochMillis': epoch_ms({expression})}} end"""


def _duration(seconds: str) -> str:
    return f"""{{'millis': cast({seconds} as bigint) * 1000,
        'friendly': abs({seconds}) // 3600 || 'h ' || abs({seconds}) % 3600 // 60 || 'm'}}"""


_CYCLE = f"""'startTime': {_time("started_at")}, 'stopTime': {_time("stopped_at")},
    'breachTime': {_time("case when stopped_at is not null or is_running then due_at end")},
        'breached': elapsed_seconds > target_seconds,
    'goalDuration': {_duration("target_seconds")}, 'elapsedTime': {_duration("elapsed_seconds")},
    'remainingTime': {_duration("(target_seconds - elapsed_seconds)")}"""

# Asked for by issue: those that changed, and those whose clocks go on.
SLAS = f"""
    with {CYCLES}, asked as (
        select ticket_no from world.ticket_states
        where from_at < $until and until_at >= $until and desk = 'help'
            and (from_at >= $since or status not in ('solved', 'closed', 'cancelled')) and opened_at >= $from and opened_at < $to
    )
    select t.ticket_id as "issueId", case clock when 'Time to first response' then '1' else '2' end as id, clock as name,
        coalesce(list({{{_CYCLE}}} order by instance) filter (where stopped_at is not null), []) as "completedCycles",
        any_value({{{_CYCLE}, 'paused': not is_running, 'withinCalendarHours': $until = placed(
            'servicenow_support_hours', reading('servicenow_support_hours',
                $until))}}) filter (where stopped_at is null) as "ongoingCycle"
    from cycles join asked using (ticket_no) join world.tickets as t using (ticket_no)
    group by t.ticket_id, t.number, clock order by t.number, clock
"""

STAMP = "{until:%Y%m%d_%H%M%S}"
EXPORTS = [
    Export("jira_issues", f"jira/issues_export_{STAMP}_part1.csv",
           issues("HELP", "%d/%b/%y %-I:%M %p", "%Y-%m-%d %H:%M:%S.0"), issue_list(",", is_resaved=False), quirks=KEYED),
    Export("jira_issues", f"jira/issues_export_buy_{STAMP}_part1.csv",
           issues("BUY", "%d/%b/%y %-I:%M %p", "%Y-%m-%d %H:%M:%S.0"), issue_list(",", is_resaved=False), every=30, quirks=KEYED),
    Export("jira_issues", f"jira/issues_spreadsheet_{STAMP}_part1.csv",
           issues("WEB", "%-m/%-d/%Y %-H:%M", "%-m/%-d/%Y %-H:%M"), issue_list(";", is_resaved=True), quirks=KEYED),
    Export("jira_changelog", f"jira/changelog_{STAMP}.json", CHANGELOG, jsonl(), quirks=LOGGED),
    Export("jira_slas", f"jira/slas_{STAMP}.json", SLAS, jsonl(), every=14),
]  # fmt: skip
