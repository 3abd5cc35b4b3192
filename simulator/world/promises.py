"""Promises and their clocks: what each system measures of its service levels, and what the company's own rule says.

A clock starts, runs, stands and is stopped by the phases of a ticket. `world.clock_parts` holds each stretch in which it runs
towards one target, with the seconds used before and the moment at which the target would be used up.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from simulator.engine import World
from simulator.world.contacts import stretches
from simulator.world.service_desks import CARE_HOURS, IT_HOURS, REFERENCE
from simulator.world.support import NEVER, PRIORITIES

REPLIES = ("asked", "parked", "solved")


@dataclass(frozen=True)
class Clock:
    """`targets` are minutes by priority, most urgent first; a clock without a calendar never rests."""

    name: str
    desk: str
    calendar: str | None
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    withdraws: tuple[str, ...]
    runs_in: tuple[str, ...]  # statuses
    targets: tuple[int, ...]
    follows_priority: bool = False  # else the priority at the opening counts


AT_WORK = ("new", "open", "on_hold")


def _declared(source_system: str) -> tuple[int, ...]:
    """The company's own targets, as the warehouse applies them."""
    with (REFERENCE / "sla_targets.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["priority"]: row for row in csv.DictReader(file) if row["source_system"] == source_system}
    missing = [name for name in PRIORITIES if name not in rows or rows[name]["calendar_id"] != IT_HOURS]
    if missing:
        raise ValueError(f"sla_targets.csv: no target of {source_system} on {IT_HOURS} for {', '.join(missing)}")
    return tuple(int(rows[name]["target_minutes"]) for name in PRIORITIES)


CLOCKS = [
    Clock("reply_time", "customer", CARE_HOURS, ("opened", "answered", "reopened"), (*REPLIES, "merged"), ("deleted",),
          AT_WORK, (60, 240, 480, 960, 960), follows_priority=True),
    Clock("requester_wait_time", "customer", None, ("opened", "reopened"), ("solved", "silent", "merged"), ("deleted",),
          AT_WORK, (480, 1440, 2880, 5760, 5760), follows_priority=True),
    Clock("response", "incident", IT_HOURS, ("opened",), ("taken",), ("cancelled", "deleted"), AT_WORK, (30, 60, 240, 480, 960)),
    Clock("resolution", "incident", IT_HOURS, ("opened", "reopened"), ("solved", "silent"), ("cancelled", "deleted"),
          AT_WORK, (240, 480, 1800, 3000, 6000)),
    Clock("fulfilment", "item", None, ("opened", "approved"), ("fulfilled",), ("cancelled",), AT_WORK,
          (1440, 2880, 4320, 7200, 14400)),
    Clock("Time to first response", "help", IT_HOURS, ("opened",), (*REPLIES, "cancelled"), (), AT_WORK, (60, 120, 240, 480,
        960)),
    Clock("Time to resolution", "help", IT_HOURS, ("opened", "reopened"), ("solved", "silent", "cancelled"), (), AT_WORK,
          (240, 480, 1200, 2400, 4800)),
    # The company's own rule has no stop: the clock stands while a ticket is solved, and goes on if it is reopened.
    Clock("resolution", "legacy", IT_HOURS, ("opened",), (), ("cancelled",), AT_WORK, _declared("servicenow")),
]  # fmt: skip


def play(world: World) -> None:
    world.load(
        "world.clocks",
        "clock varchar, desk varchar, calendar varchar, priority varchar, target_seconds bigint",
        [
            (clock.name, clock.desk, clock.calendar, priority, minutes * 60)
            for clock in CLOCKS
            for priority, minutes in zip(PRIORITIES, clock.targets, strict=True)
        ],
    )
    for number, (since, until) in enumerate(stretches(world)):
        for n, clock in enumerate(CLOCKS):
            world.run(f"create or replace temp table clocked as {_clocked(clock)}", since, until)
            for table, query in (("new_runs", _runs(clock)), ("new_parts", _parts(clock))):
                world.run(f"insert into {table} {query}" if n else f"create or replace temp table {table} as {query}")
        for table, query in (
            ("clock_runs", "from new_runs"),
            ("clock_parts", "from new_parts"),
            ("clock_events", HELPDESK_EVENTS),
            ("task_sla_states", TASK_SLAS),
        ):
            world.run(f"insert into world.{table} {query}" if number else f"create table world.{table} as {query}")
    world.run("drop table clocked; drop table new_runs; drop table new_parts")
    world.run("""
        -- When the company's own rule was broken.
        create table world.rule_breaches as
        select ticket_no, min(due_at) as breached_at from world.clock_parts where desk = 'legacy'
            and due_at < until_at group by ticket_no;
        create macro sla_name(clock, priority, seconds) as
            case clock when 'fulfilment' then 'Catalogue fulfilment' else 'Priority ' || list_position(
                ['critical', 'high', 'moderate', 'low', 'planning'], priority) || ' ' || clock end || ' ('
            || case when seconds % 86400 = 0 then (seconds // 86400) || ' days'
                when seconds % 3600 = 0 then (seconds // 3600) || ' hours'
                else (seconds // 60) || ' minutes' end || ')';
    """)


def _clocked(clock: Clock) -> str:
    """The phases of each run of a clock, up to the one that ends it."""

    def phases(names: tuple[str, ...]) -> str:
        return f"phase in ({', '.join(repr(name) for name in names)})" if names else "false"

    return f"""
        with marked as (
            select ticket_no, step, phase, from_at, until_at, status,
                {"states.priority" if clock.follows_priority else "opening_priority"} as priority,
                {phases(clock.stops + clock.withdraws)} as ends, {phases(clock.withdraws)} as withdraws,
                sum(case when {phases(clock.starts)} then 1 else 0 end) over (partition by ticket_no order by step) as instance
            from world.ticket_states as states join world.tickets using (ticket_no)
            where states.desk = '{clock.desk}' and states.opened_at >= ? and states.opened_at < ?
        ), ended as (
            select *, min(case when ends then step end) over (partition by ticket_no, instance) as last_step
            from marked where instance > 0
        )
        select *, status in {AT_WORK} and step is distinct from last_step as runs
        from ended where last_step is null or step <= last_step
    """


def _runs(clock: Clock) -> str:
    return f"""
        select '{clock.name}' as clock, '{clock.desk}' as desk, ticket_no, cast(instance as integer) as instance,
            min(from_at) as started_at, max(case when step = last_step then from_at end) as stopped_at,
            bool_or(withdraws) as is_withdrawn
        from clocked group by ticket_no, instance order by ticket_no, instance
    """


def _parts(clock: Clock) -> str:
    if clock.calendar:
        elapsed = f"reading('{clock.calendar}', until_at) - reading('{clock.calendar}', from_at)"
        due = f"placed('{clock.calendar}', reading('{clock.calendar}', from_at) + target_seconds - used_seconds)"
    else:
        elapsed, due = "date_diff('second', from_at, until_at)", "from_at + to_seconds(target_seconds - used_seconds)"
    run = "partition by ticket_no, instance order by"
    return f"""
        with cut as (
            select *, runs is distinct from lag(runs) over ({run} step) or priority <> lag(priority) over ({run} step) as is_cut
            from clocked
        ), numbered as (
            select *, sum(case when is_cut then 1 else 0 end) over ({run} step) as island from cut
        ), islands as (
            select ticket_no, instance, island, any_value(runs) as runs, any_value(priority) as priority, min(from_at) as from_at,
                max(until_at) as until_at, bool_or(step = last_step) and count(*) = 1 as is_end,
                    bool_or(withdraws) as is_withdrawal
            from numbered group by ticket_no, instance, island
        ), followed as (
            select *, lead(runs) over ({run} island) as next_runs, lead(is_end) over ({run} island) as next_is_end,
                lead(is_withdrawal) over ({run} island) as next_is_withdrawal
            from islands
        ), measured as (
            select followed.*, target_seconds, case when until_at < {NEVER} then {elapsed} end as length_seconds
            from followed
            join world.clocks on clock = '{clock.name}' and clocks.desk = '{clock.desk}' and clocks.priority = followed.priority
            where runs
        ), used as (
            select *, row_number() over ({run} island) as part, cast(coalesce(sum(length_seconds) over (
                {run} island rows between unbounded preceding and 1 preceding), 0) as bigint) as used_seconds
            from measured
        )
        select '{clock.name}' as clock, '{clock.desk}' as desk, ticket_no, cast(instance as integer) as instance,
            cast(part as integer) as part, from_at, until_at, priority, target_seconds, used_seconds, length_seconds,
            case when used_seconds < target_seconds then {due} else from_at end as due_at,
            case when next_runs then 'retarget' when next_is_end and next_is_withdrawal then 'withdraw'
                when next_is_end then 'stop'
                when not next_runs then 'pause' end as ended_by
        from used order by ticket_no, instance, part
    """


# The helpdesk's log of its clocks. A breach is written when a clock begins to run, at the time at which it will happen, and
# withdrawn when the clock stands before; all events are withdrawn with a deleted ticket.
HELPDESK_EVENTS = f"""
    with parts as (
        select new_parts.*, ticket_id, number, started_at, stopped_at, is_withdrawn,
            lag(ended_by) over w as entered_by,
            coalesce(bool_or(due_at < until_at) over (w rows between unbounded preceding and 1 preceding),
                false) as was_breached,
            sum(date_diff('second', from_at, until_at)) over w as calendar_seconds,
            sum(reading('{CARE_HOURS}', until_at) - reading('{CARE_HOURS}', from_at)) over w as business_seconds,
            lead(part) over w is null as is_last
        from new_parts join new_runs using (clock, desk, ticket_no, instance) join world.tickets using (ticket_no)
        where desk = 'customer'
        window w as (partition by ticket_no, clock, instance order by part)
    ), events as (
        select parts.*, unnest([
            {{'rank': 1, 'type': 'activate', 'event_at': case when entered_by is distinct from 'retarget' then from_at end,
              'written_at': from_at, 'ended_at': null}},
            {{'rank': 2, 'type': 'apply_sla', 'event_at': case when entered_by is distinct from 'pause' then from_at end,
              'written_at': from_at, 'ended_at': null}},
            {{'rank': 3, 'type': 'breach', 'event_at': case when not was_breached then due_at end,
              'written_at': from_at, 'ended_at': case when until_at <= due_at then until_at end}},
            {{'rank': 4, 'type': 'pause', 'event_at': case when ended_by = 'pause' then until_at end, 'written_at': until_at,
              'ended_at': null}},
            {{'rank': 5, 'type': 'fulfill', 'event_at': case when is_last and not is_withdrawn then stopped_at end,
              'written_at': stopped_at, 'ended_at': null}},
            {{'rank': 6, 'type': 'update_status', 'event_at': case when ended_by in ('pause', 'stop') then until_at end,
              'written_at': until_at, 'ended_at': null}}
        ]) as event
        from parts
    )
    select 88000000000 + number * 1000 + row_number() over (
            partition by ticket_no order by event.written_at, clock, instance, part, event.rank) as id,
        number as ticket_id, clock as metric, instance as instance_id, event.type as type, event.event_at as event_at,
        event.written_at as written_at,
        coalesce(event.ended_at, case when is_withdrawn then stopped_at end) as withdrawn_at,
        target_seconds // 60 as target_minutes, clock = 'reply_time' as is_business,
        calendar_seconds // 60 as calendar_minutes, business_seconds // 60 as business_minutes
    from events where event.event_at is not null order by id
"""

# The service desk's SLA records as they are after each change: the start, a pause, going on, the breach, the end.
TASK_SLAS = f"""
    with parts as (
        select new_parts.*, clocks.calendar, ticket_id, started_at, stopped_at, is_withdrawn,
            used_seconds + coalesce(length_seconds, 0) as total_seconds,
            sum(date_diff('second', from_at, until_at)) over w as calendar_seconds,
            first_value(due_at) over w as original_due_at, lead(part) over w is null as is_last
        from new_parts
        join (select distinct clock, desk, calendar from world.clocks) as clocks using (clock, desk)
        join new_runs using (clock, desk, ticket_no, instance)
        join world.tickets using (ticket_no)
        where new_parts.desk in ('incident', 'item')
        window w as (partition by ticket_no, clock, instance order by part)
    ), changes as (
        select parts.*, unnest([
            {{'rank': 1, 'changed_at': from_at, 'stage': 'In progress', 'seconds': used_seconds,
              'is_breached': used_seconds >= target_seconds,
              'calendar': calendar_seconds - date_diff('second', from_at, until_at), 'end_at': null}},
            {{'rank': 2, 'changed_at': case when used_seconds < target_seconds and due_at < until_at then due_at end,
              'stage': 'In progress', 'seconds': target_seconds, 'is_breached': true,
              'calendar': calendar_seconds - date_diff('second', due_at, until_at), 'end_at': null}},
            {{'rank': 3, 'changed_at': case when until_at < {NEVER} then until_at end,
              'stage': case ended_by when 'pause' then 'Paused' when 'stop' then 'Completed' else 'Cancelled' end,
              'seconds': total_seconds, 'is_breached': total_seconds > target_seconds, 'calendar': calendar_seconds,
              'end_at': case when ended_by <> 'pause' then until_at end}},
            {{'rank': 4, 'changed_at': case when is_last and ended_by = 'pause' then stopped_at end,
              'stage': case when is_withdrawn then 'Cancelled' else 'Completed' end,
              'seconds': total_seconds, 'is_breached': total_seconds > target_seconds, 'calendar': calendar_seconds,
              'end_at': stopped_at}}
        ]) as change
        from parts
    )
    select ticket_no, ticket_id, desk, clock, instance, priority, target_seconds, calendar, started_at, due_at, original_due_at,
        change.changed_at as from_at, coalesce(lead(change.changed_at) over (
            partition by ticket_no, clock, instance order by change.changed_at, part, change.rank), {NEVER}) as until_at,
        change.stage as stage, change.seconds as elapsed_seconds, change.calendar as calendar_seconds, change.end_at as ended_at,
        change.is_breached as is_breached
    from changes where change.changed_at is not null order by ticket_no, clock, instance, change.changed_at, part, change.rank
"""
