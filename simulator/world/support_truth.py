"""What is true of tickets at the end of the period, in the words of the warehouse's facts and with the systems' own ids."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.contacts import WARM_UP_DAYS, stretches
from simulator.world.service_desks import IT_HOURS

LIST_DAYS = 7  # between two exports of the service desk's lists: a record that came and went in between is in none
AUTOMATION_ACCOUNT = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077"  # the issue tracker's own user
OPENED, STARTED = (f"{moment} >= $since and {moment} < $until" for moment in ("opened_at", "started_at"))


def play(world: World) -> None:
    _people(world)
    # The last thing each system recorded: what is still open is aged to it.
    world.run("""
        create table world.ticket_observations as
        select source_system, max(from_at) as observed_until_at
        from world.ticket_states join world.desks using (desk)
        where from_at < period_end() and phase <> 'rated' group by source_system;
        create table world.clock_observations as
        select max(event_at) as observed_until_at from world.clock_events where written_at < period_end() and type <> 'breach'
    """)
    _tickets(world)
    _changes(world)
    _intervals(world)
    _approvals(world)
    _own_rule(world)
    _source_promises(world)
    _surveys(world)
    _demand(world)


def _people(world: World) -> None:
    """Everybody who asks, works or approves, by number and kind, with the ids by which systems know them."""
    world.run(f"""
        create macro automation_account() as '{AUTOMATION_ACCOUNT}';
        create macro survey_id(number, step) as cast(62000000000 + number * 32 + step as varchar);
        create macro sys_id(kind, key_) as md5(kind || ' ' || key_);
        create macro account_id(key_) as '712020:' || regexp_replace(
            md5('account ' || key_), '^(.{{8}})(.{{4}})(.{{4}})(.{{4}})(.{{12}})$', '\\1-\\2-\\3-\\4-\\5');
        create table world.employee_users as
        select person_id as person_no, given_name || ' ' || family_name as name, email, split_part(email, '@', 1) as user_name,
            sys_id('sys_user', person_id) as sys_id, account_id(person_id) as account_id
        from world.people;
        create view world.helpdesk_users as
        select 'agent' as kind, cast(agent_id as bigint) as person_no, given_name || ' ' || family_name as name, email
        from world.agents where skill = 'support'
        union all select 'customer', customer_no, given_name || ' ' || family_name, email from world.customers
    """)


# How a ticket's system names a person, on the ticket itself and in its log of changes.
REQUESTER = """
    case when desk = 'customer' then customers.email when t.source_system = 'jira' then requesters.account_id
        when desk = 'incident' and place = 'HL30' then requesters.sys_id else requesters.name end
"""
AGENT = """
    case when desk = 'customer' then agents.email when t.source_system = 'jira' then staff.account_id
        when desk = 'incident' and place = 'HL30' then staff.sys_id else staff.name end
