"""Purchase requests of the company whose intake is the issue tracker: an issue each, waiting for approval until it is decided."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.service_desks import IT_HOURS
from simulator.world.support import NEVER

DESK, PROJECT = "purchase", "BUY"
FIRST_ISSUE = 900_000_000  # a site of its own, so its numbers are none of the other projects'


def play(world: World) -> None:
    world.run("insert into world.desks values (?, 'jira', ?, 1, null, null)", DESK, IT_HOURS)
    world.run("insert into world.support_teams values (?, 'Procurement', null)", PROJECT)
    world.run(
        """
        insert into world.drivers by name select max(driver_no) + 1 as driver_no, $1 as desk, 'purchase request' as driver,
            'Purchasing' as product, $2 as team, $2 as next_team, 0 as per_day, 'Purchase request' as kind, 'Buy something' as category
        from world.drivers
        """,
        DESK, PROJECT,
    )  # fmt: skip
    world.run(f"""
        create table world.intake_issues as
        select {FIRST_ISSUE} + request_no as number, request_no, requests.*,
            coalesce(people.manager_id, requests.requester_id) as approver_no,
            date_trunc('second', submitted_at) as opened_at, date_trunc('second', decided_at) as ended_at,
            case when amount_eur >= 25000 then 'high' when amount_eur >= 2500 then 'moderate' else 'low' end as priority
        from world.requests join world.people on person_id = requester_id where intake = 'jira' and submitted_at < period_end()
    """)
    world.run(f"""
        insert into world.tickets by name
        select number * 100000 as ticket_no, 'jira' as source_system, '{DESK}' as desk, cast(number as varchar) as ticket_id, number,
            driver_no, company_code as place, 'employee' as audience, 'portal' as channel,
            upper(intake_issues.category[1]) || intake_issues.category[2:] || case when request_type = 'purchase' then '' else ': ' || request_type end as subject,
            drivers.kind as ticket_type, '{IT_HOURS}' as calendar, requester_id as requester_no, approver_no, opened_at,
            '{PROJECT}' as first_team, '{PROJECT}' as true_team, priority as opening_priority, false as is_junk, false as is_merged,
            true as needs_approval, '{PROJECT}' as last_team, case decision when 'approved' then ended_at end as solved_at
        from world.intake_issues join world.drivers on desk = '{DESK}'
    """)
    world.run(f"""
        insert into world.ticket_states by name
        with steps as (
            select *, 0 as step, 'pending' as phase, opened_at as from_at, coalesce(ended_at, {NEVER}) as until_at,
                'on_hold' as status, 'Waiting for approval' as status_raw, requester_id as actor_no from world.intake_issues
            union all
            select *, 1, case decision when 'approved' then 'solved' else 'cancelled' end, ended_at, {NEVER},
                case decision when 'approved' then 'solved' else 'cancelled' end,
                case decision when 'approved' then 'Resolved' else 'Canceled' end,
                case decision when 'cancelled' then requester_id else approver_no end
            from world.intake_issues where ended_at is not null
        )
        select number * 100000 as ticket_no, '{DESK}' as desk, opened_at, step, phase, from_at, until_at, status, status_raw,
            '{PROJECT}' as team, priority, '{PROJECT}-' || request_no as issue_key, 0 as reply_count, 0 as reopen_count,
            0 as move_count, 0 as group_count, 0 as agent_count, case status when 'solved' then from_at end as solved_at,
            from_at as status_at, case step when 1 then 'on_hold' end as previous_status,
            case step when 1 then 'Waiting for approval' end as previous_status_raw, case step when 1 then '{PROJECT}' end as previous_team,
            case step when 1 then priority end as previous_priority,
            case step when 1 then '{PROJECT}-' || request_no end as previous_issue_key, 'employee' as actor_kind, actor_no
        from steps order by ticket_no, step
    """)