"""


def _tickets(world: World) -> None:
    world.truth(
        "tickets",
        "One row per ticket opened before the end of the period, as it is then: times are null where not reached. requester and agent "
        "are spelled as the system spells them, driver, product and queue are why the contact was made, of what, and where it "
        "belongs; surge_id names the planted surge that brought it (null: it would have come anyway). "
        "is_listed: some list showed the ticket. business_resolution_seconds are on the calendar of the source.",
        f"""
        with milestones as (
            select ticket_no, min(case when status in ('solved', 'closed') then from_at end) as first_resolved_at,
                min(first_reply_at) as first_reply_at,
                max(case when status in ('solved', 'closed') then solved_at end) as last_resolved_at
            from world.ticket_states where from_at < period_end() and {OPENED} group by ticket_no
        ), ended as (
            select ticket_no, sum(coalesce(work_seconds,
                reading(calendar, until_at) - reading(calendar, from_at))) as business_seconds
            from world.ticket_states as states join world.desks using (desk) join milestones using (ticket_no)
            where until_at <= last_resolved_at and {OPENED} group by ticket_no
        )
        select t.source_system, t.ticket_id, coalesce(s.issue_key, t.ticket_id) as ticket_number, t.ticket_type,
            {REQUESTER} as requester, {AGENT} as agent,
            coalesce(teams.group_id, s.team) as team_id, t.opening_priority as priority_at_open, s.priority, p.priority_raw,
            nullif(d.category, '') as category, t.channel, s.status_raw, s.status as status_category,
            opened_at, known(m.first_reply_at) as first_responded_at, m.first_resolved_at,
            case when s.status in ('solved', 'closed') then m.last_resolved_at end as resolved_at,
            case when s.status = 'closed' then s.status_at end as closed_at, s.from_at as updated_at,
            case when desk in ('incident', 'legacy') then s.move_count end as reassignment_count, s.reopen_count,
            case when desk in ('customer', 'incident', 'legacy') then s.reopen_count end as source_reopen_count,
            s.phase = 'deleted' as is_deleted,
            desk <> 'incident' or s.phase <> 'deleted' or s.from_at >= period_start() + to_days({LIST_DAYS} * cast(greatest(0,
                date_diff('day', period_start(), opened_at)) // {LIST_DAYS} + 1 as integer)) as is_listed,
            case when s.status in ('solved', 'closed') then
                case when t.source_system like 'servicenow%' then coalesce(ended.business_seconds, 0)
                    else date_diff('second', opened_at, m.last_resolved_at) end end as business_resolution_seconds,
            d.driver, d.product, t.true_team as queue, t.place, t.first_team as first_queue, t.surge_id, t.is_junk, t.is_merged
        from world.tickets as t
        join world.ticket_states as s using (ticket_no, desk, opened_at)
        join milestones as m using (ticket_no)
        join world.drivers as d using (driver_no, desk)
        join world.support_teams as teams on teams.team = s.team
        join world.ticket_priorities as p on p.source_system = t.source_system and p.priority = s.priority
        left join ended using (ticket_no)
        left join world.helpdesk_users as customers
            on customers.kind = 'customer' and customers.person_no = case desk when 'customer' then requester_no end
        left join world.helpdesk_users as agents
            on agents.kind = 'agent' and agents.person_no = case desk when 'customer' then s.agent_no end
        left join world.employee_users as requesters on requesters.person_no = case when desk <> 'customer' then requester_no end
        left join world.employee_users as staff on staff.person_no = case when desk <> 'customer' then s.agent_no end
        where s.from_at < period_end() and s.until_at >= period_end() and {OPENED}
        """,
        stretches(world),
    )
    world.truth(
        "ticket_routing",
        "One row per ticket: the queue it first came to and the one it belongs to, and how often another team had to be asked.",
        f"""
        select source_system, ticket_id, opened_at, driver, first_queue, queue, first_queue <> queue as is_misrouted,
            coalesce(escalations, 0) as escalation_count, coalesce(returns, 0) as returned_count
        from truth.tickets left join (
            select ticket_id, source_system, count(*) filter (where phase = 'escalated') as escalations,
                count(*) filter (where phase = 'returned') as returns
            from world.ticket_states join world.tickets using (ticket_no, opened_at)
            where from_at < period_end() and phase in ('escalated', 'returned') and {OPENED} group by all
        ) using (source_system, ticket_id)
        where {OPENED}
        """,
        stretches(world),
    )


def _changes(world: World) -> None:
    """The logs of changes: the helpdesk's begin with the values at the opening, the others' with the first change."""
    values = {
        "status": ("previous_status_raw", "status_raw"),
        "priority": ("old_priorities.priority_raw", "priorities.priority_raw"),
        "team": ("coalesce(old_teams.group_id, previous_team)", "coalesce(teams.group_id, states.team)"),
        "agent": (
            "case source_system when 'zendesk' then old_agents.email when 'jira' then account_id(previous_agent_no) "
            "else sys_id('sys_user', previous_agent_no) end",
            "case source_system when 'zendesk' then agents.email when 'jira' then account_id(states.agent_no) "
            "else sys_id('sys_user', states.agent_no) end",
        ),
    }
    world.truth(
        "ticket_changes",
        "One row per change of status, priority, team or agent, as the system spells the values; the helpdesk's begin with "
        "the opening.",
        f"""
        with named as (
            select source_system, ticket_id, desk, step, phase, from_at as occurred_at, actor_kind,
                case actor_kind when 'system' then case desk when 'customer' then '-1' when 'incident' then 'system'
                        when 'item' then 'system' else automation_account() end
                    when 'employee' then case when source_system = 'jira' then account_id(actor_no) else actors.user_name end
                    else people.email end as actor,
                {", ".join(f"{old} as from_{field}, {new} as to_{field}" for field, (old, new) in values.items())}
            from world.ticket_states as states
            join world.tickets using (ticket_no, desk, opened_at)
            join world.ticket_priorities as priorities using (source_system, priority)
            left join world.ticket_priorities as old_priorities
                on old_priorities.source_system = tickets.source_system and old_priorities.priority = previous_priority
            left join world.support_teams as teams on teams.team = states.team
            left join world.support_teams as old_teams on old_teams.team = previous_team
            left join world.helpdesk_users as agents
                on agents.kind = 'agent' and agents.person_no = case desk when 'customer' then states.agent_no end
            left join world.helpdesk_users as old_agents
                on old_agents.kind = 'agent' and old_agents.person_no = case desk when 'customer' then previous_agent_no end
            left join world.helpdesk_users as people on people.kind = actor_kind and people.person_no = actor_no
            left join world.employee_users as actors on actors.person_no = case actor_kind when 'employee' then actor_no end
            where from_at < period_end() and desk <> 'legacy' and {OPENED}
        )
        {
            " union all ".join(
                f"select source_system, ticket_id, occurred_at, '{field}' as field, from_{field} as from_value, to_{field} as "
                f"to_value, actor "
                f"from named where from_{field} is distinct from to_{field} and (step > 0 or desk = 'customer') "
                "and not (desk = 'incident' and phase = 'deleted')"
                for field in values
            )
        }
        """,
        stretches(world),
    )


def _intervals(world: World) -> None:
    steps = "partition by ticket_no order by step"
    numbers = "partition by source_system, ticket_id order by interval_number"
    world.truth(
        "ticket_status_intervals",
        "One row per stretch in which status, team and priority of a ticket stay the same. ended_at and business_seconds (on the "
        "calendar of the source) are null where it lasts beyond the period; one that is closed or cancelled ends as it begins.",
        f"""
        with known_states as (
            select states.*, source_system, ticket_id, coalesce(group_id, states.team) as team_id,
                date_diff('second', from_at, until_at) as seconds,
                coalesce(work_seconds, reading(calendar, until_at) - reading(calendar, from_at)) as worked,
                status_raw is distinct from previous_status_raw or states.team is distinct from previous_team
                    or priority is distinct from previous_priority as is_new
            from world.ticket_states as states join world.tickets using (ticket_no, desk, opened_at)
            join world.support_teams as teams on teams.team = states.team
            where from_at < period_end() and {OPENED}
        ), numbered as (
            select *, sum(case when is_new then 1 else 0 end) over ({steps}) as interval_number from known_states
        ), intervals as (
            select source_system, ticket_id, interval_number, min(from_at) as started_at, max(until_at) as until_at,
                any_value(status_raw) as status_raw, any_value(status) as status_category, any_value(team_id) as team_id,
                any_value(priority) as priority, sum(seconds) as seconds, sum(worked) as worked
            from numbered group by source_system, ticket_id, interval_number
        ), opened as (
            select *, status_category not in ('solved', 'closed', 'cancelled') as is_open,
                status_category in ('closed', 'cancelled') as is_last
            from intervals
        )
        select source_system, ticket_id, cast(interval_number as bigint) as interval_number, started_at,
            case when is_last then started_at else known(until_at) end as ended_at, status_raw, status_category, is_open, team_id,
            priority,
            case
                when interval_number = 1 then 'opened'
                when lag(is_open) over w and status_category = 'cancelled' then 'cancelled'
                when lag(is_open) over w and not is_open then 'resolved'
                when is_open and not lag(is_open) over w then 'reopened'
                when is_open and (team_id <> lag(team_id) over w or priority <> lag(priority) over w) then 'transferred'
                else 'status_changed'
            end as start_reason,
            cast(case when is_last then 0 when until_at >= period_end() then null
                when source_system like 'servicenow%' then worked else seconds end as bigint) as business_seconds
        from opened window w as ({numbers})
        """,
        stretches(world),
    )


def _approvals(world: World) -> None:
    world.truth(
        "ticket_approvals",
        "One row per approval of a requested item: who was asked, when, and the decision; cancelled with the item if that was withdrawn.",
        """
        select source_system, sys_id('sysapproval_approver', ticket_id) as approval_step_id, ticket_id, users.name as approver,
            case when decided.from_at is null or decided.from_at >= period_end() then 'pending'
                when decided.phase in ('approved', 'rejected') then decided.phase else 'cancelled' end as decision,
            asked.from_at as pending_since_at,
            case when decided.phase in ('approved', 'rejected') then known(decided.from_at) end as decided_at
        from world.tickets
        join world.ticket_states as asked on asked.ticket_no = tickets.ticket_no and asked.phase = 'pending'
        join world.employee_users as users on users.person_no = approver_no
        left join world.ticket_states as decided on decided.ticket_no = tickets.ticket_no and decided.step = 1
        where tickets.desk = 'item' and asked.from_at < period_end()
        """,
    )


def _own_rule(world: World) -> None:
    world.truth(
        "sla_instances",
        "One row per promise of the company's own rule (sla_targets.csv): working seconds in which the ticket was waiting "
        "for neither "
        "its requester nor nothing more, up to the resolution or the last event of the source, and when the target was or "
        "would be "
        "used up if work went on from there.",
        f"""
        with parts as (
            select p.*, observed_until_at, {_READ} as length_so_far
            from world.clock_parts as p join world.desks using (desk) join world.ticket_observations using (source_system)
            where desk = 'legacy' and from_at < period_end()
        ), totals as (
            select ticket_no, any_value(priority) as priority, any_value(target_seconds) as target_seconds,
                sum(length_so_far) as elapsed, any_value(observed_until_at) as observed_until_at,
                min(case when used_seconds < target_seconds
                    and used_seconds + length_so_far >= target_seconds then due_at end) as used_up_at
            from parts group by ticket_no
        )
        select t.source_system, t.ticket_id, 'servicenow_resolution_' || totals.priority as sla_target_id, totals.priority,
            t.opened_at as attached_at, t.resolved_at as fulfilled_at, target_seconds,
                cast(elapsed as bigint) as elapsed_business_seconds,
            coalesce(used_up_at, placed('{IT_HOURS}',
                reading('{IT_HOURS}', case when status_category = 'cancelled' then t.updated_at
                else coalesce(t.resolved_at, observed_until_at) end) + cast(target_seconds - elapsed as bigint))) as due_at,
            case when status_category = 'cancelled' then 'cancelled' when elapsed > target_seconds then 'breached'
                when t.resolved_at is not null then 'met' else 'undecided' end as outcome
        from totals join world.tickets as w using (ticket_no) join truth.tickets as t
            on t.source_system = w.source_system and t.ticket_id = w.ticket_id
        """,
    )


def _source_promises(world: World) -> None:
    """What the systems' own clocks say, as they were last read or changed."""
    world.truth(
        "source_sla_instances",
        "One row per run of a clock that a system keeps itself, as it last read it: the helpdesk in whole minutes when the "
        "clock stood, "
        "the service desk at each change, the issue tracker at the end of the period. due_at is what the system says; null: "
        "it does "
        "not, because the clock stands.",
        f"""
        with helpdesk_tickets as (
            from world.tickets where desk = 'customer' and {OPENED}
        ), helpdesk_events as (
            select ticket_id, metric, instance_id,
                min(event_at) filter (where type = 'breach' and (withdrawn_at is null
                    or withdrawn_at >= period_end())) as breach_at,
                max(event_at) filter (where type = 'breach' and withdrawn_at < period_end()) as withdrawn_breach_at,
                arg_max(target_minutes, event_at) filter (where type = 'apply_sla') as target_minutes,
                arg_max(case when is_business then business_minutes else calendar_minutes end, event_at)
                    filter (where type = 'update_status') as elapsed_minutes,
                arg_max(type, event_at) filter (where type in ('activate', 'pause', 'fulfill')) as last_switch,
                any_value(is_business) as is_business
            from world.clock_events
            where written_at < period_end() and ticket_id in (select number from helpdesk_tickets) group by all
        ), helpdesk as (
            select 'zendesk' as source_system, t.ticket_id, metric || '-' || instance as source_sla_id, metric as sla_name,
                started_at,
                known(stopped_at) as stopped_at, coalesce(breach_at, withdrawn_breach_at) as due_at,
                    is_business as is_business_time,
                target_minutes * 60 as target_seconds, elapsed_minutes * 60 as elapsed_seconds,
                    last_switch = 'pause' as is_paused,
                case when breach_at <= least(coalesce(known(stopped_at), observed_until_at), observed_until_at) then 'breached'
                    when stopped_at < period_end() then 'met' else 'undecided' end as outcome
            from world.clock_runs as r join helpdesk_tickets as t using (ticket_no, desk)
            join helpdesk_events as e on e.ticket_id = t.number and metric = clock and instance_id = instance
            cross join world.clock_observations
            where not (is_withdrawn and stopped_at < period_end())
        ), service_desk as (
            select 'servicenow_tables', ticket_id, sys_id('task_sla', ticket_id || clock || instance),
                sla_name(clock, priority, target_seconds), started_at, ended_at, due_at, calendar is not null, target_seconds,
                elapsed_seconds, stage = 'Paused',
                case when stage = 'Cancelled' then 'cancelled' when is_breached then 'breached'
                    when stage = 'Completed' then 'met'
                    else 'undecided' end
            from world.task_sla_states where from_at < period_end() and until_at >= period_end() and {STARTED}
        ), issue_parts as (
            select p.*, started_at, stopped_at, {_READ.replace("observed_until_at", "period_end()")} as length_so_far
            from world.clock_parts as p join world.clock_runs using (clock, desk, ticket_no, instance)
            where desk = 'help' and from_at < period_end() and {STARTED}
        ), issue_runs as (
            select ticket_no, clock, instance, started_at, known(stopped_at) as stopped_at,
                any_value(target_seconds) as target_seconds,
                cast(sum(length_so_far) as bigint) as elapsed, arg_max(due_at, part) as due_at,
                    bool_or(until_at >= period_end()) as is_running
            from issue_parts group by all
        ), issues as (
            select 'jira', ticket_id, case clock when 'Time to first response' then '1' else '2' end || '-' || instance,
                clock, started_at,
                stopped_at, case when stopped_at is not null or is_running then due_at end, true, target_seconds, elapsed,
                stopped_at is null and not is_running,
                case when elapsed > target_seconds then 'breached' when stopped_at is not null then 'met' else 'undecided' end
            from issue_runs join world.tickets using (ticket_no)
        )
        select *, target_seconds - elapsed_seconds as remaining_seconds
        from (from helpdesk union all from service_desk union all from issues)
        """,
        stretches(world),
    )


# Seconds of a part of a clock up to the end of what was observed.
_READ = f"""
    case when until_at < period_end() then length_seconds
        else reading('{IT_HOURS}', observed_until_at) - reading('{IT_HOURS}', from_at) end
"""


def _surveys(world: World) -> None:
    world.truth(
        "csat",
        "One row per solution whose requester could have been asked: whether the requester was satisfied (is_satisfied), "
        "what the "
        "answer was or would have been (score), and when it was offered and given; null: not before the end of the period. "
        "response_id is the id of the answer where the system has one.",
        """
        select t.source_system, t.ticket_id, case when t.desk = 'customer' then survey_id(t.number, surveys.step)
            else t.ticket_id end
            as response_id,
            surveys.solved_at, known(offered_at) as offered_at, known(answered_at) as answered_at, is_satisfied, score,
            case when t.desk = 'customer' then agents.email else account_id(surveys.agent_no) end as agent
        from world.surveys join world.tickets as t using (ticket_no)
        left join world.helpdesk_users as agents
            on agents.kind = 'agent' and agents.person_no = case t.desk when 'customer' then surveys.agent_no end
        where surveys.solved_at >= $since and surveys.solved_at < $until
        """,
        stretches(world),
    )


def _demand(world: World) -> None:
    world.truth(
        "contact_demand",
        "One row per queue and hour (UTC): the true expected number of contacts, what of it the planted surges add, and the "
        "number "
        "that came. Contacts are Poisson: their variance is the expected number. Queue is the team the contact belongs to.",
        f"""
        with expected as (
            select source_system, team, date_trunc('hour', from_at) as hour_at, sum(expected) as expected_contacts,
                coalesce(sum(expected) filter (where surge_id is not null), 0) as expected_excess_contacts
            from world.contact_demand join world.drivers using (driver_no) join world.desks using (desk) group by all
        ), came as (
            select source_system, true_team as team, date_trunc('hour', opened_at) as hour_at, count(*) as contacts
            from world.tickets where opened_at < period_end() group by all
        )
        select source_system, team as queue, hour_at, expected_contacts, expected_excess_contacts, coalesce(contacts,
            0) as contacts
        from expected left join came using (source_system, team, hour_at)
        where hour_at >= period_start() - interval {WARM_UP_DAYS} day
        """,
    )
